package dev.openbook.foundation;

/**
 * Receives how far long work has come; the command line draws it with numbers and time left, tests ignore it.
 *
 * <p>Used as {@code try (Progress.Task task = progress.start("embedding", passages, "passages")) { … task.advance(1); }}.
 */
public interface Progress {

    /**
     * Begins a piece of work.
     *
     * @param name what is done, in a word or two
     * @param total how many units there are, or −1 if unknown
     * @param unit the plural noun of what is counted
     */
    Task start(String name, long total, String unit);

    /** A piece of work under way. */
    interface Task extends AutoCloseable {
        /** {@code units} more are done. */
        void advance(long units);

        /** A short message shown beside the numbers, such as the current loss. */
        default void message(String text) {}

        @Override
        void close();
    }

    /** Draws nothing. */
    static Progress none() {
        return (name, total, unit) -> new Task() {
            @Override
            public void advance(long units) {}

            @Override
            public void close() {}
        };
    }
}
