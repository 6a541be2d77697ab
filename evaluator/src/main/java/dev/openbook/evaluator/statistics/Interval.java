package dev.openbook.evaluator.statistics;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A mean with its 95 % interval.
 *
 * @param mean over facts
 * @param low lower end
 * @param high upper end
 */
public record Interval(double mean, double low, double high) {

    /** Enough that the ends of the interval move by less than a hundredth between seeds. */
    public static final int RESAMPLES = 10_000;

    private static final double Z = 1.959963984540054; // 97.5 % point of the normal distribution

    /**
     * Wilson's score interval for a share (Wilson 1927): it stays inside 0..1 and keeps its coverage near the ends.
     *
     * @param successes of them; a mean over wordings may be a fraction
     * @param n facts, at least 1
     */
    public static Interval wilson(double successes, int n) {
        double share = successes / n;
        double z2 = Z * Z;
        double centre = (share + z2 / (2 * n)) / (1 + z2 / n);
        double half = Z / (1 + z2 / n) * Math.sqrt(share * (1 - share) / n + z2 / (4.0 * n * n));
        double low = successes <= 0 ? 0 : Math.max(0, centre - half);
        double high = successes >= n ? 1 : Math.min(1, centre + half);
        return new Interval(share, low, high);
    }

    /**
     * Percentile bootstrap of a mean: facts are drawn with replacement {@link #RESAMPLES} times.
     *
     * @param byFact the values of each fact's wordings
     * @param seed of the draws
     */
    public static Interval bootstrap(Collection<List<Double>> byFact, long seed) {
        double[] sums = byFact.stream()
                .mapToDouble(v -> v.stream().mapToDouble(Double::doubleValue).sum())
                .toArray();
        double[] counts = byFact.stream().mapToDouble(List::size).toArray();
        return ratio(sums, counts, seed);
    }

    /** Percentile bootstrap of {@code Σ numerator / Σ denominator}, both by fact; resamples of denominator 0 are left out. */
    public static Interval ratio(double[] numerators, double[] denominators, long seed) {
        int n = numerators.length;
        SplittableRandom random = new SplittableRandom(seed);
        double[] means = new double[RESAMPLES];
        int drawn = 0;
        for (int r = 0; r < RESAMPLES; r++) {
            double numerator = 0;
            double denominator = 0;
            for (int i = 0; i < n; i++) {
                int fact = random.nextInt(n);
                numerator += numerators[fact];
                denominator += denominators[fact];
            }
            if (denominator != 0) {
                means[drawn++] = numerator / denominator;
            }
        }
        double mean =
                Arrays.stream(numerators).sum() / Arrays.stream(denominators).sum();
        if (drawn == 0) {
            return new Interval(mean, Double.NaN, Double.NaN);
        }
        double[] sorted = Arrays.copyOf(means, drawn);
        Arrays.sort(sorted);
        return new Interval(mean, percentile(sorted, 0.025), percentile(sorted, 0.975));
    }

    /**
     * The value below which a share of the sorted values lies, interpolated between neighbours (Hyndman and Fan's type 7,
     * numpy's default).
     */
    public static double percentile(double[] sorted, double share) {
        double position = share * (sorted.length - 1);
        int below = (int) Math.floor(position);
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
    }
}
