package dev.openbook.evaluator.arm;

import dev.openbook.evaluator.result.ArmEntry;
import dev.openbook.evaluator.suite.Strata;
import dev.openbook.rag.answer.Answer;
import dev.openbook.rag.answer.AnswerObserver;
import dev.openbook.rag.answer.Answerer;

/**
 * A model that answers from its weights; documents coming and going do not touch it.
 *
 * @param entry what is shown of it
 * @param answerer asks the model
 * @param training what putting the first version into its weights took
 */
public record ClosedBookArm(ArmEntry entry, Answerer answerer, Cost training) implements Arm {

    @Override
    public Cost serve(String version) {
        return version.equals(Strata.V1) ? training : Cost.NONE;
    }

    @Override
    public boolean followsDocuments() {
        return false;
    }

    @Override
    public Answer ask(String question) {
        return answerer.answer(question, AnswerObserver.none());
    }
}
