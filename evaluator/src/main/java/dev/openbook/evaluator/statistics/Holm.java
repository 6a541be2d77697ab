package dev.openbook.evaluator.statistics;

import java.util.Arrays;
import java.util.Comparator;

/** Holm's step-down adjustment of a family of p-values (Holm 1979). */
public final class Holm {

    private Holm() {}

    /** The adjusted p-values, in the order given. */
    public static double[] adjust(double... p) {
        Integer[] order = new Integer[p.length];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, Comparator.comparingDouble(i -> p[i]));
        double[] adjusted = new double[p.length];
        double largest = 0;
        for (int rank = 0; rank < p.length; rank++) {
            largest = Math.max(largest, Math.min(1, (p.length - rank) * p[order[rank]]));
            adjusted[order[rank]] = largest;
        }
        return adjusted;
    }
}
