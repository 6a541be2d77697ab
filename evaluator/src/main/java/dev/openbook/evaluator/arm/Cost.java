package dev.openbook.evaluator.arm;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * What some work took.
 *
 * @param wallSeconds elapsed
 * @param cpuSeconds of this process, all threads
 * @param bytesWritten to disk
 * @param documents how many were processed
 * @param holds what is in these figures, and what is not, a phrase each
 */
public record Cost(double wallSeconds, double cpuSeconds, long bytesWritten, int documents, List<String> holds) {

    /** Nothing was to be done. */
    public static final Cost NONE = new Cost(0, 0, 0, 0, List.of());

    /** Takes an unmodifiable copy. */
    public Cost {
        holds = List.copyOf(holds);
    }

    /** Both together. */
    public Cost plus(Cost other) {
        List<String> both = new ArrayList<>(holds);
        both.addAll(other.holds);
        return new Cost(
                wallSeconds + other.wallSeconds,
                cpuSeconds + other.cpuSeconds,
                bytesWritten + other.bytesWritten,
                documents + other.documents,
                both);
    }

    private static final double NANOS = 1e9;

    /**
     * What a piece of work reports of itself.
     *
     * @param bytesWritten to disk
     * @param documents how many were processed
     */
    public record Work(long bytesWritten, int documents) {}

    /**
     * Runs the work and measures it.
     *
     * @param what the work, in a phrase
     */
    public static Cost measure(String what, Supplier<Work> work) {
        long wall = System.nanoTime();
        long cpu = processCpuNanos();
        Work done = work.get();
        return new Cost(
                (System.nanoTime() - wall) / NANOS,
                (processCpuNanos() - cpu) / NANOS,
                done.bytesWritten(),
                done.documents(),
                List.of(what));
    }

    private static long processCpuNanos() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean system
                ? system.getProcessCpuTime()
                : 0;
    }
}
