package dev.openbook.model.onnx;

import static dev.openbook.model.onnx.GraphWriter.attribute;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import dev.openbook.foundation.InvalidInputException;
import dev.openbook.model.llama.LlamaConfig;
import dev.openbook.model.llama.LlamaWeights;
import dev.openbook.model.llama.Projection;
import dev.openbook.model.llama.QuantizedMatrix;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Writes the forward pass of a llama as an ONNX graph.
 *
 * <p>Shapes: S tokens of this run, P places in the cache of keys and values, L wanted logits, D hidden size, V vocabulary.
 *
 * <pre>
 * input_ids (1, S) → embedding (1, S, D)
 * 30 × { norm → q|k|v → attention with rotary embedding and cache → output projection → added to the stream
 *        norm → gate|up → SiLU(gate)·up → down → added to the stream }
 * → norm → rows at logits_at (L, D) → head → logits (L, V)
 * </pre>
 *
 * <p>Sum and norm are one operator (SkipSimplifiedLayerNormalization, whose fourth output is the running sum), so each is
 * written where the next norm stands.
 */
final class LlamaGraph {

    /** Part of the cache key: raised whenever the graph below changes. */
    static final int VERSION = 3;

    static final String INPUT_IDS = "input_ids";
    static final String SEQUENCE_LENGTHS = "seqlens_k";
    static final String TOTAL_LENGTH = "total_sequence_length";
    static final String LOGITS_AT = "logits_at";
    static final String LOGITS = "logits";

    private static final String EMBEDDING_BLOCKS = "embedding.blocks";
    private static final String EMBEDDING_SCALES = "embedding.scales";

    /**
     * A row of zeros that goes through attention behind the tokens and is dropped after it. Attention multiplies a single row
     * by other kernels than several; they differ in the last digit, which 8-bit rounding grows to 0.6 logits. With two rows
     * at least, logits do not depend, bit for bit, on how a text is divided into runs: a kept prompt or a guess cannot
     * change an answer. The other products give the same bits for any number of rows, so they are spared the second one.
     */
    private static final String FILLER = "filler";

    /** Multiplies 8-bit activations with the blocks; level 0 would widen the blocks to floats, at half the speed. */
    private static final long INT8_ACTIVATIONS = 4;

    private final LlamaWeights weights;
    private final LlamaConfig config;
    private final Precision precision;
    private final GraphWriter graph;

    private LlamaGraph(LlamaWeights weights, Precision precision, GraphWriter graph) {
        this.weights = weights;
        this.config = weights.config();
        this.precision = precision;
        this.graph = graph;
    }

    static String pastKey(int layer) {
        return "past_key_" + layer;
    }

    static String pastValue(int layer) {
        return "past_value_" + layer;
    }

    static String presentKey(int layer) {
        return "present_key_" + layer;
    }

    static String presentValue(int layer) {
        return "present_value_" + layer;
    }

    /**
     * Writes {@code model.onnx} and {@code model.data} into an empty folder and syncs both.
     *
     * @throws InvalidInputException if the model's shape does not fit the operators or the precision
     */
    static void write(LlamaWeights weights, Precision precision, Path folder) throws IOException {
        requireFit(weights, precision);
        try (GraphWriter graph = new GraphWriter(folder)) {
            new LlamaGraph(weights, precision, graph).write();
            graph.finish();
        }
    }

    private void write() throws IOException {
        graph.input(INPUT_IDS, DataType.INT64, 1, "S");
        graph.input(SEQUENCE_LENGTHS, DataType.INT32, 1);
        graph.input(TOTAL_LENGTH, DataType.INT32);
        graph.input(LOGITS_AT, DataType.INT64, "L");
        for (int layer = 0; layer < config.layers(); layer++) {
            graph.input(pastKey(layer), DataType.FLOAT, 1, config.keyValueHeads(), "P", config.headSize());
            graph.input(pastValue(layer), DataType.FLOAT, 1, config.keyValueHeads(), "P", config.headSize());
        }
        rotaryTables();
        int packed = config.querySize() + 2 * config.keyValueSize();
        graph.weights(FILLER, new float[packed], 1, 1, packed);
        graph.constant("filler_first", 0);
        graph.constant("filler_last", -1);
        graph.constant("filler_axis", 1);

        String stream = embed(); // (1, S, D)
        String normed = graph.node(
                "SimplifiedLayerNormalization",
                "attention_norm_0",
                List.of(stream, norm("attention_norm_0.weight", weights.attentionNorm(0))),
                epsilon(),
                attribute("axis", -1L));
        for (int layer = 0; layer < config.layers(); layer++) {
            String attended = attention(layer, normed); // (1, S, D)
            List<String> middle =
                    addAndNorm("feed_forward_norm_" + layer, attended, stream, weights.feedForwardNorm(layer), true);
            String fed = feedForward(layer, middle.get(0)); // (1, S, D)
            boolean last = layer == config.layers() - 1;
            List<String> next = last
                    ? addAndNorm("output_norm", fed, middle.get(3), weights.outputNorm(), false)
                    : addAndNorm(
                            "attention_norm_" + (layer + 1),
                            fed,
                            middle.get(3),
                            weights.attentionNorm(layer + 1),
                            true);
            normed = next.get(0);
            stream = last ? null : next.get(3);
        }
        String flat = graph.node("Squeeze", "flat", List.of(normed, graph.constant("batch_axis", 0))); // (S, D)
        String wanted = graph.node("Gather", "wanted", List.of(flat, LOGITS_AT), attribute("axis", 0L)); // (L, D)
        head(wanted); // (L, V)
        graph.output(LOGITS, DataType.FLOAT, "L", config.vocabularySize());
        for (int layer = 0; layer < config.layers(); layer++) {
            graph.output(presentKey(layer), DataType.FLOAT, 1, config.keyValueHeads(), "T", config.headSize());
            graph.output(presentValue(layer), DataType.FLOAT, 1, config.keyValueHeads(), "T", config.headSize());
        }
    }

    /** Cosine and sine of position × frequency, (positions, ropeDimensions / 2); one more than the window, for the filler. */
    private void rotaryTables() throws IOException {
        double[] frequencies = weights.rotaryFrequencies();
        int positions = config.contextLength() + 1;
        float[] cosines = new float[positions * frequencies.length];
        float[] sines = new float[cosines.length];
        for (int i = 0; i < cosines.length; i++) {
            double angle = (i / frequencies.length) * frequencies[i % frequencies.length];
            cosines[i] = (float) Math.cos(angle);
            sines[i] = (float) Math.sin(angle);
        }
        graph.weights("rotary_cosines", cosines, positions, frequencies.length);
        graph.weights("rotary_sines", sines, positions, frequencies.length);
    }

    private String embed() throws IOException {
        Optional<QuantizedMatrix> blocks = precision == Precision.FP32 ? Optional.empty() : eightBitEmbedding();
        if (blocks.isEmpty()) {
            String table = graph.weights(
                    "embedding.weight", weights.embedding(), config.vocabularySize(), config.hiddenSize());
            return graph.node("Gather", "embedding", List.of(table, INPUT_IDS), attribute("axis", 0L));
        }
        String values =
                graph.weights(EMBEDDING_BLOCKS, blocks.get().values(), config.vocabularySize(), config.hiddenSize());
        String scales = graph.weights(
                EMBEDDING_SCALES,
                blocks.get().scales(),
                config.vocabularySize(),
                config.hiddenSize() / BlockQuantizer.BLOCK);
        return graph.contributed(
                "GatherBlockQuantized",
                "embedding",
                List.of(values, INPUT_IDS, scales),
                attribute("bits", 8L),
                attribute("block_size", BlockQuantizer.BLOCK),
                attribute("gather_axis", 0L),
                attribute("quantize_axis", 1L));
    }

    private String attention(int layer, String normed) throws IOException {
        String qkv = linear("qkv_" + layer, normed, layer, Projection.QUERY, Projection.KEY, Projection.VALUE);
        String filled = graph.node( // (1, S + 1, q|k|v)
                "Concat", "qkv_filled_" + layer, List.of(qkv, FILLER), attribute("axis", 1L));
        List<String> attended = graph.contributed(
                "GroupQueryAttention",
                "attention_" + layer,
                List.of(
                        filled,
                        "", // key and value are packed behind the queries
                        "",
                        pastKey(layer),
                        pastValue(layer),
                        SEQUENCE_LENGTHS,
                        TOTAL_LENGTH,
                        "rotary_cosines",
                        "rotary_sines"),
                List.of("attention_" + layer, presentKey(layer), presentValue(layer)),
                attribute("num_heads", config.heads()),
                attribute("kv_num_heads", config.keyValueHeads()),
                attribute("scale", (float) (1 / Math.sqrt(config.headSize()))),
                attribute("do_rotary", 1L),
                attribute("rotary_interleaved", 0L));
        String real = graph.node( // (1, S, heads × head size)
                "Slice",
                "attention_real_" + layer,
                List.of(attended.get(0), "filler_first", "filler_last", "filler_axis"));
        return linear("attention_output_" + layer, real, layer, Projection.OUTPUT);
    }

    private String feedForward(int layer, String normed) throws IOException {
        String both = linear("gate_up_" + layer, normed, layer, Projection.GATE, Projection.UP); // (1, S, 2F)
        List<String> halves = graph.node(
                "Split",
                "gate_up_split_" + layer,
                List.of(both),
                List.of("gate_" + layer, "up_" + layer),
                attribute("axis", -1L));
        String activated = graph.contributed(
                "QuickGelu", "silu_" + layer, List.of(halves.get(0)), attribute("alpha", 1f)); // x·σ(1·x) is SiLU
        String gated = graph.node("Mul", "gated_" + layer, List.of(activated, halves.get(1)));
        return linear("down_" + layer, gated, layer, Projection.DOWN);
    }

    /** Norm of {@code added + stream}; the outputs are the norm, two unused ones, and the sum. */
    private List<String> addAndNorm(String name, String added, String stream, float[] scale, boolean sumWanted)
            throws IOException {
        return graph.contributed(
                "SkipSimplifiedLayerNormalization",
                name,
                List.of(added, stream, norm(name + ".weight", scale)),
                sumWanted ? List.of(name, "", "", name + ".sum") : List.of(name),
                epsilon());
    }

    private String norm(String name, float[] scale) throws IOException {
        return graph.weights(name, scale, scale.length);
    }

    private ai.onnx.proto.OnnxMl.AttributeProto epsilon() {
        return attribute("epsilon", (float) config.normEpsilon());
    }

    /** One product for projections that read the same input: their rows under each other. */
    private String linear(String name, String input, int layer, Projection... parts) throws IOException {
        int columns = parts[0].columns(config);
        if (precision == Precision.FP32) {
            float[][] rows = new float[parts.length][];
            for (int i = 0; i < parts.length; i++) {
                rows[i] = weights.projection(layer, parts[i]);
            }
            int outputs = Arrays.stream(parts).mapToInt(p -> p.rows(config)).sum();
            String matrix = graph.weights(name + ".weight", transposed(rows, columns), columns, outputs);
            return graph.node("MatMul", name, List.of(input, matrix));
        }
        QuantizedMatrix matrix = precision == Precision.EXACT4
                ? exactBlocks(layer, parts).orElseGet(() -> eightBits(layer, parts))
                : eightBits(layer, parts);
        if (matrix.symmetric()) {
            return blockProduct(name, input, matrix);
        }
        String product = blockProduct(name + "_blocks", input, matrix);
        int blocks = columns / BlockQuantizer.BLOCK;
        String cut = graph.node( // (1, S, blocks, 32)
                "Reshape",
                name + "_cut",
                List.of(input, graph.constant(name + ".cut", 0, 0, blocks, BlockQuantizer.BLOCK)));
        String sums = graph.node( // (1, S, blocks)
                "ReduceSum",
                name + "_sums",
                List.of(cut, graph.constant(name + ".axis", 3)),
                attribute("keepdims", 0L));
        String correction =
                graph.weights(name + ".correction", BlockQuantizer.correction(matrix), blocks, matrix.rows());
        String corrected = graph.node("MatMul", name + "_correction", List.of(sums, correction));
        return graph.node("Add", name, List.of(product, corrected));
    }

    private void head(String wanted) throws IOException {
        if (precision == Precision.FP32) {
            String matrix = weights.tiedHead()
                    ? "embedding.weight"
                    : graph.weights("head.weight", weights.head(), config.vocabularySize(), config.hiddenSize());
            graph.node("Gemm", LOGITS, List.of(wanted, matrix), attribute("transB", 1L));
            return;
        }
        if (weights.tiedHead() && eightBitEmbedding().isPresent()) { // the same bytes serve both
            int blocks = config.hiddenSize() / BlockQuantizer.BLOCK;
            String values = graph.sameWeights(
                    "head.blocks", EMBEDDING_BLOCKS, config.vocabularySize(), blocks, BlockQuantizer.BLOCK);
            blockProduct(LOGITS, wanted, values, EMBEDDING_SCALES, config.vocabularySize(), config.hiddenSize(), 8);
            return;
        }
        QuantizedMatrix matrix = weights.quantizedHead()
                .filter(m -> m.bits() == 8 && m.symmetric())
                .orElseGet(
                        () -> BlockQuantizer.toEightBits(weights.head(), config.vocabularySize(), config.hiddenSize()));
        blockProduct(LOGITS, wanted, matrix);
    }

    private String blockProduct(String name, String input, QuantizedMatrix matrix) throws IOException {
        int blocks = matrix.columns() / BlockQuantizer.BLOCK;
        byte[] packed = BlockQuantizer.pack(matrix);
        String values = graph.weights(
                name + ".blocks", packed, matrix.rows(), blocks, BlockQuantizer.BLOCK * matrix.bits() / 8);
        String scales = graph.weights(name + ".scales", matrix.scales(), matrix.rows(), blocks);
        return blockProduct(name, input, values, scales, matrix.rows(), matrix.columns(), matrix.bits());
    }

    private String blockProduct(
            String name, String input, String values, String scales, int rows, int columns, int bits) {
        return graph.contributed(
                "MatMulNBits",
                name,
                List.of(input, values, scales),
                attribute("K", columns),
                attribute("N", rows),
                attribute("bits", bits),
                attribute("block_size", BlockQuantizer.BLOCK),
                attribute("accuracy_level", INT8_ACTIVATIONS));
    }

    private Optional<QuantizedMatrix> eightBitEmbedding() {
        return weights.quantizedEmbedding().filter(m -> m.bits() == 8 && m.symmetric());
    }

    /** The file's own blocks, if it has them with the same bits for every part. */
    private Optional<QuantizedMatrix> exactBlocks(int layer, Projection... parts) {
        List<QuantizedMatrix> found = new ArrayList<>();
        for (Projection part : parts) {
            weights.quantized(layer, part).ifPresent(found::add);
        }
        boolean alike = found.size() == parts.length
                && found.stream().mapToInt(QuantizedMatrix::bits).distinct().count() == 1;
        return alike ? Optional.of(BlockQuantizer.stack(found.toArray(QuantizedMatrix[]::new))) : Optional.empty();
    }

    private QuantizedMatrix eightBits(int layer, Projection... parts) {
        return BlockQuantizer.stack(Arrays.stream(parts)
                .parallel()
                .map(part -> weights.quantized(layer, part)
                        .map(BlockQuantizer::toEightBits)
                        .orElseGet(() -> BlockQuantizer.toEightBits(
                                weights.projection(layer, part), part.rows(config), part.columns(config))))
                .toArray(QuantizedMatrix[]::new));
    }

    /** Row blocks of (n, columns) under each other, as (columns, all rows). */
    private static float[] transposed(float[][] parts, int columns) {
        int rows = Arrays.stream(parts).mapToInt(part -> part.length / columns).sum();
        float[] transposed = new float[rows * columns];
        int first = 0;
        for (float[] part : parts) {
            int partRows = part.length / columns;
            for (int row = 0; row < partRows; row++) {
                for (int column = 0; column < columns; column++) {
                    transposed[column * rows + first + row] = part[row * columns + column];
                }
            }
            first += partRows;
        }
        return transposed;
    }

    private static void requireFit(LlamaWeights weights, Precision precision) {
        LlamaConfig config = weights.config();
        List<String> faults = new ArrayList<>();
        if (config.headSize() % 16 != 0 || config.ropeDimensions() % 16 != 0) {
            faults.add("head size and rotary dimensions must be multiples of 16 for the attention operator, but are "
                    + config.headSize() + " and " + config.ropeDimensions());
        }
        if (precision != Precision.FP32
                && (config.hiddenSize() % BlockQuantizer.BLOCK != 0
                        || config.querySize() % BlockQuantizer.BLOCK != 0
                        || config.feedForwardSize() % BlockQuantizer.BLOCK != 0)) {
            faults.add("precision " + precision + " needs widths that are multiples of 32, but hidden size is "
                    + config.hiddenSize() + ", heads × head size " + config.querySize() + " and feed-forward size "
                    + config.feedForwardSize() + " (use FP32)");
        }
        if (precision == Precision.EXACT4
                && weights.quantized(0, Projection.DOWN)
                        .filter(m -> m.bits() == 4)
                        .isEmpty()) {
            faults.add("precision EXACT4 needs a model file of type Q4_0 or Q4_1, and this is none (use INT8)");
        }
        if (!faults.isEmpty()) {
            throw new InvalidInputException(faults);
        }
    }
}
