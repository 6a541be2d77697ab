package dev.openbook.evaluator.result;

import java.util.List;
import java.util.Map;

/**
 * What one arm said to one question, and how it was scored.
 *
 * @param question the question's id
 * @param arm the arm's id
 * @param version the corpus version that was live
 * @param stratum what it counts under, for example {@code unseen} or {@code changed}
 * @param text the answer without citation markers
 * @param outcome {@code correct}, {@code no-answer} or {@code wrong}
 * @param stale whether it gives the superseded value and not the new one
 * @param abstained whether the arm declined to answer
 * @param failure why there is no answer ({@code timeout}, or the error); null if there is one
 * @param citations as answered
 * @param attributed citations found after the answer was written; the same method for every arm
 * @param scores metric id to value, those that are defined for this answer
 * @param derivation how the scores came about, a sentence each
 * @param timing when things happened; null for a recorded answer
 * @param promptTokens tokens read by the model; null for a recorded answer
 * @param answerTokens tokens written by the model; null for a recorded answer
 * @param prompted the passages in the prompt, best first, as {@code document#start-end}
 */
public record AnswerEntry(
        String question,
        String arm,
        String version,
        String stratum,
        String text,
        String outcome,
        boolean stale,
        boolean abstained,
        String failure,
        List<Cited> citations,
        List<Cited> attributed,
        Map<String, Double> scores,
        List<String> derivation,
        Times timing,
        Integer promptTokens,
        Integer answerTokens,
        List<String> prompted) {

    /**
     * A quote in its document.
     *
     * @param document its id
     * @param version the corpus version cited
     * @param start offset of the quote's first UTF-16 unit
     * @param end offset after its last
     * @param quote verbatim
     * @param before the passage's text in front of the quote
     * @param after the passage's text behind it
     * @param attributed found after the answer was written rather than marked by the model
     * @param supports whether it supports the answer
     */
    public record Cited(
            String document,
            String version,
            int start,
            int end,
            String quote,
            String before,
            String after,
            boolean attributed,
            boolean supports) {}

    /**
     * Milliseconds since the question was submitted.
     *
     * @param retrievalMillis until the passages were there
     * @param firstTokenMillis until the first non-empty token
     * @param totalMillis until the end
     */
    public record Times(double retrievalMillis, double firstTokenMillis, double totalMillis) {}
}
