package dev.openbook.evaluator.experiment;

import dev.openbook.evaluator.result.ArmEntry;
import dev.openbook.evaluator.suite.QuestionPlan;
import dev.openbook.evaluator.suite.Strata;

/** Which arms a question is for: all of them, unless it asks what only some can show. */
public final class Eligibility {

    private Eligibility() {}

    /**
     * Whether the arm is asked. General knowledge is asked closed book, once of each state of the weights, and not of
     * recorded answers; trained wordings of the arm whose weights were trained on them; later states are asked after the
     * change only, trainings with other seeds before it only.
     */
    public static boolean asks(ArmEntry arm, QuestionPlan.Item item) {
        boolean before = item.version().equals(Strata.V1);
        if (arm.otherSeed() && !before) {
            return false;
        }
        return switch (item.stratum()) {
            case Strata.GENERAL -> !arm.readsDocuments() && !arm.recorded() && before != arm.laterState();
            case Strata.MEMORISED -> before && arm.knowsCorpus() && !arm.readsDocuments() && !arm.laterState();
            default -> !before || !arm.laterState();
        };
    }
}
