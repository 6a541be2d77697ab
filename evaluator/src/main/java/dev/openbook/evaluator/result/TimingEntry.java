package dev.openbook.evaluator.result;

/**
 * A latency over all answers of an arm that did not fail.
 *
 * @param arm the arm's id
 * @param timing {@code ttft-millis}, {@code tpot-millis}, {@code retrieval-millis} or {@code total-millis}
 * @param p50 median
 * @param p95 95th percentile
 * @param n answers
 */
public record TimingEntry(String arm, String timing, double p50, double p95, int n) {}
