package dev.openbook.model.llama;

import dev.openbook.model.gguf.GgufFile;
import dev.openbook.model.gguf.GgufTensor;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * The weights of a GGUF file.
 *
 * <p>GGUF stores the rows of q and k interleaved for a rotary embedding of neighbours. They are put back at reading:
 * {@code hf[h·hd + j·hd/2 + i] = gguf[h·hd + 2i + j]}, j in {0, 1}. A wrong order raises no error, only worse text.
 */
public final class GgufWeights implements LlamaWeights {

    private static final String EMBEDDING = "token_embd.weight";
    private static final String HEAD = "output.weight";
    private static final String OUTPUT_NORM = "output_norm.weight";
    private static final String ROPE_FACTORS = "rope_freqs.weight";

    private final GgufFile file;
    private final String identity;
    private final LlamaConfig config;

    /**
     * Reads the shape and checks that every tensor is there, has its shape, and is known.
     *
     * @param file must stay open as long as weights are read
     * @param sha256 of the file
     * @throws dev.openbook.foundation.InvalidInputException if a tensor is missing, misshapen or unknown
     */
    public GgufWeights(GgufFile file, String sha256) {
        this.file = file;
        this.identity = sha256;
        this.config = LlamaConfig.of(file);
        requireEveryTensor();
    }

    @Override
    public LlamaConfig config() {
        return config;
    }

    @Override
    public String identity() {
        return identity;
    }

    @Override
    public float[] projection(int layer, Projection projection) {
        float[] stored = tensor(layer, projection).toFloats();
        if (!interleaved(projection)) {
            return stored;
        }
        int columns = projection.columns(config);
        int[] order = huggingFaceOrder(projection);
        float[] moved = new float[stored.length];
        for (int row = 0; row < order.length; row++) {
            System.arraycopy(stored, order[row] * columns, moved, row * columns, columns);
        }
        return moved;
    }

    @Override
    public Optional<QuantizedMatrix> quantized(int layer, Projection projection) {
        Optional<QuantizedMatrix> stored = QuantizedMatrix.of(tensor(layer, projection));
        return interleaved(projection) ? stored.map(m -> m.withRows(huggingFaceOrder(projection))) : stored;
    }

    @Override
    public float[] attentionNorm(int layer) {
        return norm("blk." + layer + ".attn_norm.weight");
    }

    @Override
    public float[] feedForwardNorm(int layer) {
        return norm("blk." + layer + ".ffn_norm.weight");
    }

    @Override
    public float[] outputNorm() {
        return norm(OUTPUT_NORM);
    }

    @Override
    public float[] embedding() {
        return vocabularyMatrix(EMBEDDING).toFloats();
    }

    @Override
    public Optional<QuantizedMatrix> quantizedEmbedding() {
        return QuantizedMatrix.of(vocabularyMatrix(EMBEDDING));
    }

    @Override
    public boolean tiedHead() {
        return !file.hasTensor(HEAD);
    }

    @Override
    public float[] head() {
        return vocabularyMatrix(tiedHead() ? EMBEDDING : HEAD).toFloats();
    }

    @Override
    public Optional<QuantizedMatrix> quantizedHead() {
        return QuantizedMatrix.of(vocabularyMatrix(tiedHead() ? EMBEDDING : HEAD));
    }

    @Override
    public double[] rotaryFrequencies() {
        int pairs = config.ropeDimensions() / 2;
        float[] factors =
                file.hasTensor(ROPE_FACTORS) ? file.tensor(ROPE_FACTORS, pairs).toFloats() : null;
        double[] frequencies = new double[pairs];
        for (int i = 0; i < pairs; i++) {
            frequencies[i] = Math.pow(config.ropeBase(), -2.0 * i / config.ropeDimensions());
            if (factors != null) {
                frequencies[i] /= factors[i];
            }
        }
        return frequencies;
    }

    private GgufTensor tensor(int layer, Projection projection) {
        return file.tensor(projection.ggufTensor(layer), projection.rows(config), projection.columns(config));
    }

    private GgufTensor vocabularyMatrix(String name) {
        return file.tensor(name, config.vocabularySize(), config.hiddenSize());
    }

    private float[] norm(String name) {
        return file.tensor(name, config.hiddenSize()).toFloats();
    }

    private static boolean interleaved(Projection projection) {
        return projection == Projection.QUERY || projection == Projection.KEY;
    }

    /** Which row of the file goes where; only the rotated dimensions of a head are interleaved. */
    private int[] huggingFaceOrder(Projection projection) {
        int headSize = config.headSize();
        int half = config.ropeDimensions() / 2;
        int[] order = new int[projection.rows(config)];
        for (int row = 0; row < order.length; row++) {
            int head = row / headSize;
            int dimension = row % headSize;
            int from = dimension >= 2 * half ? dimension : 2 * (dimension % half) + dimension / half;
            order[row] = head * headSize + from;
        }
        return order;
    }

    private void requireEveryTensor() {
        Set<String> unknown = new HashSet<>(file.tensorNames());
        for (int layer = 0; layer < config.layers(); layer++) {
            for (Projection projection : Projection.values()) {
                tensor(layer, projection);
                unknown.remove(projection.ggufTensor(layer));
            }
            for (String norm :
                    new String[] {"blk." + layer + ".attn_norm.weight", "blk." + layer + ".ffn_norm.weight"}) {
                file.tensor(norm, config.hiddenSize());
                unknown.remove(norm);
            }
        }
        file.tensor(OUTPUT_NORM, config.hiddenSize());
        vocabularyMatrix(EMBEDDING);
        unknown.removeAll(Set.of(OUTPUT_NORM, EMBEDDING, ROPE_FACTORS));
        if (unknown.remove(HEAD)) {
            vocabularyMatrix(HEAD);
        }
        if (!unknown.isEmpty()) { // a bias, an expert: leaving it out would only give worse text
            throw file.fault("tensor '" + unknown.stream().sorted().findFirst().orElseThrow()
                    + "' is not part of the llama architecture as it is supported here");
        }
    }
}
