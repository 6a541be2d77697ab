package dev.openbook.model.llama;

import dev.openbook.foundation.InvalidInputException;
import dev.openbook.model.gguf.GgufFile;
import java.util.ArrayList;
import java.util.List;

/**
 * The shape of a llama-architecture model.
 *
 * @param layers how many blocks
 * @param hiddenSize width of the residual stream
 * @param feedForwardSize width inside the feed-forward part
 * @param heads query heads
 * @param keyValueHeads key and value heads, each shared by {@code heads / keyValueHeads} query heads
 * @param headSize width of one head
 * @param vocabularySize how many tokens there are
 * @param contextLength how many positions the model was made for
 * @param ropeBase base θ of the rotary embedding
 * @param ropeDimensions how many of a head's dimensions are rotated
 * @param normEpsilon ε of the root-mean-square norms
 */
public record LlamaConfig(
        int layers,
        int hiddenSize,
        int feedForwardSize,
        int heads,
        int keyValueHeads,
        int headSize,
        int vocabularySize,
        int contextLength,
        double ropeBase,
        int ropeDimensions,
        double normEpsilon) {

    private static final String EMBEDDING = "token_embd.weight";

    /** Checks the shape; all faults at once. */
    public LlamaConfig {
        List<String> faults = new ArrayList<>();
        range(faults, "layers", layers, 1, 1_000);
        range(faults, "hidden size", hiddenSize, 1, 1 << 20);
        range(faults, "feed-forward size", feedForwardSize, 1, 1 << 20);
        range(faults, "heads", heads, 1, 1 << 12);
        range(faults, "key/value heads", keyValueHeads, 1, 1 << 12);
        range(faults, "head size", headSize, 2, 1 << 12);
        range(faults, "vocabulary size", vocabularySize, 1, 1 << 22);
        range(faults, "context length", contextLength, 1, 1 << 24);
        range(faults, "rotary dimensions", ropeDimensions, 2, Math.max(2, headSize));
        if (ropeDimensions % 2 != 0) {
            faults.add("rotary dimensions must be even, but are " + ropeDimensions);
        }
        if (keyValueHeads > 0 && heads % keyValueHeads != 0) {
            faults.add("heads must be a multiple of key/value heads (" + keyValueHeads + "), but are " + heads);
        }
        if (!(ropeBase > 1)) {
            faults.add("rotary base must be above 1, but is " + ropeBase);
        }
        if (!(normEpsilon > 0 && normEpsilon < 1)) {
            faults.add("norm epsilon must be between 0 and 1, but is " + normEpsilon);
        }
        if (!faults.isEmpty()) {
            throw new InvalidInputException(faults);
        }
    }

    /**
     * Reads the shape from a file's metadata.
     *
     * @throws InvalidInputException if a value is missing or impossible, or if the file asks for a variant of the
     *     architecture that is not supported (experts, scaled positions)
     */
    public static LlamaConfig of(GgufFile file) {
        if (!file.architecture().equals("llama")) {
            throw file.fault("architecture '" + file.architecture() + "' is not supported (supported: llama)");
        }
        if (file.optionalInteger("llama.expert_count").orElse(0) > 0) {
            throw file.fault("mixtures of experts are not supported, but 'llama.expert_count' is "
                    + file.integer("llama.expert_count"));
        }
        String scaling = file.optionalString("llama.rope.scaling.type").orElse("none");
        if (!scaling.equals("none")) {
            throw file.fault("rotary scaling '" + scaling + "' is not supported (supported: none)");
        }
        int hidden = file.integer("llama.embedding_length");
        int heads = file.integer("llama.attention.head_count");
        int headSize = file.optionalInteger("llama.attention.key_length").orElse(heads > 0 ? hidden / heads : 0);
        try {
            return new LlamaConfig(
                    file.integer("llama.block_count"),
                    hidden,
                    file.integer("llama.feed_forward_length"),
                    heads,
                    file.optionalInteger("llama.attention.head_count_kv").orElse(heads),
                    headSize,
                    // the metadata's own count may be missing, the embedding's rows cannot
                    file.tensor(EMBEDDING).rows(),
                    file.integer("llama.context_length"),
                    file.decimal("llama.rope.freq_base", 10_000),
                    file.optionalInteger("llama.rope.dimension_count").orElse(headSize),
                    file.decimal("llama.attention.layer_norm_rms_epsilon"));
        } catch (InvalidInputException e) {
            throw file.fault(String.join("; ", e.faults()));
        }
    }

    /** Rows of the query projection: heads × head size. */
    public int querySize() {
        return heads * headSize;
    }

    /** Rows of the key projection, and of the value projection: key/value heads × head size. */
    public int keyValueSize() {
        return keyValueHeads * headSize;
    }

    private static void range(List<String> faults, String name, int value, int least, int most) {
        if (value < least || value > most) {
            faults.add(name + " must be between " + least + " and " + most + ", but is " + value);
        }
    }
}
