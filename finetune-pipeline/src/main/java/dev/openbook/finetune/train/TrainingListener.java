package dev.openbook.finetune.train;

import dev.openbook.finetune.lora.LoraParameters;

/** Hears of every step: for the loss curve, evaluation at intervals, and stopping. */
@FunctionalInterface
public interface TrainingListener {

    /**
     * What one step did.
     *
     * @param step counted from 1
     * @param totalSteps of the whole run
     * @param epoch the pass over the data, counted from 1
     * @param loss mean −log p over the step's answer tokens
     * @param gradientNorm before clipping
     * @param learningRate of this step
     * @param tokens tokens read in this step, the shared prefix counted for each example and no padding
     * @param nanos wall time of the step
     */
    record Step(
            int step,
            int totalSteps,
            int epoch,
            double loss,
            double gradientNorm,
            double learningRate,
            long tokens,
            long nanos) {}

    /**
     * Called after each step.
     *
     * @param parameters the weights so far
     * @return whether to go on
     */
    boolean onStep(Step step, LoraParameters parameters);

    /**
     * Called once, before the first step of this sitting.
     *
     * @param stepsDone in earlier sittings
     * @param parameters the weights to begin with
     */
    default void onStart(int stepsDone, LoraParameters parameters) {}

    /** Asked before each pass, also while the lower layers' outputs are computed: whether to leave the step undone. */
    default boolean stopRequested() {
        return false;
    }
}
