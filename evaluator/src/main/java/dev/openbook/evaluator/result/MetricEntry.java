package dev.openbook.evaluator.result;

/**
 * One measured value.
 *
 * @param arm the arm's id
 * @param metric a metric id of {@code docs/results.md}
 * @param stratum which questions, for example {@code unseen}; {@code v1} and {@code v2} are all of a phase
 * @param value the mean, or null if undefined
 * @param n how many answers it is the mean of
 * @param low lower end of the 95 % interval, or null
 * @param high upper end, or null
 */
public record MetricEntry(String arm, String metric, String stratum, Double value, int n, Double low, Double high) {

    /** A value that is not there. */
    public static MetricEntry notMeasured(String arm, String metric, String stratum) {
        return new MetricEntry(arm, metric, stratum, null, 0, null, null);
    }

    /** Whether there is a value. */
    public boolean measured() {
        return value != null;
    }
}
