package dev.openbook.model.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import dev.openbook.model.llama.LlamaConfig;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Keys and values of the positions seen so far, (1, keyValueHeads, capacity, headSize) a layer, in memory that the graph reads
 * and writes in place.
 *
 * <p>The same tensor goes in as the past and comes out as the present, so that a step writes one position instead of copying
 * them all (24 MB a step at 512 positions of the default model).
 */
final class KeyValueCache implements AutoCloseable {

    /** Capacity grows by whole steps of positions; a step of the default model is 11.8 MB. */
    private static final int STEP = 256;

    private final OrtEnvironment environment;
    private final LlamaConfig config;
    private final FloatBuffer[] memory; // keys of all layers, then values
    private final OnnxTensor[] tensors;
    private final Map<String, OnnxTensor> past = new LinkedHashMap<>();
    private final Map<String, OnnxTensor> present = new LinkedHashMap<>();
    private int capacity;

    KeyValueCache(OrtEnvironment environment, LlamaConfig config) {
        this.environment = environment;
        this.config = config;
        this.memory = new FloatBuffer[2 * config.layers()];
        this.tensors = new OnnxTensor[memory.length];
    }

    /** The tensors under the names of the graph's inputs. */
    Map<String, OnnxTensor> past() {
        return past;
    }

    /** The same tensors under the names of the graph's outputs. */
    Map<String, OnnxTensor> present() {
        return present;
    }

    /** Makes room for {@code positions} and keeps what is known of the first {@code kept}. */
    void ensure(int positions, int kept) throws OrtException {
        if (positions <= capacity) {
            return;
        }
        int wanted = Math.max(positions, capacity + capacity / 2);
        int grown = (wanted + STEP - 1) / STEP * STEP;
        long[] shape = {1, config.keyValueHeads(), grown, config.headSize()};
        for (int i = 0; i < memory.length; i++) { // one at a time, so that the old ones can be freed on the way
            FloatBuffer larger = ByteBuffer.allocateDirect(
                            Math.multiplyExact(config.keyValueSize() * Float.BYTES, grown))
                    .order(ByteOrder.nativeOrder())
                    .asFloatBuffer();
            for (int head = 0; kept > 0 && head < config.keyValueHeads(); head++) {
                larger.put(
                        head * grown * config.headSize(),
                        memory[i],
                        head * capacity * config.headSize(),
                        kept * config.headSize());
            }
            if (tensors[i] != null) {
                tensors[i].close();
            }
            memory[i] = larger;
            tensors[i] = OnnxTensor.createTensor(environment, larger, shape);
            int layer = i % config.layers();
            boolean key = i < config.layers();
            past.put(key ? LlamaGraph.pastKey(layer) : LlamaGraph.pastValue(layer), tensors[i]);
            present.put(key ? LlamaGraph.presentKey(layer) : LlamaGraph.presentValue(layer), tensors[i]);
        }
        capacity = grown;
    }

    @Override
    public void close() {
        for (OnnxTensor tensor : tensors) {
            if (tensor != null) {
                tensor.close();
            }
        }
    }
}
