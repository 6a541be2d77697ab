package dev.openbook.model.llama;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The forward pass as the formulas have it, one token and one number at a time: what the graph is held against. */
public final class JavaForwardPass implements ForwardPass {

    private final LlamaWeights weights;
    private final LlamaConfig config;
    private final List<float[][]> keys = new ArrayList<>(); // per position: (layers, keyValueSize)
    private final List<float[][]> values = new ArrayList<>();

    /** Weights are read at each use: for tiny models only. */
    public JavaForwardPass(LlamaWeights weights) {
        this.weights = weights;
        this.config = weights.config();
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
        while (keys.size() > past) {
            keys.remove(keys.size() - 1);
            values.remove(values.size() - 1);
        }
        if (keys.size() < past) {
            throw new IllegalStateException("only " + keys.size() + " positions are known, not " + past);
        }
        float[][] logits = new float[tokens.length][];
        for (int i = 0; i < tokens.length; i++) {
            logits[i] = step(tokens[i]);
        }
        return Arrays.stream(logitsAt).mapToObj(i -> logits[i]).toArray(float[][]::new);
    }

    private float[] step(int token) {
        int position = keys.size();
        keys.add(new float[config.layers()][]);
        values.add(new float[config.layers()][]);
        int hidden = config.hiddenSize();
        float[] x = Arrays.copyOfRange(weights.embedding(), token * hidden, (token + 1) * hidden);
        for (int layer = 0; layer < config.layers(); layer++) {
            float[] normed = norm(x, weights.attentionNorm(layer));
            float[] q = rotate(product(normed, layer, Projection.QUERY), position);
            keys.get(position)[layer] = rotate(product(normed, layer, Projection.KEY), position);
            values.get(position)[layer] = product(normed, layer, Projection.VALUE);
            add(x, product(attend(q, layer), layer, Projection.OUTPUT));
            normed = norm(x, weights.feedForwardNorm(layer));
            float[] gate = product(normed, layer, Projection.GATE);
            float[] up = product(normed, layer, Projection.UP);
            for (int i = 0; i < gate.length; i++) {
                gate[i] = (float) (gate[i] / (1 + Math.exp(-gate[i])) * up[i]);
            }
            add(x, product(gate, layer, Projection.DOWN));
        }
        return product(norm(x, weights.outputNorm()), weights.head());
    }

    private float[] attend(float[] q, int layer) {
        int size = config.headSize();
        int group = config.heads() / config.keyValueHeads();
        float[] out = new float[q.length];
        for (int head = 0; head < config.heads(); head++) {
            double[] scores = new double[keys.size()];
            double total = 0;
            for (int t = 0; t < scores.length; t++) {
                double dot = 0;
                for (int i = 0; i < size; i++) {
                    dot += q[head * size + i] * keys.get(t)[layer][head / group * size + i];
                }
                scores[t] = Math.exp(dot / Math.sqrt(size));
                total += scores[t];
            }
            for (int t = 0; t < scores.length; t++) {
                for (int i = 0; i < size; i++) {
                    out[head * size + i] += (float) (scores[t] / total * values.get(t)[layer][head / group * size + i]);
                }
            }
        }
        return out;
    }

    /** Pairs dimension i with i + half. */
    private float[] rotate(float[] heads, int position) {
        double[] frequencies = weights.rotaryFrequencies();
        int half = frequencies.length;
        float[] out = heads.clone();
        for (int head = 0; head < heads.length; head += config.headSize()) {
            for (int i = 0; i < half; i++) {
                double cos = Math.cos(position * frequencies[i]);
                double sin = Math.sin(position * frequencies[i]);
                float a = heads[head + i];
                float b = heads[head + i + half];
                out[head + i] = (float) (a * cos - b * sin);
                out[head + i + half] = (float) (b * cos + a * sin);
            }
        }
        return out;
    }

    private float[] norm(float[] x, float[] scale) {
        double squares = 0;
        for (float value : x) {
            squares += (double) value * value;
        }
        double inverse = 1 / Math.sqrt(squares / x.length + config.normEpsilon());
        float[] out = new float[x.length];
        for (int i = 0; i < x.length; i++) {
            out[i] = (float) (x[i] * inverse * scale[i]);
        }
        return out;
    }

    private float[] product(float[] x, int layer, Projection projection) {
        return product(x, weights.projection(layer, projection));
    }

    private static float[] product(float[] x, float[] matrix) {
        float[] out = new float[matrix.length / x.length];
        for (int row = 0; row < out.length; row++) {
            double sum = 0;
            for (int i = 0; i < x.length; i++) {
                sum += (double) matrix[row * x.length + i] * x[i];
            }
            out[row] = (float) sum;
        }
        return out;
    }

    private static void add(float[] x, float[] more) {
        for (int i = 0; i < x.length; i++) {
            x[i] += more[i];
        }
    }

    @Override
    public void close() {}
}
