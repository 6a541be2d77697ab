package dev.openbook.evaluator.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.openbook.evaluator.TestWorld;
import dev.openbook.evaluator.arm.Arm;
import dev.openbook.evaluator.result.Results;
import dev.openbook.evaluator.suite.Strata;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Arms that answer by rule must score exactly what they must, in every metric. */
class DummyArmsTest {

    @TempDir
    static Path folder;

    private static Results results;

    @BeforeAll
    static void run() {
        TestWorld world = new TestWorld();
        List<Arm> arms = List.of(
                world.arm("perfect", true, world::perfect),
                world.arm("empty", false, (q, live) -> TestWorld.answer("", List.of())),
                world.arm("always-abstain", false, (q, live) -> TestWorld.abstain()),
                world.arm("stuck-in-v1", true, (q, live) -> world.perfect(q, Strata.V1)),
                world.arm("wrong", false, (q, live) -> TestWorld.answer("999 years", List.of())),
                world.arm("copy-the-context", true, world::copyTheContext),
                world.arm(
                        "uncited",
                        false,
                        (q, live) -> TestWorld.answer(
                                q.answerable(live) ? q.gold(live).answers().get(0) : "no idea", List.of())),
                world.arm(
                        "looping",
                        false,
                        (q, live) -> TestWorld.answer(
                                (String.join(" ", q.gold(live).answers()) + " and again ").repeat(9), List.of())));
        results = world.run(folder, arms, TestWorld.suite());
    }

    @ParameterizedTest
    @CsvSource({
        // accuracy
        "perfect, em, unseen, 1",
        "perfect, f1, unseen, 1",
        "perfect, contains-gold, unseen, 1",
        "perfect, em, unanswerable, 1",
        "perfect, truthfulness, unseen, 1",
        "perfect, truthfulness, unanswerable, 0",
        "perfect, contains-gold, reversed, 1",
        "perfect, wrong, v1, 0",
        "empty, em, unseen, 0",
        "empty, f1, unseen, 0",
        "empty, no-answer, unseen, 1",
        "always-abstain, truthfulness, v1, 0",
        "always-abstain, f1, unseen, 0",
        "always-abstain, f1, unanswerable, 1",
        "wrong, truthfulness, v1, -1",
        "wrong, contains-gold, unseen, 0",
        "copy-the-context, contains-gold, unseen, 1",
        "copy-the-context, em, unseen, 0",
        "looping, correct, unseen, 0",
        "looping, contains-gold, unseen, 1",
        "looping, looped, unseen, 1",
        // abstention
        "perfect, abstention-recall, unanswerable, 1",
        "perfect, abstention-precision, v1, 1",
        "perfect, false-abstention, answerable, 0",
        "always-abstain, abstention-recall, unanswerable, 1",
        "always-abstain, false-abstention, answerable, 1",
        "wrong, abstention-recall, unanswerable, 0",
        "copy-the-context, wrong, unanswerable, 1",
        // citations
        "perfect, citation-precision, unseen, 1",
        "perfect, citation-recall, unseen, 1",
        "perfect, citation-coverage, unseen, 1",
        "perfect, citation-precision, reversed, 1",
        "perfect, audit, unseen, 1",
        "uncited, citation-coverage, unseen, 0",
        "uncited, citation-recall, unseen, 0",
        "uncited, citation-coverage-attributed, unseen, 1",
        "uncited, citation-precision-attributed, unseen, 1",
        "uncited, citation-recall-attributed, unseen, 1",
        "wrong, citation-recall, unseen, 0",
        "wrong, citation-coverage-attributed, unseen, 0",
        // change
        "perfect, stale-rate, changed, 0",
        "perfect, deletion, removed, 0",
        "perfect, retention, unchanged, 1",
        "perfect, contains-gold, added, 1",
        "stuck-in-v1, stale-rate, changed, 1",
        "stuck-in-v1, deletion, removed, 1",
        "stuck-in-v1, retention, unchanged, 1",
        "stuck-in-v1, contains-gold, changed, 0",
        "stuck-in-v1, citation-precision, unchanged, 0",
        "always-abstain, stale-rate, changed, 0",
        "always-abstain, deletion, removed, 0",
        // retrieval
        "perfect, recall@1, unseen, 1",
        "perfect, mrr, unseen, 1",
        "perfect, ndcg@10, unseen, 1",
        // tokens
        "perfect, prompt-tokens, unseen, 10"
    })
    void should_score_what_it_must(String arm, String metric, String stratum, double expected) {
        assertThat(results.metric(arm, metric, stratum).value()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "always-abstain, citation-precision, unseen", // no citations at all
        "uncited, citation-precision, unseen",
        "always-abstain, retention, unchanged", // nothing was right before
        "wrong, abstention-precision, v1", // no refusals
        "perfect, contains-gold, unanswerable", // no golds
        "uncited, recall@1, unseen" // retrieves nothing
    })
    void should_leave_undefined_what_is_not_defined(String arm, String metric, String stratum) {
        assertThat(results.metric(arm, metric, stratum).measured()).isFalse();
    }

    @Test
    void should_measure_freshness_of_arms_that_follow_and_of_those_that_do_not() {
        Map<String, Boolean> reached =
                results.freshness().stream().collect(java.util.stream.Collectors.toMap(f -> f.arm(), f -> f.reached()));

        assertThat(reached)
                .containsEntry("perfect", true)
                .containsEntry("stuck-in-v1", false)
                .containsEntry("wrong", false);
        var perfect = results.freshness().get(0);
        assertThat(perfect.lagSeconds()).isEqualTo(2);
        assertThat(perfect.wallSecondsPerFact()).isEqualTo(Math.round(2e6 / 6) / 1e6);
        assertThat(perfect.curve()).extracting(p -> p.shareRight()).containsExactly(0.0, 1.0);
    }

    @Test
    void should_find_the_difference_between_perfect_and_wrong_and_none_between_equals() {
        assertThat(results.comparisons())
                .filteredOn(c -> c.armA().equals("wrong") && c.armB().equals("perfect"))
                .filteredOn(c -> c.stratum().equals("unseen"))
                .singleElement()
                .satisfies(c -> {
                    assertThat(c.significant()).isTrue();
                    assertThat(c.difference()).isEqualTo(-1);
                    assertThat(c.onlyB()).isEqualTo(c.n());
                });
        assertThat(results.comparisons())
                .filteredOn(c -> c.armA().equals("always-abstain") && c.armB().equals("empty"))
                .allSatisfy(c -> assertThat(c.significant()).isFalse());
    }
}
