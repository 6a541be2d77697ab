package dev.openbook.evaluator.report.chart;

import java.util.List;
import java.util.function.DoubleUnaryOperator;

/** A map of questions a day against changes a day: which of two arms is cheaper where. */
public final class RegionMap {

    private static final int HEIGHT = 300;
    private static final double LEFT = 62;
    private static final double BOTTOM = 46;
    private static final double MOST_QUESTIONS = 1_000_000;
    private static final double MOST_CHANGES = 1_000;
    private static final int STEPS = 80;

    private final String label;
    private final Look below;
    private final Look above;
    private final DoubleUnaryOperator border;

    /**
     * A map of two regions.
     *
     * @param label what it shows
     * @param below cheaper with fewer questions than the border
     * @param above cheaper with more
     * @param border questions a day at the border, by changes a day; may be infinite
     */
    public RegionMap(String label, Look below, Look above, DoubleUnaryOperator border) {
        this.label = label;
        this.below = below;
        this.above = above;
        this.border = border;
    }

    /** Draws the map. */
    public Svg draw(int width) {
        Svg svg = new Svg(width, HEIGHT, label);
        Scale x = new Scale(0.01, MOST_CHANGES, LEFT, width - 18, true);
        Scale y = new Scale(1, MOST_QUESTIONS, HEIGHT - BOTTOM, 12, true);
        StringBuilder edge = new StringBuilder();
        for (int i = 0; i <= STEPS; i++) {
            double changes = 0.01 * Math.pow(MOST_CHANGES / 0.01, i / (double) STEPS);
            double questions = Math.min(border.applyAsDouble(changes), MOST_QUESTIONS);
            edge.append(i == 0 ? "M" : "L").append(Svg.number(x.at(changes))).append(' ');
            edge.append(Svg.number(y.at(questions)));
        }
        String top = Svg.number(y.to());
        String bottom = Svg.number(y.from());
        String left = Svg.number(x.from());
        String right = Svg.number(x.to());
        svg.path(edge + "V" + top + "H" + left + "Z", above.css() + " tint");
        svg.path(edge + "V" + bottom + "H" + left + "Z", below.css() + " pale");
        svg.path(edge.toString(), "border");
        axes(svg, x, y, width < 480);
        double share = y.at(Math.min(border.applyAsDouble(1), MOST_QUESTIONS));
        name(svg, above, x.from() + 14, (y.to() + share) / 2, share - y.to());
        name(svg, below, x.to() - 14 - 9 * below.name().length() - 90, (y.from() + share) / 2, y.from() - share);
        return svg;
    }

    private static void name(Svg svg, Look look, double x, double y, double room) {
        if (room > 30) {
            svg.marker(look.shape(), x, y, look.css() + " fill");
            svg.text(x + 12, y + 4.5, "start", "label", look.name() + " is cheaper");
        }
    }

    private static void axes(Svg svg, Scale x, Scale y, boolean narrow) {
        for (double tick : List.of(0.01, 0.1, 1.0, 10.0, 100.0, 1000.0)) {
            svg.line(x.at(tick), y.from(), x.at(tick), y.from() + 5, "axis");
            svg.text(x.at(tick), y.from() + 20, "middle", "tick", Scale.label(tick));
        }
        for (double tick : List.of(1.0, 100.0, 10_000.0, 1_000_000.0)) {
            svg.line(x.from() - 5, y.at(tick), x.from(), y.at(tick), "axis");
            svg.text(x.from() - 8, y.at(tick) + 4.5, "end", "tick", tick >= 1e6 ? "1 M" : Scale.label(tick));
        }
        svg.line(x.from(), y.from(), x.to(), y.from(), "axis").line(x.from(), y.from(), x.from(), y.to(), "axis");
        String title = narrow
                ? "changed facts a day; upwards: questions"
                : "changed facts a day; upwards: questions a day (both logarithmic)";
        svg.text((x.from() + x.to()) / 2, y.from() + 40, "middle", "tick", title);
    }
}
