package dev.openbook.model.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.openbook.foundation.InvalidInputException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SamplerTest {

    private static final float[] LOGITS = {(float) Math.log(0.1), (float) Math.log(0.6), (float) Math.log(0.3)};
    private static final int DRAWS = 20_000;

    @Test
    void should_pick_the_first_of_the_largest_when_greedy() {
        assertThat(new Sampler(Sampling.GREEDY).pick(new float[] {-3, 2, 2, 1})).isEqualTo(1);
    }

    @Test
    void should_draw_in_proportion() {
        assertThat(shares(new Sampling(1, 0, 1, 7))).satisfies(shares -> {
            assertThat(shares[0]).isCloseTo(0.1, within(0.01));
            assertThat(shares[1]).isCloseTo(0.6, within(0.015));
            assertThat(shares[2]).isCloseTo(0.3, within(0.015));
        });
    }

    @Test
    void should_sharpen_with_a_low_temperature() {
        // squares of .1, .6, .3 over their sum
        assertThat(shares(new Sampling(0.5, 0, 1, 7))[1]).isCloseTo(0.36 / 0.46, within(0.015));
    }

    @Test
    void should_keep_only_the_top_k() {
        double[] shares = shares(new Sampling(1, 2, 1, 7));

        assertThat(shares[0]).isZero();
        assertThat(shares[1]).isCloseTo(2.0 / 3, within(0.015));
    }

    @Test
    void should_keep_the_fewest_that_reach_top_p() {
        assertThat(shares(new Sampling(1, 0, 0.5, 7))).containsExactly(0, 1, 0);
        assertThat(shares(new Sampling(1, 0, 0.7, 7))[0]).isZero();
        assertThat(shares(new Sampling(1, 0, 0.95, 7))[0]).isPositive();
    }

    @Test
    void should_repeat_itself_with_the_same_seed_only() {
        Sampling sampling = new Sampling(1, 0, 1, 1);
        assertThat(draws(sampling)).isEqualTo(draws(sampling)).isNotEqualTo(draws(new Sampling(1, 0, 1, 2)));
    }

    @Test
    void should_give_log_probabilities_that_sum_to_one() {
        assertThat(Sampler.logProbability(LOGITS, 1)).isCloseTo(Math.log(0.6), within(1e-6));
        assertThat(Sampler.logProbability(new float[] {1000, 1000}, 0)).isCloseTo(Math.log(0.5), within(1e-9));
    }

    @Test
    void should_refuse_impossible_settings_all_at_once() {
        assertThatThrownBy(() -> new Sampling(-1, -2, 0, 0))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("temperature must be between 0 and 100, but is -1.0")
                .hasMessageContaining("top-k must be 0 (all) or more, but is -2")
                .hasMessageContaining("top-p must be above 0 and at most 1, but is 0.0");
    }

    private static double[] shares(Sampling sampling) {
        double[] shares = new double[3];
        for (int token : draws(sampling)) {
            shares[token] += 1.0 / DRAWS;
        }
        return new double[] {rounded(shares[0]), rounded(shares[1]), rounded(shares[2])};
    }

    private static double rounded(double share) {
        return Math.round(share * DRAWS) / (double) DRAWS;
    }

    private static int[] draws(Sampling sampling) {
        Sampler sampler = new Sampler(sampling);
        return IntStream.range(0, DRAWS).map(i -> sampler.pick(LOGITS)).toArray();
    }
}
