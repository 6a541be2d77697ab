package dev.openbook.finetune.train;

import dev.openbook.finetune.lora.LoraConfig;
import dev.openbook.model.llama.LlamaConfig;
import dev.openbook.model.llama.Projection;

/** Guesses how long a training takes, before its first step can tell. */
final class TrainingTime {

    /**
     * Multiplications a second of a processor with AVX-512 on the default model, batches of 8 to 10, rank 16: seven closed-book
     * runs and one of reader records did 2.6e10 to 3.3e10 on one, about 2.4e10 on each of two at once. Other processors differ by a
     * factor of two.
     */
    private static final double MULTIPLICATIONS_A_SECOND = 2.5e10;

    private TrainingTime() {}

    /** A row costs one multiplication by each weight forward, and one back through each block from the first adapted up. */
    static double seconds(LlamaConfig model, LoraConfig lora, long rows, int epochs) {
        double block = 0;
        for (Projection projection : Projection.values()) {
            block += (double) projection.rows(model) * projection.columns(model);
        }
        double forward = block * model.layers();
        double back = block * (model.layers() - Math.min(lora.firstLayer(), model.layers()));
        double rate = MULTIPLICATIONS_A_SECOND * Runtime.getRuntime().availableProcessors();
        return epochs * rows * (forward + back) / rate;
    }
}
