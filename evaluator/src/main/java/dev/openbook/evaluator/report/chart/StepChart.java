package dev.openbook.evaluator.report.chart;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Shares against time: one step line an arm, each value holding until the next. */
public final class StepChart {

    private static final int HEIGHT = 300;
    private static final int TOP = 14;
    private static final int BOTTOM = 46;
    private static final int LEFT = 52;
    private static final double WIDE_RANGE = 30; // beyond this ratio of times a linear axis hides the first steps

    private StepChart() {}

    /**
     * One arm's line.
     *
     * @param points in order of time; at least one
     * @param target the share that counts as right again, drawn dotted; null for none
     * @param reachedSeconds when it was reached; null if it was not
     */
    public record Line(Look look, List<Point> points, Double target, Double reachedSeconds, String tip) {}

    /** From {@code seconds} on, {@code share}. */
    public record Point(double seconds, double share) {}

    /** Draws the chart. */
    public static Svg draw(int width, String label, List<Line> lines) {
        Svg svg = new Svg(width, HEIGHT, label);
        boolean named = width >= 480;
        int right = width - (named ? 128 : 14);
        Scale x = time(lines, LEFT, right);
        Scale y = Scale.shares(HEIGHT - BOTTOM, TOP);
        axes(svg, x, y, width < 480 ? 4 : 6);
        List<Line> byHeight = lines.stream()
                .sorted(Comparator.comparingDouble(line -> -last(line).share()))
                .toList();
        double lowestName = TOP - 8;
        for (Line line : byHeight) {
            svg.open(line.look().css(), line.tip());
            if (line.target() != null && line.target() > 0) {
                svg.line(LEFT, y.at(line.target()), right, y.at(line.target()), "target");
            }
            svg.path(steps(line, x, y, right), "step");
            for (Point point : line.points()) {
                svg.marker(line.look().shape(), x.at(point.seconds()), y.at(point.share()), "fill");
            }
            svg.close();
            if (named) {
                double nameY = Math.max(y.at(last(line).share()), lowestName + 17);
                lowestName = nameY;
                svg.marker(line.look().shape(), right + 12, nameY, line.look().css() + " fill");
                svg.text(
                        right + 23,
                        nameY + 4.5,
                        "start",
                        "label",
                        shorten(line.look().name()));
            }
        }
        return svg;
    }

    private static void axes(Svg svg, Scale x, Scale y, int wanted) {
        for (double share : List.of(0.0, 0.25, 0.5, 0.75, 1.0)) {
            svg.line(x.from(), y.at(share), x.to(), y.at(share), share == 0 ? "axis" : "grid");
            svg.text(x.from() - 8, y.at(share) + 4.5, "end", "tick", Math.round(share * 100) + " %");
        }
        for (double tick : x.ticks(wanted)) {
            svg.line(x.at(tick), y.at(0), x.at(tick), y.at(0) + 5, "axis");
            svg.text(x.at(tick), y.at(0) + 20, "middle", "tick", Scale.label(tick));
        }
        String unit = x.logarithmic() ? "seconds since the edit (logarithmic)" : "seconds since the edit";
        svg.text((x.from() + x.to()) / 2, y.at(0) + 40, "middle", "tick", unit);
    }

    private static Scale time(List<Line> lines, double from, double to) {
        List<Double> seconds = new ArrayList<>();
        lines.forEach(line -> line.points().forEach(point -> seconds.add(point.seconds())));
        double longest = seconds.stream().mapToDouble(Double::doubleValue).max().orElse(0);
        double first = seconds.stream()
                .mapToDouble(Double::doubleValue)
                .filter(s -> s > 0)
                .min()
                .orElse(1);
        if (longest / first > WIDE_RANGE) {
            return new Scale(Math.pow(10, Math.floor(Math.log10(first))), longest * 1.4, from, to, true);
        }
        return Scale.fromZero(longest * 1.15, from, to);
    }

    private static String steps(Line line, Scale x, Scale y, double right) {
        StringBuilder path = new StringBuilder();
        for (Point point : line.points()) {
            String at = Svg.number(x.at(point.seconds()));
            path.append(path.isEmpty() ? "M" + at + " " : "H" + at + "V").append(Svg.number(y.at(point.share())));
        }
        return path.append('H').append(Svg.number(right)).toString();
    }

    private static Point last(Line line) {
        return line.points().get(line.points().size() - 1);
    }

    private static String shorten(String name) {
        return name.length() <= 14 ? name : name.substring(0, 13) + "…";
    }
}
