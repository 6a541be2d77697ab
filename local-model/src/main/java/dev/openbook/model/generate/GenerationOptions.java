package dev.openbook.model.generate;

import dev.openbook.foundation.InvalidInputException;
import java.util.List;
import java.util.Optional;

/**
 * What is asked of one generation.
 *
 * @param maxTokens at most this many tokens
 * @param sampling how tokens are picked
 * @param stopSequences strings that end the text and are not part of it
 * @param promptLookup whether to guess runs of tokens from the prompt (greedy only; the text is the same, sooner)
 * @param firstToken makes one token more or less likely to begin the answer
 */
public record GenerationOptions(
        int maxTokens,
        Sampling sampling,
        List<String> stopSequences,
        boolean promptLookup,
        Optional<FirstTokenBias> firstToken) {

    /**
     * A number added to the logit of one token where an answer begins, and nowhere else.
     *
     * @param token its id
     * @param logits above 0 for likelier, below for less likely
     */
    public record FirstTokenBias(int token, float logits) {

        void addTo(float[] row) {
            row[token] += logits;
        }
    }

    /** Checks the ranges. */
    public GenerationOptions {
        if (maxTokens < 1) {
            throw new InvalidInputException("max output tokens must be at least 1, but is " + maxTokens);
        }
        if (stopSequences.stream().anyMatch(String::isEmpty)) {
            throw new InvalidInputException("stop sequences must not be empty strings");
        }
        stopSequences = List.copyOf(stopSequences);
    }

    /** Greedy, without stop sequences. */
    public static GenerationOptions greedy(int maxTokens) {
        return new GenerationOptions(maxTokens, Sampling.GREEDY, List.of(), true, Optional.empty());
    }
}
