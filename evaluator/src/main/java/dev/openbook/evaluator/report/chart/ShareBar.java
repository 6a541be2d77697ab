package dev.openbook.evaluator.report.chart;

/** One arm's right, unanswered and wrong shares as a single stacked bar, for a table's cell that gives the numbers. */
public final class ShareBar {

    private static final int WIDTH = 220;
    private static final int HEIGHT = 14;

    private ShareBar() {}

    /** Draws the bar. */
    public static Svg draw(Look look, double right, double noAnswer, double wrong, String label) {
        Scale x = Scale.shares(1, WIDTH - 1);
        Svg svg = new Svg(WIDTH, HEIGHT, label);
        svg.open(look.css(), null);
        part(svg, x, 0, right, "fill");
        part(svg, x, right, noAnswer, "hollow");
        part(svg, x, right + noAnswer, wrong, "hatch");
        return svg.close();
    }

    private static void part(Svg svg, Scale x, double from, double share, String css) {
        svg.rect(x.at(from), 1, x.at(from + share) - x.at(from), HEIGHT - 2, css);
    }
}
