package dev.openbook.finetune.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.FloatBuffer;
import org.junit.jupiter.api.Test;

class AdamWTest {

    @Test
    void should_move_by_the_learning_rate_at_the_first_step_whatever_the_gradient() {
        // with m̂ = g and √v̂ = |g| the first step is lr · sign(g)
        FloatBuffer weights = FloatBuffer.wrap(new float[] {1, 1, 1});
        AdamW optimizer = new AdamW(3, 0.9, 0.999, 1e-8, 0);

        optimizer.step(weights, new float[] {5, -0.01f, 0}, 0.1);

        assertThat(weights.get(0)).isCloseTo(0.9f, within(1e-5f));
        assertThat(weights.get(1)).isCloseTo(1.1f, within(1e-5f));
        assertThat(weights.get(2)).isEqualTo(1f);
    }

    @Test
    void should_decay_weights_apart_from_the_gradient() {
        FloatBuffer weights = FloatBuffer.wrap(new float[] {2});
        AdamW optimizer = new AdamW(1, 0.9, 0.999, 1e-8, 0.5);

        optimizer.step(weights, new float[] {0}, 0.1);

        assertThat(weights.get(0)).isCloseTo(2 - 0.1f * 0.5f * 2, within(1e-6f));
    }

    @Test
    void should_clip_to_the_norm_and_say_what_it_was() {
        float[] gradient = {3, 4};

        assertThat(AdamW.clip(gradient, 1)).isEqualTo(5);
        assertThat(gradient).containsExactly(0.6f, 0.8f);
        assertThat(AdamW.clip(gradient, 2)).isCloseTo(1, within(1e-6));
        assertThat(gradient).containsExactly(0.6f, 0.8f);
    }
}
