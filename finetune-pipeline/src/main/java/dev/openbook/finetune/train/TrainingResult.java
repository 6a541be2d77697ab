package dev.openbook.finetune.train;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a training run did.
 *
 * @param adapter the folder that holds the adapter, once finished
 * @param finished false where the run was stopped: the same run continues from its checkpoint
 * @param steps done, earlier sittings of this run included
 * @param totalSteps planned
 * @param tokens read, earlier sittings included
 * @param wallSeconds of this sitting, everything included, and of the steps of earlier ones
 * @param cpuSeconds likewise
 * @param peakResidentBytes the process's largest memory, where the system tells (Linux)
 * @param finalLoss of the last step
 * @param heldOut the evaluation of the weights that were kept, where there were held-out records
 * @param bytesWritten the adapter's files
 */
public record TrainingResult(
        Path adapter,
        boolean finished,
        int steps,
        int totalSteps,
        long tokens,
        double wallSeconds,
        double cpuSeconds,
        OptionalLong peakResidentBytes,
        double finalLoss,
        Optional<Evaluation> heldOut,
        long bytesWritten) {

    /** Tokens learned from in a second of wall time. */
    public double tokensPerSecond() {
        return tokens / wallSeconds;
    }
}
