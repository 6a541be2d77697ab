package dev.openbook.evaluator.arm;

import dev.openbook.evaluator.result.ArmEntry;
import dev.openbook.rag.answer.Answer;
import dev.openbook.rag.answer.AnswerObserver;
import dev.openbook.rag.answer.Answerer;

/**
 * A model that answers from its weights; documents coming and going do not touch it.
 *
 * @param entry what is shown of it
 * @param answerer asks the model
 */
public record ClosedBookArm(ArmEntry entry, Answerer answerer) implements Arm {

    @Override
    public Cost serve(String version) {
        return Cost.NONE;
    }

    @Override
    public Answer ask(String question) {
        return answerer.answer(question, AnswerObserver.none());
    }
}
