package dev.openbook.evaluator.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.openbook.evaluator.suite.Gold;
import dev.openbook.evaluator.suite.Question;
import dev.openbook.evaluator.suite.QuestionPlan;
import dev.openbook.rag.answer.Citation;
import dev.openbook.rag.chunk.Passage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Answers with the scores they must have; {@code ORIGIN.md} beside the files says where the figures are from. */
class GoldenCasesTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final AnswerScorer scorer = new AnswerScorer(new Sources() {
        @Override
        public Optional<String> text(String version, String documentId) {
            return Optional.empty();
        }

        @Override
        public Optional<Passage> passage(Citation citation) {
            return Optional.empty();
        }
    });

    /**
     * One answer and its scores.
     *
     * @param contains whether a right answer stands in it as whole tokens
     * @param flags of {@code denied}, {@code hedged}, {@code partial} and {@code looped}, those that hold
     * @param em SQuAD's, of an empty prediction where the answer declines
     */
    record GoldenCase(
            String id,
            String question,
            String answer,
            List<String> golds,
            String outcome,
            int contains,
            List<String> flags,
            double em,
            double f1) {

        @Override
        public String toString() {
            return id + ": " + answer + " for " + golds;
        }
    }

    /** A prediction and what SQuAD's evaluation gives it. */
    record SquadCase(String prediction, List<String> golds, double em, double f1) {}

    static Stream<GoldenCase> golden() {
        return lines("golden.jsonl", GoldenCase.class).stream();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("golden")
    void should_score_as_a_person_would(GoldenCase golden) {
        Gold gold = new Gold(golden.golds(), List.of());
        Map<String, Gold> golds = golden.golds().isEmpty() ? Map.of() : Map.of("v1", gold);
        Question question = new Question(golden.id(), golden.id(), "unseen", golden.question(), List.of(), golds);
        Said said = new Said(golden.answer(), false, List.of(), List.of(), 1, 1);

        ScoredAnswer scored = scorer.score(new QuestionPlan.Item(question, "v1", "unseen"), said);

        List<String> flags = Stream.of("hedged", "partial", "looped")
                .filter(flag -> scored.values().getOrDefault(flag, 0.0) == 1)
                .toList();
        assertThat(scored.outcome().id()).as(scored.derivation().toString()).isEqualTo(golden.outcome());
        assertThat(flags).as("flags").containsExactlyInAnyOrderElementsOf(golden.flags());
        assertThat(scored.values().get("em")).as("em").isEqualTo(golden.em());
        assertThat(scored.values().get("f1")).as("f1").isCloseTo(golden.f1(), within(1e-9));
        assertThat(ContainsGold.find(golden.answer(), golden.golds()).isPresent())
                .as("contains-gold")
                .isEqualTo(golden.contains() == 1);
    }

    @Test
    void should_hold_a_hundred_cases_of_every_outcome() {
        List<GoldenCase> cases = lines("golden.jsonl", GoldenCase.class);

        assertThat(cases).hasSizeGreaterThan(100);
        assertThat(cases).extracting(GoldenCase::id).doesNotHaveDuplicates();
        assertThat(cases).extracting(GoldenCase::outcome).contains("correct", "no-answer", "wrong");
        assertThat(cases.stream().flatMap(c -> c.flags().stream())).contains("hedged", "partial", "looped");
    }

    @Test
    void should_equal_squads_official_evaluation() {
        List<SquadCase> cases = lines("squad.jsonl", SquadCase.class);

        List<String> differing = new ArrayList<>();
        for (SquadCase c : cases) {
            double em = Squad.exactMatch(c.prediction(), c.golds());
            double f1 = Squad.f1(c.prediction(), c.golds());
            if (em != c.em() || Math.abs(f1 - c.f1()) > 1e-9) {
                differing.add(JSON.valueToTree(c) + " but em " + em + ", f1 " + f1);
            }
        }

        assertThat(cases).hasSizeGreaterThan(500);
        assertThat(differing).isEmpty();
    }

    private static <T> List<T> lines(String file, Class<T> type) {
        try (InputStream in = GoldenCasesTest.class.getResourceAsStream(file)) {
            List<T> values = new ArrayList<>();
            for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
                values.add(JSON.readValue(line, type));
            }
            return values;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
