package dev.openbook.rag.answer;

import dev.langchain4j.data.message.ChatMessage;
import java.util.List;

/** A model that tells how likely it is to say something: one whose logits are at hand. */
public interface LikelihoodModel {

    /**
     * The natural logarithm of the probability that the model says exactly this and then ends. A bias on declining does not
     * count.
     *
     * @param messages what was said before
     * @param text what the model would say
     */
    double logProbability(List<ChatMessage> messages, String text);
}
