package dev.openbook.rag.answer;

import dev.langchain4j.data.message.ChatMessage;
import java.util.List;

/** A model that tells which answers it might give, and how likely a given one is: one whose logits are at hand. */
public interface CandidateModel {

    /**
     * Different answers, the likeliest first; at least one.
     *
     * @param maxTokens an answer's most tokens
     * @param most how many at most
     * @param within by how much a log-probability may lie below that of the likeliest
     */
    List<Candidate> candidates(List<ChatMessage> messages, int maxTokens, int most, double within);

    /** The natural logarithm of the probability that the model gives exactly this answer and then ends it. */
    double logProbability(List<ChatMessage> messages, String answer);

    /**
     * An answer that a model might give.
     *
     * @param text the whole answer, source markers included
     * @param logProbability natural logarithm, at most 0 but for rounding
     */
    record Candidate(String text, double logProbability) {}
}
