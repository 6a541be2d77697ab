package dev.openbook.evaluator.retrieval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RankingScoreTest {

    /**
     * The values are trec_eval's: measures {@code ndcg_cut.10}, {@code recall.100} and {@code recip_rank} of pytrec_eval
     * 0.5.11 (its Python binding) on these rankings, scores falling from 1000 by 1.
     */
    static Stream<Arguments> trecEval() {
        List<String> hundred = numbered(40, 140); // d50 stands at rank 11
        return Stream.of(
                Arguments.of(List.of("d3", "d1", "d5"), Set.of("d1"), 0.6309297535714575, 1.0, 0.5),
                Arguments.of(
                        List.of("d4", "d1", "d2", "d8"),
                        Set.of("d2", "d4", "d9"),
                        0.7039180890341347,
                        0.6666666666666666,
                        1.0),
                Arguments.of(hundred, Set.of("d50", "d7"), 0.0, 0.5, 0.09090909090909091),
                Arguments.of(List.of("d1", "d2", "d3"), Set.of("x"), 0.0, 0.0, 0.0),
                Arguments.of(
                        numbered(0, 12),
                        IntStream.range(0, 12).mapToObj(i -> "d" + 2 * i).collect(Collectors.toSet()),
                        0.5548989126424904,
                        0.5,
                        1.0));
    }

    @ParameterizedTest
    @MethodSource("trecEval")
    void should_equal_trec_eval(List<String> ranked, Set<String> relevant, double ndcg, double recall, double mrr) {
        RankingScore score = RankingScore.of(ranked, relevant);

        assertThat(score.ndcg10()).isCloseTo(ndcg, within(1e-12));
        assertThat(score.recall100()).isCloseTo(recall, within(1e-12));
        assertThat(score.reciprocalRank()).isCloseTo(mrr, within(1e-12));
    }

    @Test
    void should_look_at_the_first_hundred_only() {
        List<String> ranked = numbered(0, 200);

        assertThat(RankingScore.of(ranked, Set.of("d100"))).isEqualTo(new RankingScore(0, 0, 0));
        assertThat(RankingScore.of(ranked, Set.of("d99"))).isEqualTo(new RankingScore(0, 1, 0.01));
    }

    @Test
    void should_take_the_mean_over_questions() {
        assertThat(RankingScore.mean(List.of(new RankingScore(1, 1, 1), new RankingScore(0, 0.5, 0.25))))
                .isEqualTo(new RankingScore(0.5, 0.75, 0.625));
    }

    @Test
    void should_refuse_a_question_without_a_relevant_document() {
        assertThatThrownBy(() -> RankingScore.of(List.of("d1"), Set.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("relevant must hold at least one document, but is empty");
    }

    private static List<String> numbered(int from, int to) {
        return IntStream.range(from, to).mapToObj(i -> "d" + i).toList();
    }
}
