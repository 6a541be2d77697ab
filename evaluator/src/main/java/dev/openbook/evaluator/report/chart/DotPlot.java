package dev.openbook.evaluator.report.chart;

import java.util.List;

/** Shares as dots with their intervals, grouped by what they measure; a hollow dot is a second way to measure the same. */
public final class DotPlot {

    private static final double STEP = 24;
    private static final double HEAD = 26;
    private static final double BOTTOM = 26;

    private static final List<Double> TICKS = List.of(0.0, 0.25, 0.5, 0.75, 1.0);

    private DotPlot() {}

    /** The rows of one measure. */
    public record Group(String title, List<Row> rows) {}

    /** One arm's dots; either may be null. */
    public record Row(Look look, Dot filled, Dot hollow, String tip) {}

    /** A share with its 95 % interval, which may be null. */
    public record Dot(double value, Double low, Double high) {}

    /** Draws the chart. */
    public static Svg draw(int width, String label, List<Group> groups) {
        int rows = groups.stream().mapToInt(group -> group.rows().size()).sum();
        double bottom = groups.size() * (HEAD + 6) + rows * STEP;
        Svg svg = new Svg(width, (int) (bottom + BOTTOM), label);
        RowLabels labels = new RowLabels(
                groups.stream().flatMap(g -> g.rows().stream()).map(Row::look).toList(), width);
        Scale x = Scale.shares(labels.width() + 14, width - 22);
        for (double share : TICKS) {
            svg.text(x.at(share), bottom + 17, "middle", "tick", Math.round(share * 100) + " %");
        }
        double y = 0;
        for (Group group : groups) {
            svg.text(0, y + 17, "start", "group", group.title());
            y += HEAD;
            for (double share : TICKS) {
                double foot = y + group.rows().size() * STEP - 2;
                svg.line(x.at(share), y - 2, x.at(share), foot, share == 0 ? "axis" : "grid");
            }
            for (Row row : group.rows()) {
                svg.open(row.look().css(), row.tip());
                labels.draw(svg, row.look(), y + 10);
                dot(svg, row.look(), row.hollow(), x, y + 14, "hollow");
                dot(svg, row.look(), row.filled(), x, row.hollow() == null ? y + 10 : y + 6, "fill");
                svg.close();
                y += STEP;
            }
            y += 6;
        }
        return svg;
    }

    private static void dot(Svg svg, Look look, Dot dot, Scale x, double y, String css) {
        if (dot == null) {
            return;
        }
        if (dot.low() != null && dot.high() != null) {
            svg.line(x.at(dot.low()), y, x.at(dot.high()), y, "whisker");
        }
        svg.marker(look.shape(), x.at(dot.value()), y, css);
    }
}
