package dev.openbook.evaluator.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.openbook.evaluator.Forked;
import dev.openbook.evaluator.result.MetricEntry;
import dev.openbook.evaluator.result.Results;
import dev.openbook.evaluator.suite.QuestionPlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Systems that answer by rule, asked the default suite's questions over the built-in corpus, score what they must. */
class BuiltInDummiesTest {

    /** The table in the documentation: metric and where it is taken. */
    private static final List<String> ROWS = List.of(
            "em answerable",
            "f1 answerable",
            "contains-gold answerable",
            "correct answerable",
            "no-answer answerable",
            "wrong answerable",
            "looped v1",
            "partial answerable",
            "hedged v1",
            "truthfulness answerable",
            "truthfulness unanswerable",
            "em unanswerable",
            "wrong unanswerable",
            "abstention-recall unanswerable",
            "abstention-precision v1",
            "false-abstention answerable",
            "citation-precision answerable",
            "citation-recall answerable",
            "citation-coverage answerable",
            "citation-precision-attributed answerable",
            "citation-recall-attributed answerable",
            "citation-coverage-attributed answerable",
            "audit answerable",
            "stale-rate changed",
            "deletion removed",
            "retention unchanged",
            "recall@1 answerable",
            "mrr answerable",
            "ndcg@10 answerable",
            "prompt-tokens v1",
            "answer-tokens v1");

    @TempDir
    static Path folder;

    private static BuiltInDummies dummies;
    private static Results results;

    @BeforeAll
    static void run() throws IOException {
        dummies = new BuiltInDummies(folder);
        results = dummies.run(BuiltInDummies.ARMS);
    }

    @ParameterizedTest
    @CsvSource({
        "perfect, unseen",
        "perfect, reversed",
        "perfect, two-document",
        "perfect, changed",
        "perfect, unchanged",
        "perfect, added"
    })
    void should_give_the_perfect_arm_everything(String arm, String stratum) {
        for (String metric : List.of(
                "em",
                "f1",
                "contains-gold",
                "correct",
                "truthfulness",
                "citation-precision",
                "citation-recall",
                "citation-coverage",
                "audit")) {
            assertThat(value(arm, metric, stratum)).as(metric).isEqualTo(1);
        }
        for (String metric : List.of("wrong", "no-answer", "false-abstention", "looped", "partial", "hedged")) {
            assertThat(value(arm, metric, stratum)).as(metric).isZero();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "perfect, unanswerable, em, 1",
        "perfect, unanswerable, f1, 1",
        "perfect, unanswerable, truthfulness, 0",
        "perfect, unanswerable, abstention-recall, 1",
        "perfect, removed, abstention-recall, 1",
        "perfect, v1, abstention-precision, 1",
        "perfect, changed, stale-rate, 0",
        "perfect, removed, deletion, 0",
        "perfect, unchanged, retention, 1",
        "empty, answerable, em, 0",
        "empty, answerable, f1, 0",
        "empty, answerable, contains-gold, 0",
        "empty, v1, truthfulness, 0",
        "empty, v1, no-answer, 1",
        "empty, answerable, false-abstention, 1",
        "always-abstain, answerable, em, 0",
        "always-abstain, v1, truthfulness, 0",
        "always-abstain, unanswerable, em, 1",
        "always-abstain, unanswerable, abstention-recall, 1",
        "always-abstain, answerable, false-abstention, 1",
        "always-abstain, changed, stale-rate, 0",
        "copy-the-context, answerable, em, 0",
        "copy-the-context, answerable, contains-gold, 1",
        "copy-the-context, unanswerable, wrong, 1",
        "copy-the-context, unanswerable, abstention-recall, 0",
        "copy-the-context, answerable, citation-precision, 1",
        "copy-the-context, answerable, audit, 1",
        "copy-the-context, changed, stale-rate, 0"
    })
    void should_score_what_the_rule_of_the_arm_says(String arm, String stratum, String metric, double expected) {
        assertThat(value(arm, metric, stratum)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "empty, citation-precision",
        "always-abstain, citation-precision",
        "always-abstain, citation-recall",
        "copy-the-context, abstention-precision",
        "always-abstain, retention",
        "perfect, recall@1",
        "perfect, mrr",
        "perfect, prompt-tokens"
    })
    void should_leave_undefined_what_is_not_defined(String arm, String metric) {
        assertThat(results.metrics())
                .noneMatch(m -> m.arm().equals(arm) && m.metric().equals(metric));
    }

    @Test
    void should_give_the_shuffled_arm_what_chance_gives() {
        List<QuestionPlan.Item> answerable = answerable();
        Map<QuestionPlan.Item, QuestionPlan.Item> donors =
                BuiltInDummies.donors(dummies.plan().before());
        double hits = 0;
        double declined = 0;
        for (QuestionPlan.Item item : answerable) {
            String said = BuiltInDummies.perfect(donors.get(item)).toLowerCase(Locale.ROOT);
            List<String> golds = item.question().gold("v1").answers();
            hits += golds.stream().anyMatch(g -> g.toLowerCase(Locale.ROOT).equals(said)) ? 1 : 0;
            declined += donors.get(item).question().answerable("v1") ? 0 : 1;
        }
        int n = answerable.size();

        assertThat(value("shuffled", "em", "answerable")).isCloseTo(hits / n, within(1e-6));
        assertThat(value("shuffled", "no-answer", "answerable")).isCloseTo(declined / n, within(1e-6));
        assertThat(value("shuffled", "correct", "answerable")).isLessThan(0.1);
        assertThat(value("shuffled", "citation-precision", "answerable")).isLessThan(0.1);
    }

    @Test
    void should_earn_truthfulness_by_what_is_right_less_what_is_wrong() {
        for (String arm : BuiltInDummies.ARMS) {
            for (String stratum : List.of("v1", "v2", "answerable", "unanswerable", "changed", "removed")) {
                assertThat(value(arm, "truthfulness", stratum))
                        .as(arm + " " + stratum)
                        .isCloseTo(value(arm, "correct", stratum) - value(arm, "wrong", stratum), within(2e-6));
            }
        }
    }

    @Test
    void should_see_the_copied_context_for_what_it_is() {
        assertThat(value("copy-the-context", "f1", "answerable")).isLessThan(0.1);
        assertThat(value("copy-the-context", "citation-recall", "answerable")).isLessThan(0.2);
    }

    @Test
    void should_know_no_times_and_costs() {
        assertThat(results.timings()).isEmpty();
        assertThat(results.costs()).isEmpty();
        assertThat(results.freshness()).isEmpty();
    }

    @Test
    void should_have_told_the_documentation() throws IOException {
        String documented = Files.readString(BuiltInDummies.ROOT.resolve("docs").resolve("scoring.md"));

        assertThat(documented).contains(String.join("\n", table()));
    }

    @Test
    void should_give_the_same_bytes_under_another_locale_time_zone_encoding_and_working_directory() throws Exception {
        Path here = Files.createDirectories(folder.resolve("here"));
        Path there = Files.createDirectories(folder.resolve("th ere"));

        int first = Forked.run(
                BuiltInDummies.class,
                here,
                List.of("-Duser.language=en", "-Duser.country=US", "-Duser.timezone=UTC", "-Dfile.encoding=UTF-8"),
                Map.of("LC_ALL", "C.UTF-8"),
                here.toString(),
                "perfect",
                "shuffled");
        int second = Forked.run(
                BuiltInDummies.class,
                there,
                List.of(
                        "-Duser.language=tr",
                        "-Duser.country=TR",
                        "-Duser.timezone=Asia/Kathmandu",
                        "-Dfile.encoding=ISO-8859-9"),
                Map.of("LC_ALL", "C", "TZ", "Asia/Kathmandu"),
                there.toString(),
                "perfect",
                "shuffled");

        assertThat(List.of(first, second))
                .as(Files.readString(there.resolve("said.txt")))
                .containsOnly(0);
        assertThat(Files.readAllBytes(there.resolve("same.json")))
                .isNotEmpty()
                .isEqualTo(Files.readAllBytes(here.resolve("same.json")));
    }

    private static double value(String arm, String metric, String stratum) {
        MetricEntry entry = results.metric(arm, metric, stratum);
        assertThat(entry.measured()).as(arm + " " + metric + " " + stratum).isTrue();
        return entry.value();
    }

    private static List<QuestionPlan.Item> answerable() {
        return dummies.plan().before().stream()
                .filter(item -> item.question().answerable("v1"))
                .toList();
    }

    /** As it stands in the documentation. */
    private static List<String> table() {
        List<String> lines = new ArrayList<>();
        lines.add(Stream.concat(Stream.of("metric", "questions"), BuiltInDummies.ARMS.stream())
                .collect(Collectors.joining(" | ", "| ", " |")));
        lines.add("|---|---|" + "--:|".repeat(BuiltInDummies.ARMS.size()));
        for (String row : ROWS) {
            String[] parts = row.split(" ");
            lines.add(Stream.concat(
                            Stream.of("`" + parts[0] + "`", parts[1]),
                            BuiltInDummies.ARMS.stream().map(arm -> shown(results.metric(arm, parts[0], parts[1]))))
                    .collect(Collectors.joining(" | ", "| ", " |")));
        }
        return lines;
    }

    private static String shown(MetricEntry entry) {
        if (!entry.measured()) {
            return "–";
        }
        double value = entry.value();
        return value == Math.rint(value)
                ? String.format(Locale.ROOT, "%.0f", value)
                : String.format(Locale.ROOT, "%.3f", value);
    }
}
