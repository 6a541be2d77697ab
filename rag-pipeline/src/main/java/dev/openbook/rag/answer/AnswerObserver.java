package dev.openbook.rag.answer;

import dev.openbook.rag.chunk.RetrievedPassage;
import java.util.List;

/** Watches an answer come into being, for example to stream it to a terminal. Calls come one at a time. */
public interface AnswerObserver {

    /** The passages that the model is about to read, best first. */
    default void onPassages(List<RetrievedPassage> prompted) {}

    /** The next piece of the model's own text, citation markers included. */
    default void onText(String piece) {}

    /** Asked at every piece; true ends the answer with {@link Completion#CANCELLED}. */
    default boolean cancelled() {
        return false;
    }

    /** Watches nothing. */
    static AnswerObserver none() {
        return new AnswerObserver() {};
    }
}
