package dev.openbook.evaluator.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import dev.openbook.evaluator.TestWorld;
import dev.openbook.evaluator.arm.Arm;
import dev.openbook.evaluator.result.ClaimEntry;
import dev.openbook.evaluator.result.Results;
import dev.openbook.evaluator.result.VerdictEntry;
import dev.openbook.evaluator.suite.Suite;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VerdictTest {

    @TempDir
    Path folder;

    private final TestWorld world = new TestWorld();

    @Test
    void should_confirm_what_a_perfect_reader_shows_beside_an_ignorant_fine_tuned_arm() {
        Results results = run(
                world.arm("rag-base", true, world::perfect),
                world.arm("fine-tuned", false, (q, live) -> TestWorld.answer("999 years", List.of())));

        assertThat(claim(results, "C1").verdict()).isEqualTo("inconclusive"); // the weights brought nothing
        assertThat(claim(results, "C1").scope()).isEmpty();
        assertThat(claim(results, "C3").verdict()).isEqualTo("confirmed");
        assertThat(claim(results, "C5").verdict()).isEqualTo("confirmed");
    }

    @Test
    void should_set_a_fine_tuned_arm_that_knows_the_first_version_against_retrieval() {
        Results results = run(world.arm("rag-base", true, world::perfect), world.knowing("fine-tuned"));

        assertThat(claim(results, "C1").verdict()).isEqualTo("confirmed");
        assertThat(claim(results, "C10").result()).contains("Fine-tuned: training in 7.00 s; one changed fact 1.67 s");
        assertThat(claim(results, "C12").result()).startsWith("after a second lesson 100 %");
        assertThat(claim(results, "C12").verdict()).isEqualTo("inconclusive"); // six facts are too few to be sure
        assertThat(results.verdict().sentences()).hasSize(3);
        assertThat(results.verdict().sentences().get(1))
                .contains("Fine-tuned gave it on 100 % (61–100) until 10 s of training on 6 changes")
                .endsWith("and was right on 100 % of them then.");
    }

    @Test
    void should_say_whether_doing_both_beats_the_better_of_the_two() {
        Results results = run(
                world.arm("rag", true, world::perfect),
                world.arm("fine-tuned", false, (q, live) -> TestWorld.answer("999 years", List.of())),
                world.arm("hybrid", true, (q, live) -> world.perfect(q, "v1")));

        assertThat(results.verdict().sentences().get(0))
                .contains("; these data do not decide between Hybrid and RAG (");
        assertThat(results.verdict().sentences().get(1))
                .endsWith(
                        "; Hybrid, its weights old and its index new, gave it on 100 % (61–100) and the new one on 0 %"
                                + " (0–39).");
    }

    @Test
    void should_not_confirm_a_claim_about_fine_tuning_without_a_fine_tuned_arm() {
        Results results = run(world.arm("rag-base", true, world::perfect));

        assertThat(claim(results, "C1").verdict()).isEqualTo("inconclusive");
        assertThat(claim(results, "C1").scope()).contains("retrieval side only");
        assertThat(claim(results, "C3").verdict()).isEqualTo("inconclusive");
        assertThat(claim(results, "C11").verdict()).isEqualTo("confirmed"); // it speaks of RAG alone
        assertThat(claim(results, "C6").verdict()).isEqualTo("not measured");
        assertThat(results.claims()).hasSize(13);
    }

    @Test
    void should_say_how_many_facts_would_decide_what_it_cannot() {
        Results results = run(world.arm("rag-base", true, world::perfect));

        ClaimEntry change = claim(results, "C2"); // no stale answer among six: too few to be sure
        assertThat(change.verdict()).isEqualTo("inconclusive");
        assertThat(change.neededN()).isEqualTo(35);
    }

    @Test
    void should_refute_what_a_bad_reader_shows() {
        Arm stuck = world.arm("rag-base", true, (q, live) -> world.perfect(q, "v1"));

        assertThat(claim(run(stuck), "C2").verdict()).isEqualTo("refuted");
    }

    @Test
    void should_not_name_a_winner_over_an_arm_that_crashed() {
        Results results = run(world.arm("rag-base", true, world::perfect), world.arm("fine-tuned", false, (q, live) -> {
            throw new IllegalStateException("out of memory");
        }));

        assertThat(results.comparisons())
                .filteredOn(c -> c.armA().equals("fine-tuned"))
                .isNotEmpty()
                .noneMatch(c -> c.significant());
        assertThat(results.comparisons())
                .filteredOn(c -> c.armA().equals("fine-tuned") && c.armB().equals("rag-base"))
                .allMatch(c -> c.onlyA() == 0 && c.onlyB() > 0); // it still counts as wrong
        assertThat(results.claims()).extracting(ClaimEntry::verdict).doesNotContain("confirmed", "refuted");
        assertThat(results.verdict().sentences().get(0))
                .contains("no winner is named between Plain RAG and Fine-tuned, because Fine-tuned failed on");
    }

    @Test
    void should_not_name_a_winner_by_failures_alone() {
        Results results = run(
                world.arm("fine-tuned", false, (q, live) -> {
                    if (q.id().hashCode() % 2 == 0) {
                        throw new IllegalStateException("out of memory");
                    }
                    return world.perfect(q, live);
                }),
                world.arm("rag-base", true, world::perfect));

        assertThat(results.comparisons())
                .filteredOn(c -> c.armB().equals("fine-tuned"))
                .isNotEmpty()
                .noneMatch(c -> c.significant());
    }

    @Test
    void should_not_name_a_winner_between_equals() {
        Results results = run(world.arm("rag-base", true, (q, live) -> TestWorld.answer("999 years", List.of())));

        assertThat(claim(results, "C1").verdict()).isEqualTo("inconclusive");
        assertThat(results.verdict().sentences())
                .anyMatch(s -> s.contains("these data do not decide between Plain RAG and Base model"));
        assertThat(results.verdict().sentences()).noneMatch(s -> s.contains("ahead"));
    }

    @Test
    void should_answer_questions_and_rules_by_measured_values() {
        VerdictEntry verdict = run(world.arm("rag-base", true, world::perfect)).verdict();

        assertThat(verdict.sentences().get(0))
                .endsWith("Plain RAG is ahead of Base model by 100 points on the same 18 facts (p < .001).");
        assertThat(verdict.questions())
                .extracting(VerdictEntry.Question::answer)
                .first()
                .asString()
                .startsWith("6 of the 12 facts");
        assertThat(verdict.rules())
                .filteredOn(r -> r.rule().startsWith("changes often"))
                .singleElement()
                .satisfies(r -> {
                    assertThat(r.advice()).isEqualTo("RAG");
                    assertThat(r.flip()).contains("2.00 s");
                });
        assertThat(verdict.rules()).hasSize(7);
    }

    @Test
    void should_print_a_row_an_arm_and_each_band_that_was_left() {
        Suite suite = TestWorld.suite(new Suite.Band("rag-base", "f1", "unseen", 0, 0.5, "too low"));
        Results results = Verdict.conclude(world.run(folder, arms(world.arm("rag-base", true, world::perfect)), suite));

        List<String> lines = new VerdictTable(results).lines();

        assertThat(lines.get(0)).startsWith("Arm").contains("TTFT p50 (p95)");
        assertThat(lines.get(2)).startsWith("Base model").contains("0 %");
        assertThat(lines.get(3)).startsWith("Plain RAG").contains("100 %").contains("2.00 s");
        assertThat(lines).contains("Band left: rag-base f1 unseen is 1.000, expected 0.000 to 0.500 (too low)");
    }

    private Results run(Arm... arms) {
        return Verdict.conclude(world.run(folder, arms(arms), TestWorld.suite()));
    }

    private List<Arm> arms(Arm... others) {
        List<Arm> arms = new ArrayList<>(List.of(others));
        arms.add(0, world.arm("base", false, (q, live) -> TestWorld.answer("999 years", List.of())));
        return arms;
    }

    private static ClaimEntry claim(Results results, String id) {
        return results.claims().stream()
                .filter(c -> c.id().equals(id))
                .findFirst()
                .orElseThrow();
    }
}
