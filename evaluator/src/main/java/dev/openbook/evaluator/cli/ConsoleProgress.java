package dev.openbook.evaluator.cli;

import dev.openbook.foundation.Progress;
import java.util.Locale;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** Progress with numbers and time left: a bar on a terminal, a plain line every few seconds elsewhere. */
final class ConsoleProgress implements Progress {

    private static final int WIDTH = 100;
    private static final int UPDATE_MILLIS = 250;
    private static final long LINE_NANOS = 10_000_000_000L;
    private static final double NANOS = 1e9;

    private final Terminal terminal;
    private final boolean interactive;

    ConsoleProgress(Terminal terminal, boolean interactive) {
        this.terminal = terminal;
        this.interactive = interactive;
    }

    /** A bar if a person watches. */
    static ConsoleProgress of(Terminal terminal) {
        return new ConsoleProgress(terminal, System.console() != null && System.getenv("TERM") != null);
    }

    @Override
    public Task start(String name, long total, String unit) {
        return interactive ? new Bar(name, total, unit) : new Lines(name, total, unit);
    }

    private final class Bar implements Task {
        private final ProgressBar bar;

        Bar(String name, long total, String unit) {
            bar = new ProgressBarBuilder()
                    .setTaskName(Terminal.clean(name))
                    .setInitialMax(total)
                    .setUnit(" " + unit, 1)
                    .setStyle(ProgressBarStyle.ASCII)
                    .setUpdateIntervalMillis(UPDATE_MILLIS)
                    .setConsumer(new ConsoleProgressBarConsumer(terminal.errors(), WIDTH))
                    .build();
        }

        @Override
        public void advance(long units) {
            bar.stepBy(units);
        }

        @Override
        public void message(String text) {
            bar.setExtraMessage(Terminal.clean(text));
        }

        @Override
        public void close() {
            bar.close();
        }
    }

    private final class Lines implements Task {
        private final String name;
        private final long total;
        private final String unit;
        private final long start = System.nanoTime();
        private long lastLine = start;
        private long done;
        private String message = "";

        Lines(String name, long total, String unit) {
            this.name = name;
            this.total = total;
            this.unit = unit;
        }

        @Override
        public synchronized void advance(long units) {
            done += units;
            long now = System.nanoTime();
            if (now - lastLine > LINE_NANOS) {
                lastLine = now;
                terminal.note(line(now));
            }
        }

        @Override
        public synchronized void message(String text) {
            message = text;
        }

        @Override
        public synchronized void close() {
            if (System.nanoTime() - start > NANOS) { // what was over at once needs no line
                terminal.note(String.format(
                        Locale.ROOT, "%s: %d %s in %.0f s", name, done, unit, (System.nanoTime() - start) / NANOS));
            }
        }

        private String line(long now) {
            String extra = message.isEmpty() ? "" : ", " + message;
            if (total <= 0 || done == 0) {
                return name + ": " + done + " " + unit + extra;
            }
            double left = (now - start) / NANOS / done * (total - done);
            return String.format(
                    Locale.ROOT,
                    "%s: %d of %d %s, %d:%02d left%s",
                    name,
                    done,
                    total,
                    unit,
                    (long) left / 60,
                    (long) left % 60,
                    extra);
        }
    }
}
