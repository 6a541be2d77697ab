package dev.openbook.evaluator.metric;

import dev.openbook.rag.answer.Citation;
import java.util.List;

/**
 * What is scored of an answer; also all that a recorded answer of another system can offer.
 *
 * @param text without citation markers
 * @param abstained whether the arm declined
 * @param citations as answered
 * @param attributed found for the answer afterwards, by the same method for every arm
 * @param promptTokens tokens read by the model, or {@link #NOT_COUNTED}
 * @param answerTokens tokens written by the model, or {@link #NOT_COUNTED}
 */
public record Said(
        String text,
        boolean abstained,
        List<Citation> citations,
        List<Citation> attributed,
        int promptTokens,
        int answerTokens) {

    /** Nobody knows how many. */
    public static final int NOT_COUNTED = -1;

    /** Takes unmodifiable copies. */
    public Said {
        citations = List.copyOf(citations);
        attributed = List.copyOf(attributed);
    }
}
