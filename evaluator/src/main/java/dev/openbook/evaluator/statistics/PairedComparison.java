package dev.openbook.evaluator.statistics;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Two arms on the same facts, one wording each.
 *
 * @param n facts both were asked
 * @param onlyA facts where only A succeeded
 * @param onlyB facts where only B succeeded
 * @param difference mean of A minus mean of B, with its bootstrap interval
 * @param p exact McNemar, two-sided
 * @param smallestDetectable the difference such a test finds with power .8 at α .05
 */
public record PairedComparison(int n, int onlyA, int onlyB, Interval difference, double p, double smallestDetectable) {

    /**
     * Compares successes (1) and failures (0) by fact; facts that only one arm was asked are left out.
     *
     * @param a fact to success of arm A
     * @param b fact to success of arm B
     * @param seed of the bootstrap
     */
    public static PairedComparison of(Map<String, Double> a, Map<String, Double> b, long seed) {
        List<List<Double>> differences = new ArrayList<>();
        int onlyA = 0;
        int onlyB = 0;
        for (String fact : a.keySet().stream().sorted().toList()) {
            if (b.containsKey(fact)) {
                double difference = a.get(fact) - b.get(fact);
                differences.add(List.of(difference));
                onlyA += difference > 0 ? 1 : 0;
                onlyB += difference < 0 ? 1 : 0;
            }
        }
        int n = differences.size();
        if (n == 0) {
            return new PairedComparison(0, 0, 0, new Interval(0, 0, 0), 1, 1);
        }
        return new PairedComparison(
                n,
                onlyA,
                onlyB,
                Interval.bootstrap(differences, seed),
                McNemar.exact(onlyA, onlyB),
                McNemar.smallestDetectable(n, (onlyA + onlyB) / (double) n));
    }
}
