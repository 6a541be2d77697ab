package dev.openbook.model.llama;

import java.util.Optional;

/**
 * A model's weights by role and layer, in Hugging Face's order: rows of the query and key projections are laid out for the
 * rotary embedding that pairs dimensions i and i + headSize/2.
 *
 * <p>A merged adapter is a decorator: it changes {@link #projection}, answers {@link #quantized} with nothing for what it
 * changed (the file's blocks no longer hold), and {@link #identity} with a name of its own.
 *
 * <p>Arrays are the caller's to keep; each call reads them anew, so that a model need not be on the heap at once.
 */
public interface LlamaWeights {

    /** The model's shape. */
    LlamaConfig config();

    /**
     * What tells these weights from all others: the model file's SHA-256, and whatever was merged into it. Built graphs are
     * cached by it.
     */
    String identity();

    /** One linear layer, (rows, columns) row by row. */
    float[] projection(int layer, Projection projection);

    /** The same as exact blocks of 4 or 8 bits, where the file stores it so. */
    Optional<QuantizedMatrix> quantized(int layer, Projection projection);

    /** Scale of the norm before attention, (hiddenSize). */
    float[] attentionNorm(int layer);

    /** Scale of the norm before the feed-forward part, (hiddenSize). */
    float[] feedForwardNorm(int layer);

    /** Scale of the last norm, (hiddenSize). */
    float[] outputNorm();

    /** Token embeddings, (vocabularySize, hiddenSize). */
    float[] embedding();

    /** The embeddings as exact blocks, where the file stores them so. */
    Optional<QuantizedMatrix> quantizedEmbedding();

    /** Whether the head, which turns a hidden state into logits, is the embedding itself. */
    boolean tiedHead();

    /** The head, (vocabularySize, hiddenSize). */
    float[] head();

    /** The head as exact blocks, where the file stores it so. */
    Optional<QuantizedMatrix> quantizedHead();

    /** Angle per position of each rotated pair, (ropeDimensions / 2): {@code θ^(−2i/d)}, divided by the file's factors if any. */
    double[] rotaryFrequencies();
}
