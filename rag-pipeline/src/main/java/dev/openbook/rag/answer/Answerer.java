package dev.openbook.rag.answer;

/** Answers questions: with documents ({@link RagAnswerer}) or from the model's memory ({@link ClosedBookAnswerer}). */
@FunctionalInterface
public interface Answerer {

    /**
     * Answers one question and tells the observer how it goes.
     *
     * @throws AnsweringException if the retriever or the model failed, or took longer than its limit
     */
    Answer answer(String question, AnswerObserver observer);

    /** Answers one question. */
    default Answer answer(String question) {
        return answer(question, AnswerObserver.none());
    }
}
