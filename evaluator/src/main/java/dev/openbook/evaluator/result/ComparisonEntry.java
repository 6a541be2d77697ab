package dev.openbook.evaluator.result;

/**
 * A paired test between two arms on the same facts.
 *
 * @param armA the first arm
 * @param armB the second arm
 * @param metric what is compared; higher is better
 * @param stratum on which questions
 * @param n facts, one wording each
 * @param onlyA facts where only A succeeded
 * @param onlyB facts where only B succeeded
 * @param difference mean of A minus mean of B
 * @param low lower end of its 95 % bootstrap interval
 * @param high upper end
 * @param p exact McNemar, two-sided
 * @param pHolm adjusted over all comparisons of the run
 * @param smallestDetectable the difference such a test finds with power .8 at α .05
 * @param significant whether {@code pHolm < .05} and the interval excludes zero, and both also on the facts on which neither
 *     arm failed
 */
public record ComparisonEntry(
        String armA,
        String armB,
        String metric,
        String stratum,
        int n,
        int onlyA,
        int onlyB,
        double difference,
        double low,
        double high,
        double p,
        double pHolm,
        double smallestDetectable,
        boolean significant) {}
