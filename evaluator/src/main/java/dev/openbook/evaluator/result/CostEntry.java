package dev.openbook.evaluator.result;

import java.util.List;

/**
 * What it cost to make an arm ready.
 *
 * @param arm the arm's id
 * @param kind {@code set-up} (first corpus version) or {@code update} (to the second)
 * @param wallSeconds elapsed
 * @param cpuSeconds of this process
 * @param bytesWritten to disk
 * @param documents how many documents were processed
 * @param holds what is in these figures, and what is not, a phrase each
 */
public record CostEntry(
        String arm,
        String kind,
        double wallSeconds,
        double cpuSeconds,
        long bytesWritten,
        int documents,
        List<String> holds) {

    /** Takes an unmodifiable copy; results of an earlier version hold none. */
    public CostEntry {
        holds = holds == null ? List.of() : List.copyOf(holds);
    }
}
