package dev.openbook.finetune.lora;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.ndarray.types.SparseFormat;
import dev.openbook.finetune.lora.LoraParameters.Wrapped;
import dev.openbook.foundation.InvalidInputException;
import dev.openbook.model.llama.LlamaConfig;
import dev.openbook.model.llama.LlamaWeights;
import dev.openbook.model.llama.Projection;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;

/**
 * A llama with frozen weights and trainable low-rank updates, in fp32 on DJL's PyTorch engine.
 *
 * <p>The forward pass reads top to bottom in {@link #blocks}. Shapes in comments: N rows (tokens of a pass), E examples, P
 * prefix tokens, S own tokens of an example, H hidden size, D head size.
 *
 * <p>No array that needs a gradient is multiplied by a Java number: DJL closes the tensor it makes of the number while
 * autograd still refers to its memory, and the backward pass then reads whatever lies there. Constants are arrays that live
 * as long as the pass.
 *
 * <p>Not safe for concurrent use: PyTorch's gradient collector exists once in a process.
 *
 * @see <a href="https://arxiv.org/abs/2302.13971">Touvron et al., LLaMA: Open and Efficient Foundation Language Models</a>
 * @see <a href="https://arxiv.org/abs/2106.09685">Hu et al., LoRA: Low-Rank Adaptation of Large Language Models</a>
 */
public final class LoraModel implements AutoCloseable {

    /** Stands for −∞ in masks: large enough to vanish in the softmax, finite so that no NaN arises. */
    private static final float MASKED = -1e9f;

    private final NDManager frozen;
    private final LlamaConfig config;
    private final NDArray[][] weights; // [layer][projection] (rows, columns)
    private final NDArray[] attentionNorm; // [layer] (H)
    private final NDArray[] feedForwardNorm; // [layer] (H)
    private final NDArray outputNorm; // (H)
    private final NDArray embedding; // (vocabulary, H)
    private final NDArray head; // (vocabulary, H), the embedding itself where the model ties them
    private final NDArray attentionScale; // () 1 / √D
    private final double[] frequencies; // (D / 2)

    /** Widens the weights to fp32 and hands them to PyTorch; 540 MB off heap for 135 million. */
    public LoraModel(LlamaWeights source) {
        frozen = PyTorch.engine().newBaseManager();
        config = source.config();
        if (config.ropeDimensions() != config.headSize()) {
            throw new InvalidInputException("training needs rotary embeddings over the whole head (" + config.headSize()
                    + " dimensions), but the model rotates " + config.ropeDimensions());
        }
        weights = new NDArray[config.layers()][Projection.values().length];
        attentionNorm = new NDArray[config.layers()];
        feedForwardNorm = new NDArray[config.layers()];
        for (int layer = 0; layer < config.layers(); layer++) {
            for (Projection p : Projection.values()) {
                weights[layer][p.ordinal()] =
                        array(frozen, source.projection(layer, p), p.rows(config), p.columns(config));
            }
            attentionNorm[layer] = array(frozen, source.attentionNorm(layer), config.hiddenSize());
            feedForwardNorm[layer] = array(frozen, source.feedForwardNorm(layer), config.hiddenSize());
        }
        outputNorm = array(frozen, source.outputNorm(), config.hiddenSize());
        embedding = array(frozen, source.embedding(), config.vocabularySize(), config.hiddenSize());
        head = source.tiedHead()
                ? embedding
                : array(frozen, source.head(), config.vocabularySize(), config.hiddenSize());
        attentionScale = array(frozen, new float[] {(float) (1 / Math.sqrt(config.headSize()))}, 1);
        frequencies = source.rotaryFrequencies();
    }

    /** DJL's version and PyTorch's, for the record. */
    public static String engineVersion() {
        return "DJL " + Engine.getDjlVersion() + ", PyTorch " + PyTorch.engine().getVersion();
    }

    /** How many threads should call a model at once: each pass is computed on few. */
    public static int passesAtOnce() {
        return PyTorch.PASSES_AT_ONCE;
    }

    /** The model's shape. */
    public LlamaConfig config() {
        return config;
    }

    /**
     * One pass forward and back. May be called by several threads at once, each with its own {@code gradients}.
     *
     * @param hidden the rows' state below {@code firstLayer}, (N, H); null for the embedded tokens
     * @param firstLayer the layer to begin at; 0 with {@code hidden} null
     * @param weight what the summed loss is multiplied by before differentiation: one over the targets of the whole step
     * @param gradients where the gradients are added, laid out as the parameters
     * @return the sum of −log p over the batch's targets, not weighted
     */
    public double lossAndGradients(
            TokenBatch batch,
            float[] hidden,
            int firstLayer,
            LoraParameters parameters,
            float weight,
            float[] gradients) {
        PyTorch.record(true);
        try (NDManager pass = newPass()) {
            Wrapped lora = parameters.wrap(pass, true);
            NDArray state = start(pass, batch, hidden);
            NDArray logits = logits(blocks(batch, state, lora, firstLayer, config.layers(), true));
            NDArray loss = negativeLogLikelihood(batch, logits);
            double value = loss.getFloat();
            if (Double.isFinite(value)) { // otherwise the caller stops, and NaN gradients help nobody
                PyTorch.backward(loss.mul(array(pass, new float[] {weight}, 1)).sum());
                lora.addGradientsTo(gradients);
            }
            return value;
        } finally {
            PyTorch.record(false);
        }
    }

    /**
     * What a batch's targets look like to the model, without gradients.
     *
     * @param loss the sum of −log p over the targets
     * @param right for each target whether it is the likeliest token there
     */
    public record Reading(double loss, boolean[] right) {}

    /** Reads a batch without learning from it, for evaluation. */
    public Reading read(TokenBatch batch, LoraParameters parameters) {
        try (NDManager pass = newPass()) {
            NDArray state = start(pass, batch, null);
            Wrapped lora = parameters.wrap(pass, false);
            NDArray logits = logits(blocks(batch, state, lora, 0, config.layers(), true)); // (targets, vocabulary)
            long[] likeliest = logits.argMax(1).toLongArray();
            boolean[] right = new boolean[likeliest.length];
            for (int i = 0; i < right.length; i++) {
                right[i] = likeliest[i] == batch.targets()[i];
            }
            return new Reading(negativeLogLikelihood(batch, logits).getFloat(), right);
        }
    }

    /**
     * The state of every row below {@code layer}; no parameter reaches it when all adapted layers lie above.
     *
     * @return (N, H), row by row
     */
    public float[] outputsBelow(TokenBatch batch, int layer) {
        try (NDManager pass = newPass()) {
            return blocks(batch, start(pass, batch, null), null, 0, layer, false)
                    .toFloatArray();
        }
    }

    /**
     * The logits at the batch's target rows; what the reference comparisons look at.
     *
     * @param parameters null for the base model
     * @return (targets, vocabulary)
     */
    public float[][] logits(TokenBatch batch, LoraParameters parameters) {
        try (NDManager pass = newPass()) {
            Wrapped lora = parameters == null ? null : parameters.wrap(pass, false);
            NDArray state = blocks(batch, start(pass, batch, null), lora, 0, config.layers(), true);
            float[] flat = logits(state).toFloatArray();
            float[][] rows = new float[batch.targets().length][];
            for (int i = 0; i < rows.length; i++) {
                rows[i] = Arrays.copyOfRange(flat, i * config.vocabularySize(), (i + 1) * config.vocabularySize());
            }
            return rows;
        }
    }

    /** Frees the weights. */
    @Override
    public void close() {
        frozen.close();
    }

    /** Holds the arrays of one pass, which this thread computes. */
    private NDManager newPass() {
        PyTorch.limitThreads();
        return frozen.newSubManager();
    }

    /** The blocks {@code from … to−1}; the last keeps only the target rows if {@code targetsOnly}. */
    private NDArray blocks(TokenBatch batch, NDArray state, Wrapped lora, int from, int to, boolean targetsOnly) {
        Positions positions = new Positions(state.getManager(), batch);
        for (int layer = from; layer < to; layer++) {
            NDArray x = rmsNorm(state, attentionNorm[layer]); // (N, H)
            NDArray q =
                    rotate(split(linear(x, lora, layer, Projection.QUERY), config.heads()), positions); // (N, heads, D)
            NDArray k = rotate(split(linear(x, lora, layer, Projection.KEY), config.keyValueHeads()), positions);
            NDArray v = split(linear(x, lora, layer, Projection.VALUE), config.keyValueHeads()); // (N, kvHeads, D)
            NDArray attended = attention(batch, q, k, v, positions); // (N, heads · D)
            if (targetsOnly && layer == config.layers() - 1) { // nothing looks at the other rows any more
                NDArray rows = state.getManager().create(batch.rows());
                attended = attended.get(rows); // (targets, heads · D)
                state = state.get(rows); // (targets, H)
            }
            state = state.add(linear(attended, lora, layer, Projection.OUTPUT)); // (N, H)
            x = rmsNorm(state, feedForwardNorm[layer]); // (N, H)
            NDArray gate = linear(x, lora, layer, Projection.GATE); // (N, feedForward)
            NDArray up = linear(x, lora, layer, Projection.UP); // (N, feedForward)
            NDArray gated = gate.mul(gate.getNDArrayInternal().sigmoid()).mul(up); // SiLU(gate) · up
            state = state.add(linear(gated, lora, layer, Projection.DOWN)); // (N, H)
        }
        return state;
    }

    /** {@code x Wᵀ + alpha / rank · (x Aᵀ) Bᵀ}. */
    private NDArray linear(NDArray x, Wrapped lora, int layer, Projection projection) {
        NDArray y = multiply(x, weights[layer][projection.ordinal()]); // (N, rows)
        NDArray[] ab = lora == null ? null : lora.of(layer, projection);
        if (ab == null) {
            return y;
        }
        NDArray low = multiply(x, ab[0]).mul(lora.scaling()); // (N, rank)
        try (NDArray update = multiply(low, ab[1])) { // (N, rows)
            return y.addi(update); // in place: nothing on the way back needs y without the update
        }
    }

    /** {@code x Wᵀ}; belongs to x's manager. */
    private static NDArray multiply(NDArray x, NDArray weight) {
        return x.getNDArrayInternal().linear(x, weight, null).singletonOrThrow();
    }

    /** {@code x / √(mean(x²) + ε) · weight} (Zhang and Sennrich, 1910.07467). */
    private NDArray rmsNorm(NDArray x, NDArray weight) {
        try (NDArray square = x.square()) {
            NDArray root =
                    square.mean(new int[] {1}, true).add(config.normEpsilon()).sqrt(); // (N, 1)
            try (NDArray normalised = x.div(root)) {
                return normalised.mul(weight);
            }
        }
    }

    private NDArray split(NDArray x, int heads) {
        return x.reshape(x.getShape().get(0), heads, config.headSize());
    }

    /** Rotary position embedding over dimensions i and i + D/2 (Su et al., 2104.09864). */
    private NDArray rotate(NDArray x, Positions positions) {
        NDList halves = x.split(2, 2); // 2 × (N, heads, D / 2)
        NDArray first = halves.get(0);
        NDArray second = halves.get(1);
        try (NDArray left = first.mul(positions.cos);
                NDArray fromRight = second.mul(positions.sin);
                NDArray right = second.mul(positions.cos);
                NDArray fromLeft = first.mul(positions.sin)) {
            return NDArrays.concat(new NDList(left.subi(fromRight), right.addi(fromLeft)), 2);
        }
    }

    /** Every example attends to the prefix and, causally, to itself; the prefix to itself. */
    private NDArray attention(TokenBatch batch, NDArray q, NDArray k, NDArray v, Positions positions) {
        int prefix = batch.prefix().length;
        int examples = batch.own().length;
        int own = batch.ownLength();
        if (prefix == 0) {
            return attend(fold(q, examples, own), fold(k, examples, own), fold(v, examples, own), positions.ownMask);
        }
        NDIndex head = new NDIndex(":" + prefix);
        NDIndex tail = new NDIndex(prefix + ":");
        NDArray prefixKeys = fold(k.get(head), 1, prefix); // (1, P, kvHeads, D)
        NDArray prefixValues = fold(v.get(head), 1, prefix);
        NDArray attendedPrefix = attend(fold(q.get(head), 1, prefix), prefixKeys, prefixValues, positions.prefixMask);
        Shape repeated = new Shape(examples, prefix, config.keyValueHeads(), config.headSize());
        NDArray keys = prefixKeys.broadcast(repeated).concat(fold(k.get(tail), examples, own), 1); // (E, P + S, …)
        NDArray values = prefixValues.broadcast(repeated).concat(fold(v.get(tail), examples, own), 1);
        NDArray attendedOwn = attend(fold(q.get(tail), examples, own), keys, values, positions.ownMask);
        return attendedPrefix.concat(attendedOwn, 0); // (N, heads · D)
    }

    private NDArray fold(NDArray x, int examples, int length) {
        return x.reshape(examples, length, x.getShape().get(1), config.headSize());
    }

    /**
     * Softmax attention with grouped queries: each key/value head serves heads / kvHeads query heads.
     *
     * @param q (E, S, heads, D)
     * @param k (E, L, kvHeads, D)
     * @param v (E, L, kvHeads, D)
     * @param mask (S, L), added to the scores
     * @return (E · S, heads · D)
     */
    private NDArray attend(NDArray q, NDArray k, NDArray v, NDArray mask) {
        long examples = q.getShape().get(0);
        long queries = q.getShape().get(1);
        long keys = k.getShape().get(1);
        long groups = config.keyValueHeads();
        long perGroup = config.heads() / groups;
        long size = config.headSize();
        NDArray grouped = q.reshape(examples, queries, groups, perGroup, size)
                .transpose(0, 2, 3, 1, 4) // (E, kvHeads, perGroup, S, D)
                .reshape(examples, groups, perGroup * queries, size)
                .mul(attentionScale);
        NDArray attended;
        try (NDArray products = grouped.matMul(k.transpose(0, 2, 3, 1)); // (E, kvHeads, perGroup · S, L)
                NDArray scores = products.reshape(examples, groups, perGroup, queries, keys)) {
            attended = scores.addi(mask)
                    .softmax(-1)
                    .reshape(examples, groups, perGroup * queries, keys)
                    .matMul(v.transpose(0, 2, 1, 3)); // (E, kvHeads, perGroup · S, D)
        }
        return attended.reshape(examples, groups, perGroup, queries, size)
                .transpose(0, 3, 1, 2, 4) // (E, S, kvHeads, perGroup, D)
                .reshape(examples * queries, groups * perGroup * size);
    }

    private NDArray logits(NDArray state) {
        return multiply(rmsNorm(state, outputNorm), head); // (targets, vocabulary)
    }

    private static NDArray negativeLogLikelihood(TokenBatch batch, NDArray logits) {
        NDArray targets = logits.getManager().create(batch.targets()).toType(DataType.INT64, false);
        return logits.logSoftmax(-1) // (targets, vocabulary)
                .gather(targets.expandDims(1), 1) // (targets, 1)
                .sum()
                .neg();
    }

    private NDArray start(NDManager pass, TokenBatch batch, float[] hidden) {
        if (hidden != null) {
            return array(pass, hidden, batch.size(), config.hiddenSize());
        }
        int[] tokens = new int[batch.size()];
        System.arraycopy(batch.prefix(), 0, tokens, 0, batch.prefix().length);
        for (int e = 0; e < batch.own().length; e++) {
            System.arraycopy(
                    batch.own()[e], 0, tokens, batch.prefix().length + e * batch.ownLength(), batch.ownLength());
        }
        NDArray ids = pass.create(tokens);
        return ids.getNDArrayInternal()
                .embedding(ids, embedding, SparseFormat.DENSE)
                .singletonOrThrow(); // (N, H)
    }

    private static NDArray array(NDManager manager, float[] values, long... shape) {
        FloatBuffer buffer = ByteBuffer.allocateDirect(values.length * Float.BYTES)
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer();
        buffer.put(values).rewind();
        return manager.create(buffer, new Shape(shape));
    }

    /** What depends on where a row stands: rotations and masks, the same for every layer of a pass. */
    private final class Positions {
        private final NDArray cos; // (N, 1, D / 2)
        private final NDArray sin; // (N, 1, D / 2)
        private final NDArray prefixMask; // (P, P)
        private final NDArray ownMask; // (S, P + S)

        Positions(NDManager pass, TokenBatch batch) {
            int prefix = batch.prefix().length;
            int own = batch.ownLength();
            int half = frequencies.length;
            float[] cosines = new float[batch.size() * half];
            float[] sines = new float[batch.size() * half];
            for (int row = 0; row < batch.size(); row++) {
                int position = row < prefix ? row : prefix + (row - prefix) % own;
                for (int i = 0; i < half; i++) {
                    cosines[row * half + i] = (float) Math.cos(position * frequencies[i]);
                    sines[row * half + i] = (float) Math.sin(position * frequencies[i]);
                }
            }
            cos = array(pass, cosines, batch.size(), 1, half);
            sin = array(pass, sines, batch.size(), 1, half);
            prefixMask = prefix == 0 ? null : causal(pass, prefix, 0);
            ownMask = causal(pass, own, prefix);
        }

        private NDArray causal(NDManager pass, int length, int before) {
            float[] mask = new float[length * (before + length)];
            for (int query = 0; query < length; query++) {
                for (int key = before + query + 1; key < before + length; key++) {
                    mask[query * (before + length) + key] = MASKED;
                }
            }
            return array(pass, mask, length, before + length);
        }
    }
}
