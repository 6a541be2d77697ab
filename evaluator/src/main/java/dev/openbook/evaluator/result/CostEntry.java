package dev.openbook.evaluator.result;

/**
 * What it cost to make an arm ready.
 *
 * @param arm the arm's id
 * @param kind {@code set-up} (first corpus version) or {@code update} (to the second)
 * @param wallSeconds elapsed
 * @param cpuSeconds of this process
 * @param bytesWritten to disk
 * @param documents how many documents were processed
 */
public record CostEntry(
        String arm, String kind, double wallSeconds, double cpuSeconds, long bytesWritten, int documents) {}
