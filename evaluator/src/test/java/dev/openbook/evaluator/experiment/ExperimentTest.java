package dev.openbook.evaluator.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.openbook.evaluator.TestWorld;
import dev.openbook.evaluator.arm.Arm;
import dev.openbook.evaluator.arm.Cost;
import dev.openbook.evaluator.report.HtmlReport;
import dev.openbook.evaluator.result.AnswerEntry;
import dev.openbook.evaluator.result.ArmEntry;
import dev.openbook.evaluator.result.Results;
import dev.openbook.evaluator.result.ResultsFile;
import dev.openbook.evaluator.suite.Strata;
import dev.openbook.evaluator.suite.Suite;
import dev.openbook.evaluator.verdict.Verdict;
import dev.openbook.evaluator.verdict.VerdictTable;
import dev.openbook.rag.answer.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import java.util.TimeZone;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExperimentTest {

    @TempDir
    Path folder;

    private final TestWorld world = new TestWorld();

    @Test
    void should_count_a_crash_as_wrong_and_go_on() {
        Arm crashing = world.arm("crashing", false, (q, live) -> {
            throw new IllegalStateException("no weights in " + System.getProperty("user.home") + "/x");
        });

        Results results = world.run(folder, List.of(crashing), TestWorld.suite());

        assertThat(results.metric("crashing", "wrong", "v1").value()).isEqualTo(1);
        assertThat(results.timings()).isEmpty();
        assertThat(results.answers())
                .allSatisfy(a -> assertThat(a.failure()).startsWith("IllegalStateException: no weights in ~"));
    }

    @Test
    void should_say_how_passages_were_ranked() {
        Arm mute = world.arm("mute", false, (q, live) -> TestWorld.answer("999 years", List.of()));

        Results results = world.run(folder, List.of(mute), TestWorld.suite());

        assertThat(results.run().settings())
                .containsEntry("retrieval.heading-weight", "2.0")
                .containsEntry("retrieval.identifier-weight", "2.0")
                .containsEntry("retrieval.word-weight", "0.5")
                .containsEntry("retrieval.vector-weight", "1.0")
                .containsEntry("retrieval.rank-constant", "60");
    }

    @Test
    void should_not_be_certain_where_every_answer_scores_the_same() {
        Arm mute = world.arm("mute", false, (q, live) -> TestWorld.answer("999 years", List.of()));

        Results results = world.run(folder, List.of(mute), TestWorld.suite());

        assertThat(results.metric("mute", "citation-recall", "unseen").value()).isZero();
        assertThat(results.metric("mute", "citation-recall", "unseen").high()).isPositive();
        assertThat(results.metric("mute", "truthfulness", "unseen").low()).isEqualTo(-1);
    }

    @Test
    void should_ask_a_trained_arm_before_and_after_it_learned_the_change() {
        Results results = world.run(folder, List.of(world.knowing("fine-tuned")), TestWorld.suite());

        assertThat(results.arms()).extracting("id").containsExactly("fine-tuned", "fine-tuned+incremental");
        assertThat(results.metric("fine-tuned", "stale-rate", "changed").value())
                .isEqualTo(1);
        assertThat(results.metric("fine-tuned+incremental", "stale-rate", "changed")
                        .value())
                .isZero();
        assertThat(results.metric("fine-tuned+incremental", "retention", "unchanged")
                        .value())
                .isEqualTo(1);
        assertThat(results.metric("fine-tuned", "deletion", "removed").value()).isEqualTo(1);
        assertThat(results.metric("fine-tuned+incremental", "deletion", "removed")
                        .value())
                .isZero();
        assertThat(results.freshness())
                .filteredOn(f -> f.arm().equals("fine-tuned+incremental"))
                .singleElement()
                .satisfies(f -> {
                    assertThat(f.lagSeconds()).isEqualTo(10);
                    assertThat(f.wallSecondsPerFact()).isEqualTo(1.666667);
                    assertThat(f.accuracyBefore()).isEqualTo(1);
                });
        assertThat(results.answers())
                .filteredOn(a -> a.arm().equals("fine-tuned+incremental"))
                .extracting(AnswerEntry::version)
                .containsOnly("v2");
    }

    @Test
    void should_show_trainings_with_other_seeds_beside_their_arm_and_never_as_rivals() throws IOException {
        Results results = world.run(folder, List.of(world.knowing("fine-tuned", 2)), TestWorld.suite());

        assertThat(results.arms())
                .extracting("id")
                .containsExactly("fine-tuned", "fine-tuned+incremental", "fine-tuned+seed-1", "fine-tuned+seed-2");
        assertThat(results.metric("fine-tuned+seed-2", "correct", "unseen").value())
                .isEqualTo(1);
        assertThat(results.answers())
                .filteredOn(a -> a.arm().startsWith("fine-tuned+seed"))
                .isNotEmpty()
                .extracting(AnswerEntry::version)
                .containsOnly("v1");
        assertThat(results.comparisons()).noneMatch(c -> Strata.isSeed(c.armA()) || Strata.isSeed(c.armB()));
        assertThat(results.freshness()).noneMatch(f -> Strata.isSeed(f.arm()));
        assertThat(results.costs())
                .filteredOn(c -> c.arm().equals("fine-tuned+seed-1"))
                .singleElement()
                .extracting("kind", "wallSeconds")
                .containsExactly("set-up", 10.0);
        Results concluded = Verdict.conclude(results);
        assertThat(new VerdictTable(concluded).lines())
                .contains(
                        "Fine-tuned in 2 trainings from the start that differ in their seed alone, right of the unseen"
                                + " questions: 100 %, 100 %.")
                .noneMatch(line -> line.startsWith("Trained again"));
        HtmlReport.write(concluded, folder.resolve("index.html"));
        assertThat(folder.resolve("index.html"))
                .content()
                .contains("Fine-tuned beside trainings from the start that differ in their seed alone");
    }

    @Test
    void should_let_an_answer_stand_that_no_change_of_the_documents_can_touch() {
        AtomicInteger asked = new AtomicInteger();
        Arm arm = new CountingArm(world.knowing("fine-tuned"), asked);

        Results results = world.run(folder, List.of(arm), TestWorld.suite());

        long before = results.answers().stream()
                .filter(a -> a.arm().equals("fine-tuned") && a.version().equals("v1"))
                .count();
        assertThat(asked.get()).isEqualTo(before + 1); // the warm-up
        assertThat(results.answers())
                .filteredOn(a -> a.arm().equals("fine-tuned") && a.version().equals("v2"))
                .hasSizeGreaterThan(10)
                .allMatch(a -> a.timing().totalMillis() == 0);
        assertThat(results.timings())
                .filteredOn(t -> t.arm().equals("fine-tuned") && t.timing().equals("total-millis"))
                .allMatch(t -> t.p50() > 0);
    }

    @Test
    void should_ask_trained_wordings_and_general_knowledge_of_those_only_whom_they_concern() {
        Results results = world.run(
                folder,
                List.of(
                        world.arm("base", false, world::perfect),
                        world.arm("rag-base", true, world::perfect),
                        world.knowing("fine-tuned")),
                TestWorld.suite());

        assertThat(armsAsked(results, "memorised")).containsExactly("fine-tuned");
        assertThat(armsAsked(results, "general")).containsExactly("base", "fine-tuned", "fine-tuned+incremental");
        assertThat(results.metric("fine-tuned", "correct", "v1").n())
                .isEqualTo(results.metric("rag-base", "correct", "v1").n());
    }

    private static List<String> armsAsked(Results results, String stratum) {
        return results.answers().stream()
                .filter(a -> a.stratum().equals(stratum))
                .map(AnswerEntry::arm)
                .distinct()
                .sorted()
                .toList();
    }

    /** Counts how often it is asked. */
    private record CountingArm(Arm arm, AtomicInteger asked) implements Arm {

        @Override
        public ArmEntry entry() {
            return arm.entry();
        }

        @Override
        public Cost serve(String version) {
            return arm.serve(version);
        }

        @Override
        public boolean followsDocuments() {
            return arm.followsDocuments();
        }

        @Override
        public Answer ask(String question) {
            asked.incrementAndGet();
            return arm.ask(question);
        }
    }

    @Test
    void should_count_an_answer_that_never_ends_as_wrong() {
        AtomicInteger asked = new AtomicInteger();
        Arm endless = world.arm("endless", false, (q, live) -> {
            if (asked.incrementAndGet() == 3) {
                sleep();
            }
            return world.perfect(q, live);
        });

        Results results = world.run(folder, List.of(endless), TestWorld.suite());

        assertThat(results.answers())
                .filteredOn(a -> "timeout".equals(a.failure()))
                .singleElement()
                .satisfies(a -> assertThat(a.outcome()).isEqualTo("wrong"));
    }

    @Test
    void should_go_on_after_a_kill_without_asking_twice() throws IOException {
        AtomicInteger asked = new AtomicInteger();
        Arm killed = world.arm("dummy", false, (q, live) -> {
            if (asked.incrementAndGet() == 20) {
                throw new OutOfMemoryError("a test kills the run here");
            }
            return world.perfect(q, live);
        });
        assertThatThrownBy(() -> world.run(folder, List.of(killed), TestWorld.suite()))
                .isInstanceOf(OutOfMemoryError.class);
        Files.writeString(folder.resolve("answers.jsonl"), "{\"version\":\"v1\",\"quest", StandardOpenOption.APPEND);

        AtomicInteger askedAgain = new AtomicInteger();
        Arm healthy = world.arm("dummy", false, (q, live) -> {
            askedAgain.incrementAndGet();
            return world.perfect(q, live);
        });
        Results resumed = world.run(folder, List.of(healthy), TestWorld.suite());
        Results whole = world.run(folder.resolve("whole"), List.of(healthy), TestWorld.suite());

        assertThat(resumed.run().resumedAnswers()).isEqualTo(19);
        assertThat(askedAgain.get())
                .isEqualTo(whole.answers().size() - 19 + whole.answers().size());
        assertThat(resumed.metrics()).isEqualTo(whole.metrics());
    }

    @Test
    void should_start_anew_when_the_journal_is_of_another_run() {
        Arm dummy = world.arm("dummy", false, world::perfect);
        world.run(folder, List.of(dummy), TestWorld.suite());

        Results other = world.run(folder, List.of(world.arm("other", false, world::perfect)), TestWorld.suite());

        assertThat(other.run().resumedAnswers()).isZero();
    }

    @Test
    void should_give_the_same_bytes_in_another_locale_and_time_zone() {
        List<Arm> arms = List.of(
                world.arm("a", true, world::perfect),
                world.arm("b", false, (q, live) -> TestWorld.answer("about 101 months or so", List.of())));
        Results here = world.run(folder.resolve("1"), arms, TestWorld.suite());
        Locale locale = Locale.getDefault();
        TimeZone zone = TimeZone.getDefault();
        Results there;
        try {
            Locale.setDefault(
                    new Locale.Builder().setLanguage("tr").setRegion("TR").build());
            TimeZone.setDefault(TimeZone.getTimeZone("Asia/Kathmandu"));
            there = world.run(folder.resolve("2"), arms, TestWorld.suite());
            assertThat(ResultsFile.toJson(there.metrics())).isEqualTo(ResultsFile.toJson(here.metrics()));
            assertThat(ResultsFile.toJson(there.comparisons())).isEqualTo(ResultsFile.toJson(here.comparisons()));
        } finally {
            Locale.setDefault(locale);
            TimeZone.setDefault(zone);
        }
        assertThat(there.answers())
                .extracting(AnswerEntry::derivation)
                .isEqualTo(here.answers().stream().map(AnswerEntry::derivation).toList());
    }

    @Test
    void should_fail_a_band_that_is_left_or_not_measured() {
        Suite suite = TestWorld.suite(
                new Suite.Band("dummy", "contains-gold", "unseen", 0.9, 1, "perfect"),
                new Suite.Band("dummy", "contains-gold", "unseen", 0, 0.5, "too low"),
                new Suite.Band("dummy", "contains-gold", "nowhere", 0, 1, "not there"));

        Results results = world.run(folder, List.of(world.arm("dummy", true, world::perfect)), suite);

        assertThat(results.bands()).extracting(b -> b.passed()).containsExactly(true, false, false);
    }

    private static void sleep() {
        try {
            Thread.sleep(60_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
