package dev.openbook.finetune.lora;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.openbook.foundation.InvalidInputException;
import dev.openbook.model.adapter.LoraAdapter;
import dev.openbook.model.adapter.LoraAdapter.Site;
import dev.openbook.model.adapter.LoraAdapter.Update;
import dev.openbook.model.adapter.SafeTensorsFile.Tensor;
import dev.openbook.model.llama.LlamaConfig;
import dev.openbook.model.llama.Projection;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;

/**
 * All A and B matrices in one stretch of memory that Java and PyTorch share.
 *
 * <p>Each pass wraps the memory in fresh arrays ({@link #wrap}), so that gradients start from nothing and never need to be
 * zeroed; the optimiser then writes the new values in place.
 */
public final class LoraParameters {

    /**
     * One matrix in the shared memory.
     *
     * @param site the adapted layer
     * @param matrix {@code 'A'} (rank, in) or {@code 'B'} (out, rank)
     * @param offset its first value
     */
    record Slot(Site site, char matrix, int offset, int rows, int columns) {
        int size() {
            return rows * columns;
        }
    }

    private final LoraConfig config;
    private final List<Slot> slots = new ArrayList<>();
    private final ByteBuffer memory;
    private final FloatBuffer values;

    private LoraParameters(LoraConfig config, LlamaConfig model) {
        this.config = config;
        int lastLayer = config.lastLayerOf(model.layers());
        boolean beyond = config.lastLayer() != LoraConfig.TOP && config.lastLayer() >= model.layers();
        if (config.firstLayer() > lastLayer || beyond) {
            throw new InvalidInputException("adapted blocks must be among the model's, 0 to " + (model.layers() - 1)
                    + ", but are " + config.firstLayer() + " to " + (beyond ? config.lastLayer() : "the last")
                    + " (set --layers)");
        }
        int offset = 0;
        for (int layer = config.firstLayer(); layer <= lastLayer; layer++) {
            for (Projection projection : config.projections()) {
                Site site = new Site(layer, projection);
                Slot a = new Slot(site, 'A', offset, config.rank(), projection.columns(model));
                Slot b = new Slot(site, 'B', offset + a.size(), projection.rows(model), config.rank());
                slots.add(a);
                slots.add(b);
                offset = b.offset + b.size();
            }
        }
        memory = ByteBuffer.allocateDirect(offset * Float.BYTES).order(ByteOrder.nativeOrder());
        values = memory.asFloatBuffer();
    }

    /**
     * Fresh parameters as PEFT initialises them: A uniform in ±1/√in (Kaiming with a = √5), B zero, so that training
     * starts at the base model.
     */
    public static LoraParameters initialise(LoraConfig config, LlamaConfig model, long seed) {
        LoraParameters parameters = new LoraParameters(config, model);
        Random random = new Random(seed);
        for (Slot slot : parameters.slots) {
            if (slot.matrix == 'A') {
                float bound = (float) (1 / Math.sqrt(slot.columns));
                for (int i = 0; i < slot.size(); i++) {
                    parameters.values.put(slot.offset + i, (2 * random.nextFloat() - 1) * bound);
                }
            }
        }
        return parameters;
    }

    /** Parameters that continue from an adapter, whose layers and rank {@code config} must describe. */
    public static LoraParameters of(LoraAdapter adapter, LoraConfig config, LlamaConfig model) {
        LoraParameters parameters = new LoraParameters(config, model);
        if (adapter.rank() != config.rank() || adapter.updates().size() * 2 != parameters.slots.size()) {
            throw new IllegalArgumentException("adapter of rank " + adapter.rank() + " with "
                    + adapter.updates().size() + " layers does not match " + config);
        }
        for (Slot slot : parameters.slots) {
            Update update = adapter.updates().get(slot.site);
            Tensor tensor = update == null ? null : slot.matrix == 'A' ? update.a() : update.b();
            if (tensor == null || tensor.rows() != slot.rows || tensor.columns() != slot.columns) {
                throw new IllegalArgumentException("adapter has no fitting " + slot);
            }
            parameters.values.put(slot.offset, tensor.values());
        }
        return parameters;
    }

    /** What is adapted. */
    public LoraConfig config() {
        return config;
    }

    /** How many values are trained. */
    public int size() {
        return values.capacity();
    }

    /** The values themselves, matrix after matrix; writing changes the model. */
    public FloatBuffer values() {
        return values;
    }

    /** The names of the matrices in adapter files, in the order of their values, each with its size. */
    public Map<String, Integer> tensorSizes() {
        Map<String, Integer> sizes = new LinkedHashMap<>();
        slots.forEach(slot -> sizes.put(LoraAdapter.tensorName(slot.site, slot.matrix), slot.size()));
        return sizes;
    }

    /** The parameters as arrays of one pass, which collect gradients if {@code differentiate}. */
    Wrapped wrap(NDManager pass, boolean differentiate) {
        NDArray[] arrays = new NDArray[slots.size()];
        Map<Site, NDArray[]> bySite = new HashMap<>();
        for (int i = 0; i < arrays.length; i++) {
            Slot slot = slots.get(i);
            ByteBuffer bytes = memory.slice(slot.offset * Float.BYTES, slot.size() * Float.BYTES)
                    .order(ByteOrder.nativeOrder());
            arrays[i] = pass.create(bytes, new Shape(slot.rows, slot.columns), DataType.FLOAT32);
            arrays[i].setRequiresGradient(differentiate);
            bySite.computeIfAbsent(slot.site, site -> new NDArray[2])[slot.matrix - 'A'] = arrays[i];
        }
        return new Wrapped(slots, arrays, bySite, pass.create(new float[] {config.scaling()}));
    }

    /** The trained matrices. */
    public LoraAdapter toAdapter(String baseModel, String baseSha256) {
        Map<Site, Tensor> a = new HashMap<>();
        Map<Site, Update> updates = new TreeMap<>();
        for (Slot slot : slots) {
            float[] copy = new float[slot.size()];
            values.get(slot.offset, copy);
            Tensor tensor = new Tensor(slot.rows, slot.columns, copy);
            if (slot.matrix == 'A') {
                a.put(slot.site, tensor);
            } else {
                updates.put(slot.site, new Update(a.get(slot.site), tensor));
            }
        }
        return new LoraAdapter(baseModel, Optional.of(baseSha256), config.rank(), config.alpha(), updates);
    }

    /** One pass's view of the parameters. */
    record Wrapped(List<Slot> slots, NDArray[] arrays, Map<Site, NDArray[]> bySite, NDArray scaling) {

        /** A and B of a layer, or null where the layer is not adapted. */
        NDArray[] of(int layer, Projection projection) {
            return bySite.get(new Site(layer, projection));
        }

        /** Adds the gradients of this pass to {@code sums}, laid out as {@link LoraParameters#values}. */
        void addGradientsTo(float[] sums) {
            for (int i = 0; i < arrays.length; i++) {
                Slot slot = slots.get(i);
                try (NDArray gradient = arrays[i].getGradient()) {
                    float[] values = gradient.toFloatArray();
                    for (int j = 0; j < values.length; j++) {
                        sums[slot.offset + j] += values[j];
                    }
                }
            }
        }
    }
}
