package dev.openbook.evaluator.report.chart;

import java.util.ArrayList;
import java.util.List;

/**
 * Turns values into positions along an axis.
 *
 * @param low value at {@code from}
 * @param high value at {@code to}
 * @param from position of the low end
 * @param to position of the high end
 * @param logarithmic whether equal ratios take equal lengths; values under {@code low} sit at the low end
 */
record Scale(double low, double high, double from, double to, boolean logarithmic) {

    /** Shares from nothing to everything: an axis of shares starts at zero. */
    static Scale shares(double from, double to) {
        return new Scale(0, 1, from, to, false);
    }

    /** An axis of quantities from zero. */
    static Scale fromZero(double high, double from, double to) {
        return new Scale(0, high > 0 ? high : 1, from, to, false);
    }

    double at(double value) {
        double bounded = Math.min(Math.max(value, low), high);
        double share = logarithmic ? Math.log(bounded / low) / Math.log(high / low) : (bounded - low) / (high - low);
        return from + share * (to - from);
    }

    /** Round values that cut the axis into about {@code wanted} parts; powers of ten on a logarithmic one. */
    List<Double> ticks(int wanted) {
        List<Double> ticks = new ArrayList<>();
        if (logarithmic) {
            for (double t = Math.pow(10, Math.ceil(Math.log10(low) - 1e-9)); t <= high * 1.0001; t *= 10) {
                ticks.add(t);
            }
            return ticks;
        }
        double rough = (high - low) / wanted;
        double power = Math.pow(10, Math.floor(Math.log10(rough)));
        double step = power * (rough / power <= 1.0001 ? 1 : rough / power <= 2 ? 2 : rough / power <= 5 ? 5 : 10);
        for (int i = 0; low + i * step <= high * 1.0001; i++) {
            ticks.add(low + i * step);
        }
        return ticks;
    }

    /** A tick without needless digits. */
    static String label(double value) {
        if (value >= 10 || value == Math.rint(value)) {
            return Svg.number(Math.rint(value));
        }
        String text = String.format(java.util.Locale.ROOT, "%.3f", value).replaceAll("0+$", "");
        return text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
    }
}
