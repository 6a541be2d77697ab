package dev.openbook.evaluator.verdict;

import dev.openbook.evaluator.result.MetricEntry;
import java.util.Locale;

/** Numbers as the verdict writes them, the same in every locale. */
final class Words {

    private static final double KIB = 1024;
    private static final double MINUTE = 60;

    private Words() {}

    /** For example {@code 62 % (95 % interval 52–71, n = 60)}; {@code not measured} without a value. */
    static String share(MetricEntry metric) {
        return metric.measured()
                ? percent(metric.value()) + " (95 % interval " + whole(metric.low()) + "–" + whole(metric.high())
                        + ", n = " + metric.n() + ")"
                : "not measured";
    }

    /** For example {@code 62 % (52–71)}; {@code not measured} without a value. */
    static String brief(MetricEntry metric) {
        return metric.measured()
                ? percent(metric.value()) + " (" + whole(metric.low()) + "–" + whole(metric.high()) + ")"
                : "not measured";
    }

    /** For example {@code 62 %}. */
    static String percent(double share) {
        return whole(share) + " %";
    }

    private static String whole(double share) {
        return String.format(Locale.ROOT, "%.0f", share * 100);
    }

    /** For example {@code 0.35 s}, {@code 12 ms}, {@code 4.2 min}. */
    static String seconds(double seconds) {
        if (seconds < 0.1) {
            return String.format(Locale.ROOT, seconds < 0.001 ? "%.2f ms" : "%.0f ms", seconds * 1000);
        }
        return seconds < 2 * MINUTE
                ? String.format(Locale.ROOT, seconds < 10 ? "%.2f s" : "%.0f s", seconds)
                : String.format(Locale.ROOT, "%.1f min", seconds / MINUTE);
    }

    /** From milliseconds. */
    static String millis(double millis) {
        return seconds(millis / 1000);
    }

    /** For example {@code 12 kB}. */
    static String bytes(double bytes) {
        if (bytes < 10 * KIB) {
            return String.format(Locale.ROOT, "%.1f KiB", bytes / KIB);
        }
        return bytes < KIB * KIB
                ? String.format(Locale.ROOT, "%.0f KiB", bytes / KIB)
                : String.format(Locale.ROOT, "%.1f MiB", bytes / KIB / KIB);
    }

    /** Percentage points with a sign, for example {@code +58 points}. */
    static String points(double difference) {
        return String.format(Locale.ROOT, "%+d points", Math.round(difference * 100));
    }

    /** A probability, for example {@code p < .001}. */
    static String probability(double p) {
        return p < 0.001
                ? "p < .001"
                : "p = " + String.format(Locale.ROOT, "%.3f", p).replaceFirst("^0", "");
    }
}
