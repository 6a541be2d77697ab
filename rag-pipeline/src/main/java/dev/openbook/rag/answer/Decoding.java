package dev.openbook.rag.answer;

import dev.langchain4j.model.chat.request.ChatRequestParameters;
import java.time.Duration;

/**
 * How every arm's text is produced: greedily, with the same limits.
 *
 * @param maxTokens the longest answer; the default of 64 holds any value with the sentence around it and ends endless
 *     repetition early
 * @param timeout the longest wait for a complete answer
 */
public record Decoding(int maxTokens, Duration timeout) {

    /** 64 tokens, one minute. */
    public static final Decoding DEFAULT = new Decoding(64, Duration.ofMinutes(1));

    /** Checks the ranges. */
    public Decoding {
        if (maxTokens < 1) {
            throw new IllegalArgumentException("decoding maxTokens must be at least 1, but is " + maxTokens);
        }
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("decoding timeout must be positive, but is " + timeout);
        }
    }

    ChatRequestParameters parameters() {
        return ChatRequestParameters.builder()
                .temperature(0.0)
                .maxOutputTokens(maxTokens)
                .build();
    }
}
