package dev.openbook.rag.answer;

import dev.langchain4j.data.message.ChatMessage;
import java.util.List;
import java.util.function.BooleanSupplier;

/** A model that tells which answers it might give, and how likely a given one is. */
public interface CandidateModel extends LikelihoodModel {

    /**
     * Different likely answers, the likeliest first; at least one, unless it was cancelled before. A bias on declining counts.
     *
     * @param maxTokens an answer's most tokens
     * @param most how many at most
     * @param within by how much a log-probability may lie below that of the likeliest
     * @param cancelled asked before every pass through the model; once true, what was found is given
     */
    List<Candidate> candidates(
            List<ChatMessage> messages, int maxTokens, int most, double within, BooleanSupplier cancelled);

    /**
     * An answer that a model might give.
     *
     * @param text the whole answer, source markers included
     * @param logProbability of the text, and of its end where it ends, natural logarithm
     * @param ends whether the model ends it here; else it was cut at its most tokens
     */
    record Candidate(String text, double logProbability, boolean ends) {}
}
