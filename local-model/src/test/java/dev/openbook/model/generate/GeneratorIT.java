package dev.openbook.model.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.openbook.foundation.InvalidInputException;
import dev.openbook.model.generate.Generation.End;
import dev.openbook.model.generate.GenerationOptions.FirstTokenBias;
import dev.openbook.model.gguf.GgufFile;
import dev.openbook.model.gguf.TinyGguf;
import dev.openbook.model.llama.ForwardPass;
import dev.openbook.model.llama.GgufWeights;
import dev.openbook.model.llama.JavaForwardPass;
import dev.openbook.model.tokenizer.LlamaTokenizer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Generation with a tiny model in plain Java; only the tokenizer is native. */
class GeneratorIT {

    @TempDir
    Path folder;

    private GgufFile file;
    private LlamaTokenizer tokenizer;
    private CountingPass model;
    private Generator generator;
    private int[] prompt;

    @BeforeEach
    void open() {
        file = GgufFile.open(TinyGguf.seed(21).writeTo(folder.resolve("tiny.gguf")));
        tokenizer = LlamaTokenizer.of(file);
        model = new CountingPass(new JavaForwardPass(new GgufWeights(file, "hash")));
        generator = new Generator(model, tokenizer);
        prompt = tokenizer.encode("the system is the user of the system is the user");
    }

    @AfterEach
    void close() {
        tokenizer.close();
        file.close();
    }

    @Test
    void should_give_candidates_with_the_probability_that_each_answer_has() {
        String greedy =
                generator.generate(prompt, plain(4), text -> {}, () -> false).text();

        List<Candidate> candidates = generator.candidates(prompt, plain(4), 5, 1e9, text -> false, () -> false);

        assertThat(candidates).hasSize(5);
        assertThat(candidates).extracting(Candidate::text).contains(greedy).doesNotHaveDuplicates();
        assertThat(candidates)
                .extracting(Candidate::logProbability)
                .isSortedAccordingTo(Comparator.reverseOrder())
                .allSatisfy(logProbability -> assertThat(logProbability).isNegative());
        model.tokens = 0;
        assertThat(generator.candidates(prompt, plain(4), 1, 0, text -> false, () -> false))
                .extracting(Candidate::text)
                .containsExactly(greedy);
        assertThat(model.tokens).isEqualTo(4); // the prompt's last token, and each of the answer's but the last
    }

    @Test
    void should_generate_the_same_text_again_and_stream_exactly_that() {
        List<String> pieces = new ArrayList<>();

        Generation first = generator.generate(prompt, plain(40), pieces::add, () -> false);
        Generation second = generator.generate(prompt, plain(40), text -> {}, () -> false);

        assertThat(String.join("", pieces)).isEqualTo(first.text());
        assertThat(pieces).doesNotContain("");
        assertThat(second.text()).isEqualTo(first.text());
        assertThat(first.promptTokens()).isEqualTo(prompt.length);
        assertThat(first.end()).isIn(End.LENGTH, End.END_OF_TEXT);
    }

    @Test
    void should_run_only_what_differs_from_the_request_before() {
        int[] other = prompt.clone();
        other[other.length - 3] = 77;
        Generation fresh = new Generator(model, tokenizer).generate(other, plain(20), text -> {}, () -> false);
        generator.generate(prompt, plain(20), text -> {}, () -> false);
        model.tokens = 0;

        Generation reusing = generator.generate(other, plain(20), text -> {}, () -> false);

        assertThat(reusing.text()).isEqualTo(fresh.text());
        assertThat(reusing.reusedTokens()).isEqualTo(prompt.length - 3);
        assertThat(model.tokens).isEqualTo(3 + reusing.passes());
    }

    @Test
    void should_keep_an_answer_as_the_beginning_of_the_next_prompt() {
        Generation first = generator.generate(prompt, plain(10), text -> {}, () -> false);
        int[] longer = Arrays.copyOf(prompt, prompt.length + 1);
        longer[prompt.length] = 99;

        assertThat(first.reusedTokens()).isZero();
        assertThat(generator.generate(longer, plain(1), text -> {}, () -> false).reusedTokens())
                .isEqualTo(prompt.length);
    }

    @Test
    void should_give_the_same_text_with_prompt_lookup_in_fewer_passes() {
        // A random model falls into a loop soon: what it says has been said before.
        Generation plain = generator.generate(prompt, plain(120), text -> {}, () -> false);

        Generation guessed = generator.generate(prompt, GenerationOptions.greedy(120), text -> {}, () -> false);

        assertThat(guessed.text()).isEqualTo(plain.text());
        assertThat(guessed.outputTokens()).isEqualTo(plain.outputTokens());
        assertThat(guessed.end()).isEqualTo(plain.end());
        assertThat(guessed.passes()).isLessThan(plain.passes());
    }

    @Test
    void should_stop_before_a_sequence_that_begins_in_one_token_and_ends_in_another() {
        String whole =
                generator.generate(prompt, plain(40), text -> {}, () -> false).text();
        for (int at = 1; at < whole.length() - 3; at++) {
            String stop = whole.substring(at, at + 3);
            List<String> pieces = new ArrayList<>();

            Generation stopped = generator.generate(
                    prompt,
                    new GenerationOptions(40, Sampling.GREEDY, List.of(stop), false, Optional.empty()),
                    pieces::add,
                    () -> false);

            assertThat(stopped.text()).isEqualTo(whole.substring(0, whole.indexOf(stop)));
            assertThat(String.join("", pieces)).isEqualTo(stopped.text());
            assertThat(stopped.end()).isEqualTo(End.STOP_SEQUENCE);
        }
    }

    @Test
    void should_end_at_the_limit_at_the_window_and_when_cancelled() {
        int[] full = new int[TinyGguf.CONTEXT_LENGTH - 2];
        Arrays.setAll(full, i -> 70 + i % 30);
        int[] asked = {0};

        Generation limited = generator.generate(prompt, plain(3), text -> {}, () -> false);
        Generation windowed = generator.generate(full, plain(50), text -> {}, () -> false);
        Generation cancelled = generator.generate(prompt, plain(50), text -> {}, () -> ++asked[0] == 4);

        assertThat(limited.outputTokens()).isEqualTo(3);
        assertThat(limited.end()).isEqualTo(End.LENGTH);
        assertThat(windowed.outputTokens()).isEqualTo(2);
        assertThat(windowed.end()).isEqualTo(End.LENGTH);
        assertThat(cancelled.outputTokens()).isEqualTo(4);
        assertThat(cancelled.end()).isEqualTo(End.CANCELLED);
    }

    @Test
    void should_refuse_a_prompt_without_room_for_an_answer() {
        int[] full = new int[TinyGguf.CONTEXT_LENGTH];

        assertThatThrownBy(() -> generator.generate(full, plain(1), text -> {}, () -> false))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("prompt and answer must fit the model's window of 512 tokens, but need at least 513"
                        + " (shorten the prompt or give it fewer passages)");
    }

    @Test
    void should_begin_with_a_token_exactly_from_the_bias_on_that_makes_up_its_margin() {
        int token = tokenizer.encode("user")[0];
        String word = tokenizer.decode(new int[] {token});
        float margin = generator.margin(prompt, token);

        Generation above = generator.generate(prompt, biased(1, token, -margin + 0.01f), text -> {}, () -> false);
        Generation below = generator.generate(prompt, biased(1, token, -margin - 0.01f), text -> {}, () -> false);

        assertThat(above.text()).isEqualTo(word);
        assertThat(below.text()).isNotEqualTo(word);
    }

    @Test
    void should_bias_the_first_token_only() {
        int token = tokenizer.encode("user")[0];
        String word = tokenizer.decode(new int[] {token});

        Generation pushed = generator.generate(prompt, biased(20, token, 1e9f), text -> {}, () -> false);

        assertThat(pushed.text()).startsWith(word).isNotEqualTo(word.repeat(20));
    }

    @Test
    void should_sum_the_log_probabilities_of_a_given_answer() {
        int[] answer =
                IntStream.range(0, 70).map(i -> 60 + i * 7 % 100).toArray(); // longer than what is scored at once
        int[] all =
                IntStream.concat(Arrays.stream(prompt), Arrays.stream(answer)).toArray();
        float[][] logits = model.run(all, 0, IntStream.range(0, all.length).toArray());
        double expected = 0;
        for (int i = 0; i < answer.length; i++) {
            expected += Sampler.logProbability(logits[prompt.length - 1 + i], answer[i]);
        }

        assertThat(generator.logProbability(prompt, answer)).isCloseTo(expected, within(1e-9));
    }

    private static GenerationOptions plain(int maxTokens) {
        return new GenerationOptions(maxTokens, Sampling.GREEDY, List.of(), false, Optional.empty());
    }

    private static GenerationOptions biased(int maxTokens, int token, float logits) {
        FirstTokenBias bias = new FirstTokenBias(token, logits);
        return new GenerationOptions(maxTokens, Sampling.GREEDY, List.of(), false, Optional.of(bias));
    }

    /** Counts the tokens that pass through a model. */
    private static final class CountingPass implements ForwardPass {

        private final ForwardPass model;
        private int tokens;

        CountingPass(ForwardPass model) {
            this.model = model;
        }

        @Override
        public int vocabularySize() {
            return model.vocabularySize();
        }

        @Override
        public int contextLength() {
            return model.contextLength();
        }

        @Override
        public float[][] run(int[] ids, int past, int... logitsAt) {
            tokens += ids.length;
            return model.run(ids, past, logitsAt);
        }

        @Override
        public void close() {
            model.close();
        }
    }
}
