package dev.openbook.evaluator.result;

/**
 * A range that a value of a shipped suite must stay within.
 *
 * @param arm the arm's id
 * @param metric the metric's id
 * @param stratum on which questions
 * @param low smallest value allowed
 * @param high largest value allowed
 * @param measured null if it was not measured, which fails the band
 * @param passed whether it stayed within
 * @param reason why the band is what it is, with a date where it was changed
 */
public record BandEntry(
        String arm,
        String metric,
        String stratum,
        double low,
        double high,
        Double measured,
        boolean passed,
        String reason) {}
