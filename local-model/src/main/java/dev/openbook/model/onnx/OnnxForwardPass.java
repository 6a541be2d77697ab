package dev.openbook.model.onnx;

import ai.djl.Device;
import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.onnxruntime.engine.OrtSymbolBlock;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import dev.openbook.model.llama.ForwardPass;
import dev.openbook.model.llama.LlamaConfig;
import dev.openbook.model.llama.LlamaWeights;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Field;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * Runs a llama's graph on DJL's ONNX Runtime engine.
 *
 * <p>DJL loads the model. Steps go to DJL's own session directly, because DJL's block hands every output back as a new array,
 * which copies the whole cache of keys and values at each token; {@code docs/decisions.md} has the figures.
 */
public final class OnnxForwardPass implements ForwardPass {

    /** The graph puts one row behind the tokens, see {@link LlamaGraph}; it needs a place in the cache. */
    private static final int FILLER = 1;

    /**
     * A session's threads wait for the next step by spinning for a while; with several models in turn, those of the last one
     * would take the processors from the next.
     */
    private static final String STOP_SPINNING = "session.force_spinning_stop";

    /** Longer inputs run in pieces, which bounds the memory for attention scores (heads × piece × positions). */
    private static final int PIECE = 512;

    private final LlamaConfig config;
    private final Model model;
    private final OrtSession session;
    private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
    private final KeyValueCache cache;
    private final LongBuffer ids = direct(PIECE * Long.BYTES).asLongBuffer();
    private final LongBuffer wanted = direct(PIECE * Long.BYTES).asLongBuffer();
    private final IntBuffer lastIndex = direct(Integer.BYTES).asIntBuffer();
    private final IntBuffer total = direct(Integer.BYTES).asIntBuffer();
    private boolean closed;

    private OnnxForwardPass(LlamaConfig config, Model model) {
        this.config = config;
        this.model = model;
        this.session = sessionOf(model);
        this.cache = new KeyValueCache(environment, config);
    }

    /**
     * Loads weights at a precision.
     *
     * @param weights read only if the cache has no graph of them yet
     * @param cacheFolder where built graphs are kept
     * @param threads how many threads compute
     * @throws dev.openbook.foundation.InvalidInputException if the model does not fit the precision
     */
    public static OnnxForwardPass load(LlamaWeights weights, Precision precision, Path cacheFolder, int threads) {
        CompletableFuture<Void> engine = CompletableFuture.runAsync(OnnxEngine::start); // while the graph is built
        Path graph = new GraphCache(cacheFolder).get(weights, precision);
        try {
            engine.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof IllegalStateException fault ? fault : e;
        }
        Model model = Model.newInstance("llama", Device.cpu(), OnnxEngine.NAME);
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(threads);
            options.setInterOpNumThreads(1);
            options.addConfigEntry(STOP_SPINNING, "1");
            options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR);
            model.load(graph, "model", Map.of("sessionOptions", options));
            return new OnnxForwardPass(weights.config(), model);
        } catch (IOException e) {
            model.close();
            throw new UncheckedIOException("cannot load the model's graph from " + graph, e);
        } catch (MalformedModelException | OrtException e) {
            model.close();
            throw new IllegalStateException("cannot load the model's graph from " + graph, e);
        }
    }

    @Override
    public int vocabularySize() {
        return config.vocabularySize();
    }

    @Override
    public int contextLength() {
        return config.contextLength();
    }

    @Override
    public float[][] run(int[] tokens, int past, int... logitsAt) {
        if (closed) {
            throw new IllegalStateException("the model is closed");
        }
        requireRange(tokens, past, logitsAt);
        float[][] logits = new float[logitsAt.length][];
        try {
            cache.ensure(past + tokens.length + FILLER, past);
            int filled = 0;
            for (int start = 0; start < tokens.length; start += PIECE) {
                int end = Math.min(start + PIECE, tokens.length);
                int first = filled;
                while (filled < logitsAt.length && logitsAt[filled] < end) {
                    filled++;
                }
                runPiece(tokens, past, start, end, logitsAt, first, filled, logits);
            }
        } catch (OrtException e) {
            throw new IllegalStateException("the model could not be run: " + e.getMessage(), e);
        }
        return logits;
    }

    /** Runs tokens[start, end) and fills logits[first, last). */
    private void runPiece(
            int[] tokens, int past, int start, int end, int[] logitsAt, int first, int last, float[][] logits)
            throws OrtException {
        int length = end - start;
        for (int i = 0; i < length; i++) {
            ids.put(i, tokens[start + i]);
        }
        int rows = Math.max(1, last - first); // none wanted: the last one is computed and dropped
        wanted.put(0, length - 1);
        for (int i = first; i < last; i++) {
            wanted.put(i - first, logitsAt[i] - start);
        }
        total.put(0, past + end + FILLER);
        lastIndex.put(0, past + end + FILLER - 1);

        try (OnnxTensor idTensor = tensor(ids, 1, length);
                OnnxTensor wantedTensor = tensor(wanted, rows);
                OnnxTensor totalTensor = tensor(total);
                OnnxTensor lastIndexTensor = tensor(lastIndex, 1)) {
            Map<String, OnnxTensor> inputs = new HashMap<>(cache.past());
            inputs.put(LlamaGraph.INPUT_IDS, idTensor);
            inputs.put(LlamaGraph.LOGITS_AT, wantedTensor);
            inputs.put(LlamaGraph.TOTAL_LENGTH, totalTensor);
            inputs.put(LlamaGraph.SEQUENCE_LENGTHS, lastIndexTensor);
            try (OrtSession.Result result = session.run(inputs, Set.of(LlamaGraph.LOGITS), cache.present())) {
                FloatBuffer values =
                        ((OnnxTensor) result.get(LlamaGraph.LOGITS).orElseThrow()).getFloatBuffer(); // (rows, V)
                for (int i = first; i < last; i++) {
                    logits[i] = new float[config.vocabularySize()];
                    values.get(logits[i]);
                }
            }
        }
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            cache.close();
            model.close();
        }
    }

    private void requireRange(int[] tokens, int past, int[] logitsAt) {
        if (tokens.length == 0 || past < 0 || past + tokens.length > config.contextLength()) {
            throw new IllegalArgumentException("positions must lie between 0 and the context length "
                    + config.contextLength() + ", but are " + past + " to " + (past + tokens.length));
        }
        for (int token : tokens) {
            if (token < 0 || token >= config.vocabularySize()) {
                throw new IllegalArgumentException(
                        "token ids must be between 0 and " + (config.vocabularySize() - 1) + ", but one is " + token);
            }
        }
        for (int i = 0; i < logitsAt.length; i++) {
            if (logitsAt[i] < 0 || logitsAt[i] >= tokens.length || i > 0 && logitsAt[i] <= logitsAt[i - 1]) {
                throw new IllegalArgumentException(
                        "logits must be asked for in ascending order below " + tokens.length);
            }
        }
    }

    private OnnxTensor tensor(Buffer values, long... shape) throws OrtException {
        int count = 1;
        for (long size : shape) {
            count *= (int) size;
        }
        return values instanceof LongBuffer longs
                ? OnnxTensor.createTensor(environment, longs.slice(0, count), shape)
                : OnnxTensor.createTensor(environment, ((IntBuffer) values).slice(0, count), shape);
    }

    private static ByteBuffer direct(int bytes) {
        return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
    }

    /** DJL keeps its session to itself. */
    private static OrtSession sessionOf(Model model) {
        try {
            Field field = OrtSymbolBlock.class.getDeclaredField("session");
            field.setAccessible(true);
            return (OrtSession) field.get(model.getBlock());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("this version of DJL's ONNX Runtime engine has no session field", e);
        }
    }
}
