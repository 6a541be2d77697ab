package dev.openbook.evaluator.report.chart;

import java.util.Locale;

/** The second cue beside an arm's colour, for readers who cannot tell the colours apart. */
public enum Shape {
    /** A circle. */
    CIRCLE("M-5,0A5,5 0 1 0 5,0A5,5 0 1 0 -5,0Z"),
    /** A square. */
    SQUARE("M-4.5,-4.5H4.5V4.5H-4.5Z"),
    /** A square on its corner. */
    DIAMOND("M0,-6L6,0L0,6L-6,0Z"),
    /** A triangle on its side. */
    TRIANGLE("M0,-5.6L5.8,4.6H-5.8Z"),
    /** A cross of bars. */
    PLUS("M-1.9,-5.6H1.9V-1.9H5.6V1.9H1.9V5.6H-1.9V1.9H-5.6V-1.9H-1.9Z"),
    /** A triangle on its corner. */
    WEDGE("M0,5.6L5.8,-4.6H-5.8Z"),
    /** A bar on its end. */
    PILLAR("M-2.6,-6H2.6V6H-2.6Z"),
    /** A bar on its side. */
    BEAM("M-6,-2.6H6V2.6H-6Z");

    private final String path;

    Shape(String path) {
        this.path = path;
    }

    /** Its outline around the origin, about 12 units wide. */
    public String path() {
        return path;
    }

    /** The id under which the page defines it once. */
    public String id() {
        return "shape-" + name().toLowerCase(Locale.ROOT);
    }
}
