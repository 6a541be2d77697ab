package dev.openbook.evaluator.report.chart;

/** One arm's right, unanswered and wrong shares as a single stacked bar with numbers, for a table's cell. */
public final class ShareBar {

    private static final int WIDTH = 220;
    private static final int HEIGHT = 24;
    private static final double ROOM_FOR_NUMBER = 22;

    private ShareBar() {}

    /** Draws the bar. */
    public static Svg draw(Look look, double right, double noAnswer, double wrong, String label) {
        Svg svg = new Svg(WIDTH, HEIGHT, label);
        Scale x = Scale.shares(1, WIDTH - 1);
        svg.open(look.css(), label);
        part(svg, x, 0, right, "fill", "on-fill");
        part(svg, x, right, noAnswer, "hollow", "value");
        part(svg, x, right + noAnswer, wrong, "hatch", "on-hatch");
        return svg.close();
    }

    private static void part(Svg svg, Scale x, double from, double share, String css, String textCss) {
        double left = x.at(from);
        double width = x.at(from + share) - left;
        svg.rect(left, 1, width, HEIGHT - 2, css);
        if (width >= ROOM_FOR_NUMBER) {
            String number = String.valueOf(Math.round(share * 100));
            if (textCss.equals("on-hatch")) {
                svg.rect(left + width / 2 - 11, 4, 22, HEIGHT - 8, "plate");
            }
            svg.text(left + width / 2, HEIGHT / 2.0 + 4.5, "middle", textCss, number);
        }
    }
}
