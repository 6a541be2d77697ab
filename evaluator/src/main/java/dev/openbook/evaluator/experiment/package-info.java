/**
 * Asking, measuring, and putting the results together.
 *
 * <p>In: a suite's plan and its arms. Flow: {@link dev.openbook.evaluator.experiment.Experiment} asks every question of
 * every arm in turn and keeps what was said in a {@link dev.openbook.evaluator.experiment.Journal}; everything else is
 * computed from the journal. Out: {@link dev.openbook.evaluator.result.Results}. Next: {@code verdict}.
 */
package dev.openbook.evaluator.experiment;
