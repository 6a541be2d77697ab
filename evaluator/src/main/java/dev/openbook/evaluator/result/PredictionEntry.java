package dev.openbook.evaluator.result;

/**
 * What was expected before the run, beside what came out.
 *
 * @param arm the arm's id
 * @param metric the metric's id
 * @param stratum on which questions
 * @param expected written into the suite before the first run
 * @param measured null if it was not measured
 * @param why the reason for the expectation
 */
public record PredictionEntry(
        String arm, String metric, String stratum, double expected, Double measured, String why) {}
