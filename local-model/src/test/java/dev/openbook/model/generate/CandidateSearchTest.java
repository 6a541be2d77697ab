package dev.openbook.model.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** On a language of five letters and an end, whose probabilities are written down. */
class CandidateSearchTest {

    private static final String LETTERS = "abcde.";
    private static final int END = 5;

    /** Beginning to what follows it with which probability; what is not named is hardly likely. */
    private final Map<String, Map<Character, Double>> language = new HashMap<>();

    private final List<String> asked = new ArrayList<>();
    private int stopAfter = Integer.MAX_VALUE;

    private List<Candidate> find(int most, double within) {
        return find(most, within, 9);
    }

    private List<Candidate> find(int most, double within, int maxTokens) {
        return new CandidateSearch(this::logits, token -> token == END, CandidateSearchTest::text, maxTokens)
                .find(most, within, text -> text.endsWith("e"), () -> asked.size() >= stopAfter);
    }

    private float[] logits(int[] tokens, int known) {
        assertThat(text(tokens).substring(0, known))
                .isEqualTo(asked.isEmpty() || known == 0 ? "" : asked.get(asked.size() - 1));
        asked.add(text(tokens));
        Map<Character, Double> next = language.getOrDefault(text(tokens), Map.of('.', 1.0));
        float[] logits = new float[LETTERS.length()];
        for (int i = 0; i < logits.length; i++) {
            logits[i] = (float) Math.log(next.getOrDefault(LETTERS.charAt(i), 1e-9));
        }
        return logits;
    }

    private static String text(int[] tokens) {
        return IntStream.of(tokens)
                .mapToObj(token -> String.valueOf(LETTERS.charAt(token)))
                .collect(Collectors.joining());
    }

    @Test
    void should_find_answers_that_part_at_any_token_with_their_probabilities() {
        language.put("", Map.of('a', 0.6, 'b', 0.4));
        language.put("a", Map.of('c', 0.7, 'd', 0.3));

        List<Candidate> found = find(4, 2);

        assertThat(found).extracting(Candidate::text).containsExactly("ac", "b", "ad");
        assertThat(found.get(0).logProbability()).isCloseTo(Math.log(0.42), within(1e-6));
        assertThat(found.get(1).logProbability()).isCloseTo(Math.log(0.40), within(1e-6));
        assertThat(found.get(2).logProbability()).isCloseTo(Math.log(0.18), within(1e-6));
    }

    @Test
    void should_put_first_what_is_likelier_than_the_greedy_answer() {
        language.put("", Map.of('a', 0.6, 'b', 0.4));
        language.put("a", Map.of('b', 0.35, 'c', 0.33, 'd', 0.32));

        assertThat(find(4, 4)).extracting(Candidate::text).containsExactly("b", "ab", "ac", "ad");
    }

    @Test
    void should_complete_once_what_is_sure() {
        language.put("", Map.of('a', 0.99, 'b', 0.01));
        language.put("a", Map.of('c', 0.99, 'd', 0.01));

        assertThat(find(4, 4)).extracting(Candidate::text).containsExactly("ac");
        assertThat(asked).containsExactly("", "a", "ac");
    }

    @Test
    void should_give_as_many_as_are_wanted() {
        language.put("", Map.of('a', 0.4, 'b', 0.3, 'c', 0.2, 'd', 0.1));

        assertThat(find(1, 4)).extracting(Candidate::text).containsExactly("a");
        assertThat(find(2, 4)).extracting(Candidate::text).containsExactly("a", "b");
    }

    @Test
    void should_not_part_behind_what_is_settled() {
        language.put("", Map.of('a', 0.8, 'b', 0.2));
        language.put("a", Map.of('e', 1.0));
        language.put("ae", Map.of('c', 0.5, 'd', 0.4));

        assertThat(find(4, 4)).extracting(Candidate::text).containsExactly("aec", "b");
    }

    @Test
    void should_cut_what_does_not_end() {
        language.put("", Map.of('a', 1.0));
        language.put("a", Map.of('a', 1.0));
        language.put("aa", Map.of('a', 1.0));
        language.put("aaa", Map.of('a', 1.0));

        assertThat(find(1, 1, 3)).extracting(Candidate::text).containsExactly("aaa");
        assertThat(find(1, 1, 3)).extracting(Candidate::ends).containsExactly(false);
        assertThat(find(1, 1, 9)).extracting(Candidate::ends).containsExactly(true);
    }

    @Test
    void should_give_what_was_completed_where_it_is_cancelled() {
        language.put("", Map.of('a', 0.6, 'b', 0.4));
        stopAfter = 2;

        assertThat(find(2, 4)).extracting(Candidate::text).containsExactly("a");
        stopAfter = 0;
        assertThat(find(2, 4)).isEmpty();
    }
}
