package dev.openbook.rag.answer;

import dev.openbook.rag.chunk.Passage;
import java.util.List;

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
        int answerTokens) {

    /** Takes unmodifiable copies. */
    public Answer {
        citations = List.copyOf(citations);
        prompted = List.copyOf(prompted);
    }
}
