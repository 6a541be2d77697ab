package dev.openbook.finetune.lora;

import dev.openbook.foundation.InvalidInputException;
import dev.openbook.model.adapter.LoraAdapter;
import dev.openbook.model.adapter.LoraAdapter.Site;
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
 * @param firstLayer the lowest adapted block, from 0. The blocks below stay as they are, so their outputs can be computed
 *     once
 * @param lastLayer the highest adapted block; {@link #TOP} for the model's last
 */
public record LoraConfig(int rank, float alpha, Set<Projection> projections, int firstLayer, int lastLayer) {

    /** Stands for the model's last block, whatever its number. */
    public static final int TOP = Integer.MAX_VALUE;

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
        if (lastLayer < firstLayer) {
            throw new InvalidInputException("last adapted block must not be below the first, " + firstLayer
                    + ", but is " + lastLayer + " (set --layers)");
        }
        projections = Collections.unmodifiableSet(EnumSet.copyOf(projections));
    }

    /** All blocks from {@code firstLayer} up. */
    public LoraConfig(int rank, float alpha, Set<Projection> projections, int firstLayer) {
        this(rank, alpha, projections, firstLayer, TOP);
    }

    /**
     * What an adapter adapts, so that it can be trained further.
     *
     * @throws InvalidInputException if it leaves out blocks in between, or adapts them differently
     */
    public static LoraConfig of(LoraAdapter adapter) {
        Set<Projection> projections = EnumSet.noneOf(Projection.class);
        int first = Integer.MAX_VALUE;
        int last = 0;
        for (Site site : adapter.updates().keySet()) {
            projections.add(site.projection());
            first = Math.min(first, site.layer());
            last = Math.max(last, site.layer());
        }
        if (adapter.updates().isEmpty() || adapter.updates().size() != projections.size() * (last - first + 1)) {
            throw new InvalidInputException("an adapter that is trained further must adapt the same linear layers in"
                    + " neighbouring blocks, but adapts " + adapter.updates().keySet());
        }
        return new LoraConfig(adapter.rank(), adapter.alpha(), projections, first, last);
    }

    /** All seven linear layers of every block from {@code firstLayer} up, with {@code alpha = 2 rank}. */
    public static LoraConfig allLayers(int rank, int firstLayer) {
        return new LoraConfig(rank, 2f * rank, EnumSet.allOf(Projection.class), firstLayer);
    }

    /** The highest adapted block of a model with so many. */
    public int lastLayerOf(int layers) {
        return Math.min(lastLayer, layers - 1);
    }

    /** {@code alpha / rank}. */
    public float scaling() {
        return alpha / rank;
    }
}
