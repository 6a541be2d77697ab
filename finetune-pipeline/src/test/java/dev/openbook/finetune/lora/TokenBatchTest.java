package dev.openbook.finetune.lora;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.openbook.finetune.lora.TokenBatch.Example;
import java.util.List;
import org.junit.jupiter.api.Test;

class TokenBatchTest {

    private final List<Example> examples = List.of(
            new Example(new int[] {1, 2, 3, 4}, new int[] {10, 11}), new Example(new int[] {1, 2, 5}, new int[] {20}));

    @Test
    void should_share_what_prompts_begin_with_but_leave_each_its_last_token() {
        assertThat(TokenBatch.sharedPrefix(examples)).isEqualTo(2);
        assertThat(TokenBatch.sharedPrefix(List.of(examples.get(0)))).isEqualTo(3);
        assertThat(TokenBatch.sharedPrefix(List.of(examples.get(0), examples.get(0))))
                .isEqualTo(3);
    }

    @Test
    void should_lay_out_prefix_own_tokens_and_targets() {
        TokenBatch batch = TokenBatch.of(examples, 2);

        assertThat(batch.prefix()).containsExactly(1, 2);
        assertThat(batch.own()).isDeepEqualTo(new int[][] {{3, 4, 10}, {5, 0, 0}});
        assertThat(batch.size()).isEqualTo(8);
        // rows: 0 1 | 2:3 3:4 4:10 | 5:5 …; the token after 4 is 10, after 10 is 11, after 5 is 20
        assertThat(batch.rows()).containsExactly(3, 4, 5);
        assertThat(batch.targets()).containsExactly(10, 11, 20);
    }

    @Test
    void should_refuse_an_example_without_anything_to_learn() {
        assertThatThrownBy(() -> new Example(new int[] {1}, new int[0])).hasMessageContaining("must have tokens");
    }
}
