package dev.openbook.evaluator.result;

import java.util.List;

/**
 * What happened to one arm when the documents changed.
 *
 * @param arm the arm's id
 * @param changedFacts facts asked whose value changed
 * @param updatedFacts changed facts that the update took in, asked or not; costs are per one of these
 * @param accuracyBefore share right on them in v1, by v1's values
 * @param accuracyAfter share right on them in v2, by v2's values
 * @param target 95 % of {@code accuracyBefore}
 * @param reached whether {@code accuracyAfter} reaches the target (never if nothing was right before)
 * @param lagSeconds from the edit until it was reached; null if not reached
 * @param wallSecondsPerFact catch-up cost per changed fact taken in
 * @param cpuSecondsPerFact the same in CPU seconds
 * @param bytesPerFact the same in bytes written
 * @param curve share right by v2's values against seconds since the edit
 */
public record FreshnessEntry(
        String arm,
        int changedFacts,
        int updatedFacts,
        double accuracyBefore,
        double accuracyAfter,
        double target,
        boolean reached,
        Double lagSeconds,
        double wallSecondsPerFact,
        double cpuSecondsPerFact,
        double bytesPerFact,
        List<Point> curve) {

    /**
     * A step of the curve; the value holds until the next point.
     *
     * @param seconds since the edit
     * @param shareRight of the changed-fact questions
     */
    public record Point(double seconds, double shareRight) {}
}
