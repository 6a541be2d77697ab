package dev.openbook.finetune.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.openbook.finetune.lora.TokenBatch;
import java.util.ArrayList;
import java.util.Arrays;
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
        BatchPlan plan = new BatchPlan(examples, config, 1);

        for (List<Integer> batch : plan.epoch(0)) {
            List<BatchPlan.Pass> passes = plan.passes(batch);

            assertThat(passes).allSatisfy(pass -> assertThat(pass.rows()).isLessThanOrEqualTo(30));
            assertThat(passes.stream().flatMap(pass -> pass.examples().stream()))
                    .containsExactlyInAnyOrderElementsOf(batch);
        }
    }

    @Test
    void should_keep_a_batch_in_one_pass_where_prompts_share_little() {
        BatchPlan plan = new BatchPlan(examples, TrainingConfig.closedBook(1, 1), 1);

        assertThat(plan.epoch(0))
                .allSatisfy(batch -> assertThat(plan.passes(batch)).hasSize(1));
    }

    @Test
    void should_share_a_step_s_work_equally() {
        BatchPlan plan = new BatchPlan(examples, TrainingConfig.closedBook(1, 1), 2);

        for (List<Integer> batch : plan.epoch(0)) {
            List<List<BatchPlan.Pass>> shares = plan.shares(batch);
            List<Integer> rows = shares.stream()
                    .map(share -> share.stream().mapToInt(BatchPlan.Pass::rows).sum())
                    .toList();
            int longest = batch.stream()
                    .mapToInt(index -> examples.get(index).length())
                    .max()
                    .orElseThrow();

            assertThat(shares).hasSize(2).isEqualTo(plan.shares(batch));
            assertThat(Math.abs(rows.get(0) - rows.get(1))).isLessThanOrEqualTo(longest);
            assertThat(shares.stream().flatMap(List::stream).flatMap(pass -> pass.examples().stream()))
                    .containsExactlyInAnyOrderElementsOf(batch);
        }
    }

    @Test
    void should_compute_what_a_text_s_questions_share_once() {
        List<TokenBatch.Example> aboutTexts = questionsAboutTexts(20, 4);
        BatchPlan plan = new BatchPlan(aboutTexts, TrainingConfig.reading(1, 1), 1);

        List<Integer> seen = new ArrayList<>();
        for (List<Integer> batch : plan.epoch(0)) {
            seen.addAll(batch);
            List<BatchPlan.Pass> passes = plan.passes(batch);
            assertThat(batch).hasSize(8);
            assertThat(passes).hasSize(2).allSatisfy(pass -> {
                assertThat(pass.prefixLength()).isEqualTo(10 + 100);
                assertThat(pass.rows()).isEqualTo(110 + 4 * 6);
                assertThat(pass.examples().stream().map(index -> index / 4).distinct())
                        .hasSize(1);
            });
        }

        assertThat(seen)
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, 80).boxed().toList());
    }

    @Test
    void should_fill_batches_whatever_the_number_of_questions_to_a_text() {
        for (int questions : new int[] {3, 5, 11}) {
            List<TokenBatch.Example> aboutTexts = questionsAboutTexts(17, questions);
            BatchPlan plan = new BatchPlan(aboutTexts, TrainingConfig.reading(2, 1));

            for (int epoch = 0; epoch < 2; epoch++) {
                List<List<Integer>> batches = plan.epoch(epoch);
                assertThat(batches).hasSize(plan.stepsPerEpoch());
                assertThat(batches.stream().flatMap(List::stream))
                        .containsExactlyInAnyOrderElementsOf(
                                IntStream.range(0, aboutTexts.size()).boxed().toList());
            }
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

    /** An instruction of 10 tokens, a text of 100, a question of 5 and an answer of 2; shuffled by nobody. */
    private static List<TokenBatch.Example> questionsAboutTexts(int texts, int questions) {
        List<TokenBatch.Example> all = new ArrayList<>();
        for (int text = 0; text < texts; text++) {
            for (int question = 0; question < questions; question++) {
                int[] prompt = new int[115];
                Arrays.fill(prompt, 0, 10, 1);
                Arrays.fill(prompt, 10, 110, 100 + text);
                Arrays.fill(prompt, 110, 115, 200 + question);
                all.add(new TokenBatch.Example(prompt, new int[] {5, 2}));
            }
        }
        return all;
    }
}
