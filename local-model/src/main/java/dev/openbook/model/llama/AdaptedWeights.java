package dev.openbook.model.llama;

import dev.openbook.foundation.InvalidInputException;
import dev.openbook.model.adapter.LoraAdapter;
import dev.openbook.model.adapter.LoraAdapter.Site;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Weights with an adapter merged into them: {@code W' = W + alpha / rank · B A} where the adapter says so, the base's weights
 * everywhere else.
 */
public final class AdaptedWeights implements LlamaWeights {

    private final LlamaWeights base;
    private final LoraAdapter adapter;
    private final String identity;

    /**
     * Merges when a weight is asked for.
     *
     * @param adapterSha256 the adapter's hash, see {@link LoraAdapter#hashOf}
     * @throws InvalidInputException if the adapter was trained on another model or does not fit this one's shape
     */
    public AdaptedWeights(LlamaWeights base, LoraAdapter adapter, String adapterSha256) {
        this.base = base;
        this.adapter = adapter;
        this.identity = base.identity() + "+" + adapterSha256;
        requireFit();
    }

    @Override
    public LlamaConfig config() {
        return base.config();
    }

    @Override
    public String identity() {
        return identity;
    }

    @Override
    public float[] projection(int layer, Projection projection) {
        float[] weights = base.projection(layer, projection);
        adapter.mergeInto(layer, projection, weights);
        return weights;
    }

    /** Nothing where the adapter changes the weights: the file's blocks no longer hold there. */
    @Override
    public Optional<QuantizedMatrix> quantized(int layer, Projection projection) {
        return adapter.updates().containsKey(new Site(layer, projection))
                ? Optional.empty()
                : base.quantized(layer, projection);
    }

    @Override
    public float[] attentionNorm(int layer) {
        return base.attentionNorm(layer);
    }

    @Override
    public float[] feedForwardNorm(int layer) {
        return base.feedForwardNorm(layer);
    }

    @Override
    public float[] outputNorm() {
        return base.outputNorm();
    }

    @Override
    public float[] embedding() {
        return base.embedding();
    }

    @Override
    public Optional<QuantizedMatrix> quantizedEmbedding() {
        return base.quantizedEmbedding();
    }

    @Override
    public boolean tiedHead() {
        return base.tiedHead();
    }

    @Override
    public float[] head() {
        return base.head();
    }

    @Override
    public Optional<QuantizedMatrix> quantizedHead() {
        return base.quantizedHead();
    }

    @Override
    public double[] rotaryFrequencies() {
        return base.rotaryFrequencies();
    }

    private void requireFit() {
        List<String> faults = new ArrayList<>();
        adapter.baseSha256()
                .filter(sha256 -> !sha256.equals(base.identity()))
                .ifPresent(sha256 -> faults.add("the adapter must be used with the model it was trained on, sha256 "
                        + sha256 + ", but this model's is " + base.identity()));
        for (Map.Entry<Site, LoraAdapter.Update> entry : adapter.updates().entrySet()) {
            int block = entry.getKey().layer();
            Projection projection = entry.getKey().projection();
            int rows = projection.rows(config());
            int columns = projection.columns(config());
            int adapterRows = entry.getValue().b().rows();
            int adapterColumns = entry.getValue().a().columns();
            if (block >= config().layers()) {
                faults.add("the adapter changes block " + block + ", but the model has " + config().layers());
            } else if (adapterRows != rows || adapterColumns != columns) {
                faults.add("the adapter's " + projection.huggingFaceName() + " of block " + block + " must be " + rows
                        + " × " + columns + ", but is " + adapterRows + " × " + adapterColumns);
            }
        }
        if (!faults.isEmpty()) {
            throw new InvalidInputException(faults);
        }
    }
}
