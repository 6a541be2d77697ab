package dev.openbook.evaluator.arm;

import dev.openbook.evaluator.result.ArmEntry;

/**
 * A training that leads to another state of a trained arm: it learns what changed, or learns the same with another seed. The
 * arm itself stays as it is, which shows what not training means.
 */
public interface Retraining {

    /** What is shown of the arm that comes out; another state of the arm that was trained before. */
    ArmEntry entry();

    /** How many changed facts are taught; 0 before the change. */
    int changedFacts();

    /**
     * Trains, which takes a while.
     *
     * @throws dev.openbook.foundation.InvalidInputException if there is nothing to learn, or training diverges
     */
    Retrained train();

    /**
     * What came out.
     *
     * @param arm answers from the new weights
     * @param cost what it took from the edit until it could answer
     */
    record Retrained(Arm arm, Cost cost) {}
}
