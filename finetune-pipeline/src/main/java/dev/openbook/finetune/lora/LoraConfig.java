package dev.openbook.finetune.lora;

import dev.openbook.foundation.InvalidInputException;
import dev.openbook.model.llama.Projection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/**
 * Which layers get a low-rank update, and of what size.
 *
 * @param rank the inner dimension, 1 to 64 (the ranks that vLLM serves end there)
 * @param alpha the update is scaled by {@code alpha / rank}; twice the rank is the usual choice
 * @param projections the linear layers adapted in each block; all seven is the usual choice for teaching facts
 * @param firstLayer the lowest adapted block; all blocks from here up are adapted. The blocks below stay as they are, so
 *     their outputs can be computed once
 */
public record LoraConfig(int rank, float alpha, Set<Projection> projections, int firstLayer) {

    /** Checks the ranges. */
    public LoraConfig {
        if (rank < 1 || rank > 64) {
            throw new InvalidInputException("lora rank must be between 1 and 64, but is " + rank + " (set --rank)");
        }
        if (!(alpha > 0) || Float.isInfinite(alpha)) {
            throw new InvalidInputException("lora alpha must be over 0, but is " + alpha + " (set --alpha)");
        }
        if (projections.isEmpty()) {
            throw new InvalidInputException("lora projections must name at least one linear layer");
        }
        if (firstLayer < 0) {
            throw new InvalidInputException("first adapted block must not be negative, but is " + firstLayer);
        }
        projections = Collections.unmodifiableSet(EnumSet.copyOf(projections));
    }

    /** All seven linear layers of every block from {@code firstLayer} up, with {@code alpha = 2 rank}. */
    public static LoraConfig allLayers(int rank, int firstLayer) {
        return new LoraConfig(rank, 2f * rank, EnumSet.allOf(Projection.class), firstLayer);
    }

    /** {@code alpha / rank}. */
    public float scaling() {
        return alpha / rank;
    }
}
