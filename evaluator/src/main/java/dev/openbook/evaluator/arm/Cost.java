package dev.openbook.evaluator.arm;

import java.lang.management.ManagementFactory;
import java.util.function.Supplier;

/**
 * What some work took.
 *
 * @param wallSeconds elapsed
 * @param cpuSeconds of this process, all threads
 * @param bytesWritten to disk
 * @param documents how many were processed
 */
public record Cost(double wallSeconds, double cpuSeconds, long bytesWritten, int documents) {

    /** Nothing was to be done. */
    public static final Cost NONE = new Cost(0, 0, 0, 0);

    private static final double NANOS = 1e9;

    /**
     * What a piece of work reports of itself.
     *
     * @param bytesWritten to disk
     * @param documents how many were processed
     */
    public record Work(long bytesWritten, int documents) {}

    /** Runs the work and measures it. */
    public static Cost measure(Supplier<Work> work) {
        long wall = System.nanoTime();
        long cpu = processCpuNanos();
        Work done = work.get();
        return new Cost(
                (System.nanoTime() - wall) / NANOS,
                (processCpuNanos() - cpu) / NANOS,
                done.bytesWritten(),
                done.documents());
    }

    private static long processCpuNanos() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean system
                ? system.getProcessCpuTime()
                : 0;
    }
}
