package dev.openbook.evaluator.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.openbook.evaluator.metric.RefusalCurve.Point;
import dev.openbook.evaluator.metric.RefusalCurve.Trial;
import java.util.List;
import org.junit.jupiter.api.Test;

class RefusalCurveTest {

    /** Leans a little towards declining what it knows, and a little away from declining what nobody can answer. */
    private final RefusalCurve curve = new RefusalCurve(List.of(
            new Trial(0.3f, true, true),
            new Trial(-1, true, true),
            new Trial(-2, true, false),
            new Trial(0.9f, false, false),
            new Trial(2, false, false)));

    @Test
    void should_count_what_a_bias_leads_to() {
        assertThat(curve.at(0)).isEqualTo(new Point(0, 1, 1, 2, 1));
        assertThat(curve.at(-10)).isEqualTo(new Point(-10, 2, 3, 0, 0));
        assertThat(curve.at(10)).isEqualTo(new Point(10, 0, 0, 2, 3));
        assertThat(curve.at(-10).truthfulness()).isCloseTo(-0.2, within(1e-12));
    }

    @Test
    void should_choose_the_most_right_less_wrong_answers_and_of_equal_biases_the_smallest() {
        assertThat(curve.best(1)).contains(new Point(-0.5f, 2, 1, 2, 0));
    }

    @Test
    void should_leave_a_model_alone_that_needs_no_bias() {
        assertThat(new RefusalCurve(List.of(new Trial(-1, true, true), new Trial(1, false, false)))
                        .best(1)
                        .orElseThrow()
                        .bias())
                .isZero();
    }

    @Test
    void should_choose_among_the_points_that_decline_little_of_what_can_be_answered() {
        RefusalCurve cautious = new RefusalCurve(List.of(
                new Trial(1, true, true),
                new Trial(-1, true, true),
                new Trial(2, false, false),
                new Trial(0.5f, false, false),
                new Trial(0.5f, false, false)));

        assertThat(cautious.best(1)).contains(new Point(0, 1, 0, 3, 1));
        assertThat(cautious.best(0.5)).isEqualTo(cautious.best(1));
        assertThat(cautious.best(0.2)).contains(new Point(-1, 2, 2, 1, 0));
        assertThat(new RefusalCurve(List.of(new Trial(9, true, true))).best(0.2))
                .isEmpty();
    }

    @Test
    void should_refuse_to_choose_on_nothing() {
        assertThatThrownBy(() -> new RefusalCurve(List.of())).hasMessage("trials must not be empty");
    }
}
