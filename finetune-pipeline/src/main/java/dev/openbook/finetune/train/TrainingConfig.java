package dev.openbook.finetune.train;

import dev.openbook.foundation.InvalidInputException;
import java.util.ArrayList;
import java.util.List;

/**
 * How a LoRA is trained. The two recipes are those of trials with Hugging Face PEFT on the default model; which one learns
 * in the fewest minutes here has not been measured yet.
 *
 * @param epochs passes over the examples, 1 to 1,000
 * @param batchSize examples to a step
 * @param learningRate the highest, after warm-up
 * @param warmupSteps steps over which the rate rises from zero
 * @param beta1 decay of the mean of gradients
 * @param beta2 decay of the mean of squared gradients
 * @param epsilon keeps AdamW from dividing by zero
 * @param weightDecay 0 for none
 * @param clipNorm the gradient's largest Euclidean norm
 * @param maxTokensPerPass a step's examples are split into passes whose gradients are added up; those computed at once have
 *     at most so many rows together, a longer record runs alone: with 1,024 rows a process of the default model takes 4 to
 *     6 GB, most where they are one record's
 * @param seed orders the examples and initialises A
 */
public record TrainingConfig(
        int epochs,
        int batchSize,
        double learningRate,
        int warmupSteps,
        double beta1,
        double beta2,
        double epsilon,
        double weightDecay,
        double clipNorm,
        int maxTokensPerPass,
        long seed) {

    /** Checks the ranges; all faults at once. */
    public TrainingConfig {
        List<String> faults = new ArrayList<>();
        require(faults, epochs >= 1 && epochs <= 1_000, "epochs must be between 1 and 1000, but are " + epochs);
        require(faults, batchSize >= 1, "batch size must be at least 1, but is " + batchSize);
        require(
                faults,
                learningRate > 0 && learningRate < 1,
                "learning rate must be in (0, 1), but is " + learningRate);
        require(faults, warmupSteps >= 0, "warm-up steps must not be negative, but are " + warmupSteps);
        require(faults, beta1 >= 0 && beta1 < 1, "beta1 must be in [0, 1), but is " + beta1);
        require(faults, beta2 >= 0 && beta2 < 1, "beta2 must be in [0, 1), but is " + beta2);
        require(faults, epsilon > 0, "epsilon must be over 0, but is " + epsilon);
        require(faults, weightDecay >= 0, "weight decay must not be negative, but is " + weightDecay);
        require(faults, clipNorm > 0, "clip norm must be over 0, but is " + clipNorm);
        require(faults, maxTokensPerPass >= 1, "tokens per pass must be at least 1, but are " + maxTokensPerPass);
        if (!faults.isEmpty()) {
            throw new InvalidInputException(faults);
        }
    }

    /** The closed-book recipe: batch 8, rate 1e-3 with 10 steps of warm-up and a cosine to zero, betas .9/.99. */
    public static TrainingConfig closedBook(int epochs, long seed) {
        return new TrainingConfig(epochs, 8, 1e-3, 10, 0.9, 0.99, 1e-8, 0, 1, 1_024, seed);
    }

    /** The reading recipe: half the rate, because records are long and one pass is enough. */
    public static TrainingConfig reading(int epochs, long seed) {
        return new TrainingConfig(epochs, 8, 5e-4, 10, 0.9, 0.99, 1e-8, 0, 1, 1_024, seed);
    }

    /** The same with other steps and another rate; their faults are told together. */
    public TrainingConfig withSchedule(int otherEpochs, int otherBatchSize, double otherRate, int otherWarmupSteps) {
        return new TrainingConfig(
                otherEpochs,
                otherBatchSize,
                otherRate,
                otherWarmupSteps,
                beta1,
                beta2,
                epsilon,
                weightDecay,
                clipNorm,
                maxTokensPerPass,
                seed);
    }

    /** The same at another rate. */
    public TrainingConfig withLearningRate(double otherRate) {
        return withSchedule(epochs, batchSize, otherRate, warmupSteps);
    }

    /** The same with another order and other first weights. */
    public TrainingConfig withSeed(long otherSeed) {
        return new TrainingConfig(
                epochs,
                batchSize,
                learningRate,
                warmupSteps,
                beta1,
                beta2,
                epsilon,
                weightDecay,
                clipNorm,
                maxTokensPerPass,
                otherSeed);
    }

    /** The rate of a step: a linear rise over the warm-up, then half a cosine down to zero at {@code totalSteps}. */
    public double learningRate(int step, int totalSteps) {
        if (step < warmupSteps) {
            return learningRate * (step + 1) / warmupSteps;
        }
        double done = (double) (step - warmupSteps) / Math.max(1, totalSteps - warmupSteps);
        return learningRate * 0.5 * (1 + Math.cos(Math.PI * done));
    }

    private static void require(List<String> faults, boolean holds, String fault) {
        if (!holds) {
            faults.add(fault);
        }
    }
}
