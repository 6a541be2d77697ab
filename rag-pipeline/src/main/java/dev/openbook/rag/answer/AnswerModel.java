package dev.openbook.rag.answer;

import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import java.util.List;

/** A language model as the answerers ask it: any LangChain4j model, streaming or not. */
@FunctionalInterface
public interface AnswerModel {

    /**
     * Asks once and waits for the end.
     *
     * @throws AnsweringException if the model fails or takes longer than {@link Decoding#timeout()}
     */
    Reply ask(List<ChatMessage> messages, Decoding decoding, AnswerObserver observer);

    /** A streaming model: the first token's time is known, and an answer can be cancelled. */
    static AnswerModel of(StreamingChatModel model) {
        return new StreamingAnswerModel(model);
    }

    /** A model that answers in one piece: the first token comes with the last. */
    static AnswerModel of(ChatModel model) {
        return new BlockingAnswerModel(model);
    }

    /**
     * What came back.
     *
     * @param text the model's own words
     * @param firstTokenNanos the reading of {@link System#nanoTime()} at the first non-empty token, or at the end if there
     *     was none
     * @param completion how it ended
     * @param promptTokens as the model counted them, −1 if it does not say
     * @param answerTokens as the model counted them, −1 if it does not say
     */
    record Reply(String text, long firstTokenNanos, Completion completion, int promptTokens, int answerTokens) {}
}
