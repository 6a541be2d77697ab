package dev.openbook.evaluator.statistics;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;

/**
 * Exact McNemar test (McNemar 1947): under the null hypothesis a fact on which two arms disagree falls to either side with
 * probability ½.
 *
 * <p>Counted in whole numbers: a binomial test in floating point that takes every outcome as likely as the one seen can lose
 * the mirror image of that one to rounding (commons-statistics 1.1 gives .525 for 47 against 41, which is .594).
 */
public final class McNemar {

    private static final double Z_ALPHA = 1.959963984540054; // two-sided α .05
    private static final double Z_POWER = 0.8416212335729143; // power .8

    private McNemar() {}

    /**
     * The two-sided p-value.
     *
     * @param onlyA facts where only A succeeded
     * @param onlyB facts where only B succeeded
     */
    public static double exact(int onlyA, int onlyB) {
        int discordant = onlyA + onlyB;
        if (onlyA == onlyB) {
            return 1;
        }
        BigInteger ways = BigInteger.ONE; // to choose k of the discordant facts
        BigInteger tail = BigInteger.ONE;
        for (int k = 1; k <= Math.min(onlyA, onlyB); k++) {
            ways = ways.multiply(BigInteger.valueOf(discordant - k + 1L)).divide(BigInteger.valueOf(k));
            tail = tail.add(ways);
        }
        BigDecimal half = new BigDecimal(BigInteger.ONE.shiftLeft(discordant - 1)); // both tails: 2 · tail / 2ⁿ
        return Math.min(
                1, new BigDecimal(tail).divide(half, MathContext.DECIMAL64).doubleValue());
    }

    /**
     * The smallest difference of shares that {@code n} pairs would show with power .8 at α .05 (Connor 1987: n = (z_α √ψ +
     * z_β √(ψ − δ²))² / δ²), solved for δ.
     *
     * @param n facts, at least 1
     * @param discordant share ψ of facts on which the arms disagree
     * @return at most {@code 1}, which means that no difference would show
     */
    public static double smallestDetectable(int n, double discordant) {
        double psi = Math.max(discordant, 1.0 / n); // no disagreement seen: assume at most one fact's
        double low = 0;
        double high = psi; // the difference cannot exceed the share of disagreement
        if (neededFacts(high, psi) > n) {
            return smallestWithFullDiscordance(n);
        }
        for (int i = 0; i < 100; i++) {
            double middle = (low + high) / 2;
            if (neededFacts(middle, psi) > n) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return high;
    }

    /** How many facts would show the difference with power .8 at α .05. */
    public static double neededFacts(double difference, double discordant) {
        double delta = Math.abs(difference);
        if (delta == 0) {
            return Double.POSITIVE_INFINITY;
        }
        double psi = Math.max(discordant, delta);
        double root = Z_ALPHA * Math.sqrt(psi) + Z_POWER * Math.sqrt(psi - delta * delta);
        return root * root / (delta * delta);
    }

    /** Where all disagreement points one way (ψ = δ): δ = that at which {@link #neededFacts} is n. */
    private static double smallestWithFullDiscordance(int n) {
        double low = 0;
        double high = 1;
        for (int i = 0; i < 100; i++) {
            double middle = (low + high) / 2;
            if (neededFacts(middle, middle) > n) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return high;
    }
}
