package dev.openbook.finetune.train;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

/**
 * Computes passes side by side, each on a thread of its own: a second thread within an operator of this size gains a quarter,
 * a second pass beside the first nearly half.
 */
final class Workers implements AutoCloseable {

    private static final long MILLIS_BETWEEN_QUESTIONS_TO_STOP = 100;

    private final ExecutorService threads;
    private final int mostRows;
    private final Semaphore room;

    /** @param config says how many rows may be computed at once, over all threads; a longer pass runs alone */
    Workers(TrainingConfig config) {
        threads = Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "openbook-training");
            thread.setDaemon(true);
            return thread;
        });
        mostRows = config.maxTokensPerPass();
        room = new Semaphore(mostRows, true);
    }

    /** What is done with a pass. */
    interface Work {

        /** @param worker from 0, the same for all passes of a share; two passes of a share never run at once */
        void run(int worker, BatchPlan.Pass pass) throws IOException;
    }

    /**
     * Works through all shares, each in its order, the first on the calling thread, and returns when nothing runs any more.
     *
     * @param stop asked by the calling thread, before each of its passes and while it waits; what has begun is finished
     * @return whether all was done
     * @throws IOException if a pass failed so; the first failure ends the others too, and is thrown
     */
    boolean run(List<List<BatchPlan.Pass>> shares, Work work, BooleanSupplier stop) throws IOException {
        AtomicBoolean ended = new AtomicBoolean();
        List<Future<?>> others = new ArrayList<>();
        for (int i = 1; i < shares.size(); i++) {
            int worker = i;
            others.add(threads.submit(() -> {
                run(shares.get(worker), worker, work, ended::get);
                return null;
            }));
        }
        Throwable failure = null;
        try {
            run(shares.get(0), 0, work, () -> {
                if (stop.getAsBoolean()) {
                    ended.set(true);
                }
                return ended.get();
            });
        } catch (IOException | RuntimeException | Error e) {
            ended.set(true);
            failure = e;
        }
        for (Future<?> share : others) {
            Throwable failed = await(share, stop, ended);
            failure = failure == null ? failed : failure;
        }
        if (failure instanceof IOException io) {
            throw io;
        } else if (failure instanceof RuntimeException runtime) {
            throw runtime;
        } else if (failure instanceof Error error) {
            throw error;
        }
        return !ended.get();
    }

    private void run(List<BatchPlan.Pass> share, int worker, Work work, BooleanSupplier ended) throws IOException {
        for (BatchPlan.Pass pass : share) {
            if (ended.getAsBoolean()) {
                return;
            }
            int rows = Math.min(pass.rows(), mostRows);
            room.acquireUninterruptibly(rows);
            try {
                work.run(worker, pass);
            } finally {
                room.release(rows);
            }
        }
    }

    /** What the share failed with, or null. An interruption is left to {@code stop}, or to the caller afterwards. */
    private static Throwable await(Future<?> share, BooleanSupplier stop, AtomicBoolean ended) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    share.get(MILLIS_BETWEEN_QUESTIONS_TO_STOP, TimeUnit.MILLISECONDS);
                    return null;
                } catch (TimeoutException e) {
                    if (stop.getAsBoolean()) {
                        ended.set(true);
                    }
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    if (stop.getAsBoolean()) {
                        ended.set(true);
                    }
                    interrupted |= Thread.interrupted();
                } catch (ExecutionException e) {
                    ended.set(true);
                    return e.getCause();
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public void close() {
        threads.shutdown();
    }
}
