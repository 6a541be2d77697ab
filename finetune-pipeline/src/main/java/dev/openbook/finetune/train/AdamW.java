package dev.openbook.finetune.train;

import java.nio.FloatBuffer;

/**
 * Adam with decoupled weight decay, on plain arrays so that a checkpoint holds everything.
 *
 * <p>{@code m = β₁m + (1−β₁)g, v = β₂v + (1−β₂)g², w = w − lr·(m̂ / (√v̂ + ε) + λw)} with
 * {@code m̂ = m / (1−β₁ᵗ), v̂ = v / (1−β₂ᵗ)}.
 *
 * @see <a href="https://arxiv.org/abs/1711.05101">Loshchilov and Hutter, Decoupled Weight Decay Regularization</a>
 */
final class AdamW {

    private final double beta1;
    private final double beta2;
    private final double epsilon;
    private final double decay;
    private final float[] firstMoment;
    private final float[] secondMoment;
    private int steps;

    /** Starts with moments of zero. */
    AdamW(int size, double beta1, double beta2, double epsilon, double decay) {
        this(new float[size], new float[size], 0, beta1, beta2, epsilon, decay);
    }

    /** Continues where a checkpoint stopped. */
    AdamW(float[] first, float[] second, int steps, double beta1, double beta2, double epsilon, double decay) {
        this.firstMoment = first;
        this.secondMoment = second;
        this.steps = steps;
        this.beta1 = beta1;
        this.beta2 = beta2;
        this.epsilon = epsilon;
        this.decay = decay;
    }

    /**
     * Changes the weights in place, one step down the gradient.
     *
     * <p>In floats on plain arrays, as PyTorch does: the compiler makes vector instructions of the loop.
     */
    void step(FloatBuffer weights, float[] gradient, double learningRate) {
        steps++;
        float stepSize = (float) (learningRate / (1 - Math.pow(beta1, steps)));
        float correction = (float) (1 / Math.sqrt(1 - Math.pow(beta2, steps)));
        float shrink = (float) (1 - learningRate * decay);
        float keepFirst = (float) beta1;
        float keepSecond = (float) beta2;
        float takeFirst = (float) (1 - beta1);
        float takeSecond = (float) (1 - beta2);
        float smallest = (float) epsilon;
        float[] values = new float[gradient.length];
        weights.get(0, values);
        for (int i = 0; i < gradient.length; i++) {
            float g = gradient[i];
            float m = keepFirst * firstMoment[i] + takeFirst * g;
            float v = keepSecond * secondMoment[i] + takeSecond * g * g;
            firstMoment[i] = m;
            secondMoment[i] = v;
            values[i] = shrink * values[i] - stepSize * m / ((float) Math.sqrt(v) * correction + smallest);
        }
        weights.put(0, values);
    }

    /**
     * Scales the gradient so that its Euclidean norm is at most {@code most}.
     *
     * @return the norm before scaling
     */
    static double clip(float[] gradient, double most) {
        double squares = 0;
        for (float g : gradient) {
            squares += (double) g * g;
        }
        double norm = Math.sqrt(squares);
        if (norm > most) {
            float factor = (float) (most / norm);
            for (int i = 0; i < gradient.length; i++) {
                gradient[i] *= factor;
            }
        }
        return norm;
    }

    float[] firstMoment() {
        return firstMoment;
    }

    float[] secondMoment() {
        return secondMoment;
    }

    int steps() {
        return steps;
    }
}
