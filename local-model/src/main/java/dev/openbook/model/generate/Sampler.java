package dev.openbook.model.generate;

import java.util.Arrays;
import java.util.SplittableRandom;

/** Picks tokens on Java arrays: the same picks with every engine. */
final class Sampler {

    private final Sampling sampling;
    private final SplittableRandom random;

    Sampler(Sampling sampling) {
        this.sampling = sampling;
        this.random = new SplittableRandom(sampling.seed());
    }

    int pick(float[] logits) {
        if (sampling.greedy()) {
            return largest(logits);
        }
        int[] candidates = mostLikelyFirst(logits);
        double[] weights = new double[candidates.length];
        double total = 0;
        for (int i = 0; i < candidates.length; i++) {
            weights[i] = Math.exp((logits[candidates[i]] - logits[candidates[0]]) / sampling.temperature());
            total += weights[i];
        }
        int kept = 0;
        double reached = 0;
        while (kept < weights.length && (kept == 0 || reached < sampling.topP() * total)) {
            reached += weights[kept++];
        }
        double drawn = random.nextDouble() * reached;
        for (int i = 0; i < kept - 1; i++) {
            drawn -= weights[i];
            if (drawn < 0) {
                return candidates[i];
            }
        }
        return candidates[kept - 1];
    }

    /** Index of the largest logit, of equal ones the first. */
    static int largest(float[] logits) {
        int best = 0;
        for (int i = 1; i < logits.length; i++) {
            if (logits[i] > logits[best]) {
                best = i;
            }
        }
        return best;
    }

    /** {@code log softmax(logits)[token]}. */
    static double logProbability(float[] logits, int token) {
        float largest = logits[largest(logits)];
        double sum = 0;
        for (float logit : logits) {
            sum += Math.exp(logit - largest);
        }
        return logits[token] - largest - Math.log(sum);
    }

    /** The top-k tokens, or all, by falling logit; of equal ones the first. */
    private int[] mostLikelyFirst(float[] logits) {
        // A logit as an ordered integer above, the inverted index below: one primitive sort instead of boxed
        // comparisons.
        long[] keys = new long[logits.length];
        for (int i = 0; i < logits.length; i++) {
            int bits = Float.floatToIntBits(logits[i]);
            int ordered = bits ^ (bits >> 31 & 0x7fffffff);
            keys[i] = (long) ordered << 32 | (0xffffffffL - i);
        }
        Arrays.sort(keys);
        int count = sampling.topK() == 0 ? keys.length : Math.min(sampling.topK(), keys.length);
        int[] tokens = new int[count];
        for (int i = 0; i < count; i++) {
            tokens[i] = (int) (0xffffffffL - (keys[keys.length - 1 - i] & 0xffffffffL));
        }
        return tokens;
    }
}
