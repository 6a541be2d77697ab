package dev.openbook.evaluator.experiment;

/** Cuts what no sample of this size can tell, and what differs between processors in the last digit. */
final class Rounding {

    private static final double MILLIONTHS = 1e6;

    private Rounding() {}

    /** To six decimals; null for what is no number. */
    static Double round(double value) {
        return Double.isFinite(value) ? Math.round(value * MILLIONTHS) / MILLIONTHS : null;
    }
}
