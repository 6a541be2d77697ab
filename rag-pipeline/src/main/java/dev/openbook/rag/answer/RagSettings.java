package dev.openbook.rag.answer;

import java.util.OptionalDouble;

/**
 * How much is shown to the model, and how good it must be.
 *
 * @param maxPassages how many passages stand in the prompt at most; few, because each one more misleads a small model and
 *     costs time to the first token
 * @param minCosine the lowest cosine of a passage that counts as found
 * @param minBm25 the lowest BM25 score of a passage that counts as found; where both limits are set a passage needs to
 *     reach only one
 * @param contextTokens the model's window, answer included
 */
public record RagSettings(int maxPassages, OptionalDouble minCosine, OptionalDouble minBm25, int contextTokens) {

    /** Three passages, a cosine of 0.25, a window of 8,192 tokens. */
    public static final RagSettings DEFAULT =
            new RagSettings(3, OptionalDouble.of(0.25), OptionalDouble.empty(), 8_192);

    /** Checks the ranges. */
    public RagSettings {
        if (maxPassages < 1) {
            throw new IllegalArgumentException("maxPassages must be at least 1, but is " + maxPassages);
        }
        if (minCosine.isPresent() && !(Math.abs(minCosine.getAsDouble()) <= 1)) {
            throw new IllegalArgumentException("minCosine must be between -1 and 1, but is " + minCosine.getAsDouble());
        }
        if (minBm25.isPresent() && !(minBm25.getAsDouble() >= 0)) {
            throw new IllegalArgumentException("minBm25 must be at least 0, but is " + minBm25.getAsDouble());
        }
        if (contextTokens < 1) {
            throw new IllegalArgumentException("contextTokens must be at least 1, but is " + contextTokens);
        }
    }

    /** The same with another number of passages. */
    public RagSettings withMaxPassages(int passages) {
        return new RagSettings(passages, minCosine, minBm25, contextTokens);
    }

    /** The same with other thresholds. */
    public RagSettings withThresholds(OptionalDouble cosine, OptionalDouble bm25) {
        return new RagSettings(maxPassages, cosine, bm25, contextTokens);
    }

    /** The same for another window. */
    public RagSettings withContextTokens(int tokens) {
        return new RagSettings(maxPassages, minCosine, minBm25, tokens);
    }
}
