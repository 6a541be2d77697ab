package dev.openbook.evaluator.report.chart;

import java.util.Arrays;
import java.util.List;

/** Times stacked from zero, with a whisker to a high percentile of their sum. */
public final class StackedBars {

    private static final double BAR = 22;
    private static final double STEP = 36;
    private static final double TOP = 8;
    private static final double BOTTOM = 46;
    private static final List<String> SHADES = List.of("fill", "tint", "pale");

    private StackedBars() {}

    /**
     * One arm's bar.
     *
     * @param parts up to three, in the order of time
     * @param whisker where the whisker ends; not under the sum of the parts
     */
    public record Bar(Look look, double[] parts, double whisker, String tip) {

        double sum() {
            return Arrays.stream(parts).sum();
        }
    }

    /** Draws the chart. */
    public static Svg draw(int width, String label, String unit, List<Bar> bars) {
        double bottom = TOP + bars.size() * STEP;
        Svg svg = new Svg(width, (int) (bottom + BOTTOM), label);
        RowLabels labels = new RowLabels(bars.stream().map(Bar::look).toList(), width);
        double longest = bars.stream()
                .mapToDouble(bar -> Math.max(bar.whisker(), bar.sum()))
                .max()
                .orElse(1);
        Scale x = Scale.fromZero(longest * 1.04, labels.width() + 14, width - 18);
        for (double tick : x.ticks(width < 480 ? 3 : 5)) {
            svg.line(x.at(tick), TOP, x.at(tick), bottom, tick == 0 ? "axis" : "grid");
            svg.text(x.at(tick), bottom + 17, "middle", "tick", Scale.label(tick));
        }
        svg.text((x.from() + x.to()) / 2, bottom + 38, "middle", "tick", unit);
        double y = TOP + (STEP - BAR) / 2;
        for (Bar bar : bars) {
            svg.open(bar.look().css(), bar.tip());
            labels.draw(svg, bar.look(), y + BAR / 2);
            double sum = 0;
            for (int i = 0; i < bar.parts().length; i++) {
                double from = x.at(sum);
                sum += bar.parts()[i];
                svg.rect(from, y, x.at(sum) - from, BAR, SHADES.get(i));
            }
            if (bar.whisker() > sum) {
                svg.line(x.at(sum), y + BAR / 2, x.at(bar.whisker()), y + BAR / 2, "whisker");
                svg.line(x.at(bar.whisker()), y + 5, x.at(bar.whisker()), y + BAR - 5, "whisker");
            }
            svg.close();
            y += STEP;
        }
        return svg;
    }
}
