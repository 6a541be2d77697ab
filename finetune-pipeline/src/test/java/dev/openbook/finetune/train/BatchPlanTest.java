package dev.openbook.finetune.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.openbook.finetune.lora.TokenBatch;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BatchPlanTest {

    private final List<TokenBatch.Example> examples = IntStream.range(0, 37)
            .mapToObj(i -> new TokenBatch.Example(new int[5 + i % 7], new int[2]))
            .toList();

    @Test
    void should_show_every_example_once_an_epoch_in_another_order() {
        BatchPlan plan = new BatchPlan(examples, TrainingConfig.closedBook(2, 1));

        List<Integer> first = new ArrayList<>();
        plan.epoch(0).forEach(first::addAll);
        List<Integer> second = new ArrayList<>();
        plan.epoch(1).forEach(second::addAll);

        assertThat(first)
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, 37).boxed().toList());
        assertThat(second).containsExactlyInAnyOrderElementsOf(first).isNotEqualTo(first);
        assertThat(plan.epoch(0)).hasSize(plan.stepsPerEpoch()).isEqualTo(plan.epoch(0));
    }

    @Test
    void should_split_a_batch_into_passes_that_fit() {
        TrainingConfig config = new TrainingConfig(1, 8, 1e-3, 0, 0.9, 0.99, 1e-8, 0, 1, 30, 1);
        BatchPlan plan = new BatchPlan(examples, config);

        for (List<Integer> batch : plan.epoch(0)) {
            List<Integer> all = new ArrayList<>();
            for (List<Integer> pass : plan.passes(batch, 4)) {
                int longest = pass.stream()
                        .mapToInt(i -> examples.get(i).length() - 4)
                        .max()
                        .orElseThrow();
                assertThat(4 + longest * pass.size()).isLessThanOrEqualTo(30);
                all.addAll(pass);
            }
            assertThat(all).isEqualTo(batch);
        }
    }

    @Test
    void should_warm_up_and_come_down_to_zero() {
        TrainingConfig config = TrainingConfig.closedBook(1, 1);

        assertThat(config.learningRate(0, 110)).isCloseTo(1e-4, within(1e-12));
        assertThat(config.learningRate(10, 110)).isCloseTo(1e-3, within(1e-12));
        assertThat(config.learningRate(60, 110)).isCloseTo(5e-4, within(1e-12));
        assertThat(config.learningRate(110, 110)).isCloseTo(0, within(1e-12));
    }
}
