package dev.openbook.rag.answer;

import dev.openbook.rag.chunk.Passage;
import java.util.List;
import java.util.Objects;

/**
 * What one arm said to one question.
 *
 * @param text the answer without citation markers; what is scored
 * @param rawText the model's own words, markers included; empty if the model was not asked
 * @param citations verbatim quotes; empty when the arm abstained or cites nothing
 * @param abstained whether the arm declined to answer
 * @param prompted the passages that stood in the prompt, best first (source {@code [1]} is the first)
 * @param droppedPassages how many retrieved passages did not fit the model's window
 * @param unknownMarkers how many citation markers named a source that was not in the prompt and were removed
 * @param timing when things happened
 * @param promptTokens tokens read by the model
 * @param answerTokens tokens written by the model
 * @param completion how the answer came to its end
 * @param weakPassages how many retrieved passages were under the thresholds
 * @param droppedQuestionWords how many words at the end of an over-long question were not read
 */
public record Answer(
        String text,
        String rawText,
        List<Citation> citations,
        boolean abstained,
        List<Passage> prompted,
        int droppedPassages,
        int unknownMarkers,
        Timing timing,
        int promptTokens,
        int answerTokens,
        Completion completion,
        int weakPassages,
        int droppedQuestionWords) {

    /** Takes unmodifiable copies; an answer that declines cites nothing. */
    public Answer {
        Objects.requireNonNull(text, "text");
        Objects.requireNonNull(rawText, "rawText");
        Objects.requireNonNull(timing, "timing");
        Objects.requireNonNull(completion, "completion");
        citations = List.copyOf(citations);
        prompted = List.copyOf(prompted);
        if (abstained && !citations.isEmpty()) {
            throw new IllegalArgumentException("an abstaining answer must not cite, but has " + citations.size());
        }
    }

    /** An answer that came to its end by itself, to a question that was read whole. */
    public Answer(
            String text,
            String rawText,
            List<Citation> citations,
            boolean abstained,
            List<Passage> prompted,
            int droppedPassages,
            int unknownMarkers,
            Timing timing,
            int promptTokens,
            int answerTokens) {
        this(
                text,
                rawText,
                citations,
                abstained,
                prompted,
                droppedPassages,
                unknownMarkers,
                timing,
                promptTokens,
                answerTokens,
                Completion.COMPLETE,
                0,
                0);
    }
}
