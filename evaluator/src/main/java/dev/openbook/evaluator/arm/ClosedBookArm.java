package dev.openbook.evaluator.arm;

import dev.openbook.evaluator.result.ArmEntry;
import dev.openbook.evaluator.suite.Strata;
import dev.openbook.rag.answer.Answer;
import dev.openbook.rag.answer.AnswerObserver;
import dev.openbook.rag.answer.Answerer;
import java.util.List;

/**
 * A model that answers from its weights; documents coming and going do not touch it.
 *
 * @param entry what is shown of it
 * @param answerer asks the model
 * @param learned what was put into its weights
 * @param retrainings how they may learn what changes
 * @param otherSeeds trainings from the start that differ in their seed alone
 */
public record ClosedBookArm(
        ArmEntry entry, Answerer answerer, Learned learned, List<Retraining> retrainings, List<Retraining> otherSeeds)
        implements Arm {

    /** Takes unmodifiable copies. */
    public ClosedBookArm {
        retrainings = List.copyOf(retrainings);
        otherSeeds = List.copyOf(otherSeeds);
    }

    @Override
    public Cost serve(String version) {
        return version.equals(Strata.V1) ? learned.cost() : Cost.NONE;
    }

    @Override
    public boolean followsDocuments() {
        return false;
    }

    @Override
    public String weights() {
        return learned.sha256();
    }

    @Override
    public Answer ask(String question) {
        return answerer.answer(question, AnswerObserver.none());
    }
}
