package dev.openbook.evaluator.report;

import java.util.Collection;
import java.util.Locale;

/** Numbers as the page prints them: the same characters in every locale, the same digits in a column. */
final class Numbers {

    /** What stands where a value is not defined. */
    static final String NONE = "–";

    private Numbers() {}

    /** A share in percent without the sign; a share that only rounds to nothing or everything says so. */
    static String percent(Double share) {
        if (share == null || share.isNaN()) {
            return NONE;
        }
        if (share > 0 && share < 0.005) {
            return "<1";
        }
        if (share < 1 && share >= 0.995) {
            return ">99";
        }
        return fixed(share * 100, 0);
    }

    /** A share in percent with the sign. */
    static String percentSign(Double share) {
        return share == null || share.isNaN() ? NONE : percent(share) + "\u00A0%";
    }

    /** The 95 % interval of a share in percent; empty if there is none. */
    static String percentRange(Double low, Double high) {
        return low == null || high == null || low.isNaN() || high.isNaN()
                ? ""
                : fixed(low * 100, 0) + " to " + fixed(high * 100, 0);
    }

    /** With a fixed number of decimals. */
    static String fixed(double value, int decimals) {
        String text = String.format(Locale.ROOT, "%,." + decimals + "f", value);
        return text.matches("-0(\\.0+)?") ? text.substring(1) : text;
    }

    /** With a fixed number of decimals, or a dash. */
    static String fixed(Double value, int decimals) {
        return value == null || value.isNaN() ? NONE : fixed(value.doubleValue(), decimals);
    }

    /** How many decimals a column needs for its smallest value to keep two digits, at most three. */
    static int decimals(Collection<Double> values) {
        double smallest = values.stream()
                .filter(value -> value != null && value > 0)
                .mapToDouble(Double::doubleValue)
                .min()
                .orElse(1);
        return smallest >= 10 ? 0 : smallest >= 1 ? 1 : smallest >= 0.1 ? 2 : 3;
    }

    /** A span of time in the unit a person would use. */
    static String seconds(double seconds) {
        if (seconds < 1) {
            return fixed(seconds * 1000, 0) + " ms";
        }
        if (seconds < 120) {
            return fixed(seconds, seconds < 10 ? 1 : 0) + " s";
        }
        return seconds < 7200 ? fixed(seconds / 60, 0) + " min" : fixed(seconds / 3600, 1) + " h";
    }
}
