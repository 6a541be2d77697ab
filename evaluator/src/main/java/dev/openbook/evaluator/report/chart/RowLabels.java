package dev.openbook.evaluator.report.chart;

import java.util.Collection;

/** The column of arm names to the left of bars and dots. */
final class RowLabels {

    private static final double LETTER = 7.4; // mean width of a letter at 13 px, on the wide side
    private static final double MARKER = 20;

    private final double width;

    RowLabels(Collection<Look> looks, int chartWidth) {
        int longest =
                looks.stream().mapToInt(look -> look.name().length()).max().orElse(0);
        this.width = Math.min(MARKER + longest * LETTER + 6, chartWidth * 0.34);
    }

    double width() {
        return width;
    }

    void draw(Svg svg, Look look, double y) {
        svg.marker(look.shape(), 7, y, look.css() + " fill");
        svg.text(MARKER, y + 4.5, "start", "label", clip(look.name(), (int) ((width - MARKER) / LETTER)));
    }

    private static String clip(String name, int letters) {
        return name.length() <= letters ? name : name.substring(0, Math.max(1, letters - 1)) + "…";
    }
}
