package dev.openbook.finetune.train;

import java.util.List;
import java.util.Locale;

/** A run's loss over its steps, drawn: every step pale, the running mean strong, held-out evaluations as dots. */
final class LossPicture {

    private static final int WIDTH = 720;
    private static final int HEIGHT = 300;
    private static final int LEFT = 56;
    private static final int RIGHT = 20;
    private static final int TOP = 36;
    private static final int BOTTOM = 44;
    private static final int TICKS = 4;

    /** How much of the running mean a new step replaces: about the last twenty steps count. */
    private static final double NEW_SHARE = 0.1;

    private final List<LossCurve.Point> points;
    private final double highest;
    private final int last;

    LossPicture(List<LossCurve.Point> points) {
        this.points = points;
        this.highest = points.stream()
                .mapToDouble(p ->
                        Math.max(p.loss(), p.heldOut().map(Evaluation::loss).orElse(0.0)))
                .max()
                .orElse(1);
        this.last = points.isEmpty() ? 1 : points.get(points.size() - 1).step();
    }

    String svg() {
        StringBuilder svg = new StringBuilder(String.format(
                Locale.ROOT,
                """
                <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" role="img" aria-label="Training loss">
                <style>
                svg { background: #fff; color: #1f2933; font: 12px system-ui, sans-serif }
                text { fill: currentColor }
                .axis { stroke: currentColor; opacity: .25 }
                .each { fill: none; stroke: #2f6f9f; opacity: .3 }
                .mean { fill: none; stroke: #2f6f9f; stroke-width: 2 }
                .held { fill: #b4540a }
                @media (prefers-color-scheme: dark) {
                svg { background: #14181c; color: #dde3e8 } .each, .mean { stroke: #7fb8e0 } .held { fill: #f0a050 } }
                </style>
                """,
                WIDTH,
                HEIGHT));
        for (int i = 0; i <= TICKS; i++) {
            double loss = highest * i / TICKS;
            int step = (int) Math.round((double) last * i / TICKS);
            svg.append(line("<path class=\"axis\" d=\"M%d %.1fH%d\"/>", LEFT, y(loss), WIDTH - RIGHT));
            svg.append(line("<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%.2f</text>", LEFT - 8, y(loss) + 4, loss));
            svg.append(line(
                    "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%d</text>", x(step), HEIGHT - BOTTOM + 18, step));
        }
        svg.append(line("<text x=\"%d\" y=\"%d\">step</text>", LEFT, HEIGHT - 8));
        svg.append(line("<text x=\"%d\" y=\"18\">loss%s</text>", LEFT, legend()));
        StringBuilder each = new StringBuilder();
        StringBuilder mean = new StringBuilder();
        double sum = 0;
        double weight = 0; // divided by, or the first steps would count too much
        for (LossCurve.Point point : points) {
            sum += NEW_SHARE * (point.loss() - sum);
            weight += NEW_SHARE * (1 - weight);
            each.append(place(each, point.step(), point.loss()));
            mean.append(place(mean, point.step(), sum / weight));
        }
        svg.append(line("<path class=\"each\" d=\"%s\"/>", each)).append(line("<path class=\"mean\" d=\"%s\"/>", mean));
        for (LossCurve.Point point : points) {
            point.heldOut()
                    .ifPresent(e -> svg.append(line(
                            "<circle class=\"held\" cx=\"%.1f\" cy=\"%.1f\" r=\"4\"><title>step %d: held-out loss %.3f, "
                                    + "%.1f %% of %d answers right</title></circle>",
                            x(e.step()), y(e.loss()), e.step(), e.loss(), 100 * e.accuracy(), e.records())));
        }
        return svg.append("</svg>\n").toString();
    }

    private String legend() {
        return points.stream().anyMatch(point -> point.heldOut().isPresent())
                ? ": each step, running mean; dots are held-out records"
                : ": each step, running mean";
    }

    private String place(StringBuilder path, int step, double loss) {
        return String.format(Locale.ROOT, "%s%.1f %.1f", path.isEmpty() ? "M" : "L", x(step), y(loss));
    }

    private double x(int step) {
        return LEFT + (double) (WIDTH - LEFT - RIGHT) * step / last;
    }

    private double y(double loss) {
        return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * (highest == 0 ? 0 : loss / highest);
    }

    private static String line(String format, Object... values) {
        return String.format(Locale.ROOT, format, values) + "\n";
    }
}
