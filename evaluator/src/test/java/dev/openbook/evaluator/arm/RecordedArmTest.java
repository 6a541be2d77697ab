package dev.openbook.evaluator.arm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.openbook.evaluator.TestWorld;
import dev.openbook.evaluator.result.AnswerEntry;
import dev.openbook.evaluator.result.Results;
import dev.openbook.evaluator.result.ResultsFile;
import dev.openbook.evaluator.verdict.Verdict;
import dev.openbook.evaluator.verdict.VerdictTable;
import dev.openbook.foundation.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordedArmTest {

    @TempDir
    Path folder;

    private final TestWorld world = new TestWorld();

    @Test
    void should_score_the_answers_of_another_system_with_their_citations() throws IOException {
        Results results = run(
                "{\"id\":\"item-0\",\"text\":\"100 months\",\"version\":\"v1\",\"citations\":"
                        + "[{\"document\":\"probes/item-0.md\",\"quote\":\"The cells last 100 months.\"}]}",
                "{\"id\":\"item-0\",\"text\":\"500 months\",\"version\":\"v2\",\"citations\":"
                        + "[{\"document\":\"probes/item-0.md\",\"start\":30,\"end\":56}]}",
                "{\"id\":\"item-1\",\"text\":\"101 months\"}",
                "{\"id\":\"none-0\",\"text\":\"\"}");

        assertThat(answer(results, "item-0", "v1").outcome()).isEqualTo("correct");
        assertThat(answer(results, "item-0", "v1").citations()).singleElement().matches(AnswerEntry.Cited::supports);
        assertThat(answer(results, "item-0", "v2").outcome()).isEqualTo("correct");
        assertThat(answer(results, "item-0", "v2").citations())
                .singleElement()
                .matches(AnswerEntry.Cited::supports)
                .satisfies(cited -> assertThat(cited.quote()).isEqualTo("The cells last 500 months."));
        assertThat(answer(results, "item-1", "v1").attributed()).hasSize(1);
        assertThat(answer(results, "item-1", "v2").outcome()).isEqualTo("correct"); // one line, both versions
        assertThat(answer(results, "none-0", "v1").outcome()).isEqualTo("no-answer");
    }

    @Test
    void should_count_an_answer_that_is_missing_as_wrong() throws IOException {
        Results results = run("{\"id\":\"item-1\",\"text\":\"101 months\"}");
        Results all =
                world.run(folder.resolve("all"), List.of(world.arm("rag", true, world::perfect)), TestWorld.suite());

        assertThat(results.metric("ours", "correct", "v1").n())
                .isEqualTo(all.metric("rag", "correct", "v1").n());
        assertThat(answer(results, "item-2", "v1"))
                .matches(a -> a.outcome().equals("wrong"))
                .satisfies(a -> assertThat(a.failure()).contains("ours.jsonl holds no line"));
        assertThat(results.metric("ours", "correct", "unseen").value())
                .isEqualTo(
                        1.0 / results.metric("ours", "correct", "unseen").n(),
                        org.assertj.core.api.Assertions.within(1e-6));
    }

    @Test
    void should_know_no_times_costs_or_retrieval_of_a_recorded_answer() throws IOException {
        Results results = run("{\"id\":\"item-1\",\"text\":\"101 months\"}");

        assertThat(results.timings()).isEmpty();
        assertThat(results.costs()).isEmpty();
        assertThat(results.freshness()).isEmpty();
        assertThat(results.answers()).allSatisfy(a -> assertThat(a.timing()).isNull());
        assertThat(answer(results, "item-1", "v1").answerTokens()).isNull();
        for (String metric : List.of("prompt-tokens", "answer-tokens", "recall@1", "mrr", "ndcg@10")) {
            assertThat(results.metric("ours", metric, "v1").measured())
                    .as(metric)
                    .isFalse();
        }
        assertThat(String.join("\n", new VerdictTable(Verdict.conclude(results)).lines()))
                .contains("ours")
                .doesNotContain("0.00 ms");
        Path file = folder.resolve("results.json");
        ResultsFile.write(results, file);
        assertThat(ResultsFile.read(file)).isEqualTo(results);
    }

    @Test
    void should_ask_no_general_knowledge_of_recorded_answers() throws IOException {
        Results results = run("{\"id\":\"item-1\",\"text\":\"101 months\"}");

        assertThat(results.answers()).extracting(AnswerEntry::stratum).doesNotContain("general", "memorised");
    }

    @Test
    void should_list_every_fault_of_every_file_with_its_line() throws IOException {
        Path one = write(
                "one.jsonl",
                "{\"text\":\"no id\"}",
                "{\"id\":\"item-99~unseen-1\",\"text\":\"unknown id\"}",
                "{\"id\":\"item-0~unseen-1\",\"text\":\"first\"}",
                "{\"id\":\"item-0~unseen-1\",\"text\":\"again\"}",
                "{\"id\":\"item-1~unseen-1\"}",
                "{\"id\":\"item-2~unseen-1\",\"text\":\"x\",\"version\":\"v3\"}",
                "{\"id\":\"item-4~unseen-1\",\"text\":\"x\",\"citations\":[{\"document\":\"no.md\",\"quote\":\"x\"}]}",
                "{\"id\":\"item-5~unseen-1\",\"text\":\"x\",\"citations\":[{\"document\":\"probes/item-5.md\",\"quote\":\"not there\"}]}",
                "{\"id\":\"item-8~unseen-1\",\"text\":\"x\",\"citations\":[{\"document\":\"probes/item-8.md\",\"start\":5,\"end\":9999}]}",
                "{\"id\":\"item-9~unseen-1\",\"text\":\"x\",\"citations\":[{\"document\":\"probes/item-9.md\"}]}",
                "{\"id\":\"item-12~unseen-1\",\"text\":\"x\",\"citations\":\"probes/item-12.md\"}",
                "{\"id\":\"item-13~unseen-1\",\"text\":\"x\",\"answer\":\"y\"}",
                "not json");
        Path two = write("two.jsonl", "");
        Map<String, Path> files = new LinkedHashMap<>();
        files.put("one", one);
        files.put("two", two);

        assertThatThrownBy(() -> RecordedArm.read(files, world.questions(), world.sources(), List.of("v1", "v2")))
                .isInstanceOfSatisfying(InvalidInputException.class, e -> assertThat(e.faults())
                        .satisfiesExactlyInAnyOrder(
                                f -> assertThat(f).startsWith("one.jsonl:1: 'id' must be a non-blank string"),
                                f -> assertThat(f).startsWith("one.jsonl:2: 'id' must be that of a question"),
                                f -> assertThat(f)
                                        .isEqualTo(
                                                "one.jsonl:4: 'id' must stand once, but 'item-0~unseen-1' also stands at"
                                                        + " one.jsonl:3"),
                                f -> assertThat(f).startsWith("one.jsonl:5: 'text' must be a string, but is absent"),
                                f -> assertThat(f)
                                        .startsWith("one.jsonl:6: 'version' must be one of [v1, v2], but is 'v3'"),
                                f -> assertThat(f)
                                        .isEqualTo("one.jsonl:7: 'citations.document' must be a document of [v1, v2],"
                                                + " but is 'no.md'"),
                                f -> assertThat(f)
                                        .isEqualTo("one.jsonl:8: 'citations.quote' must stand verbatim in"
                                                + " probes/item-5.md, but does not: not there"),
                                f -> assertThat(f)
                                        .startsWith("one.jsonl:9: 'citations.start' and 'end' must be a slice"),
                                f -> assertThat(f).startsWith("one.jsonl:10: 'citations' must give 'quote' or"),
                                f -> assertThat(f).startsWith("one.jsonl:11: 'citations' must be a list"),
                                f -> assertThat(f).startsWith("one.jsonl:12: 'answer' must be one of"),
                                f -> assertThat(f).startsWith("one.jsonl:13: must be one JSON object"),
                                f -> assertThat(f).startsWith("two.jsonl:1: must hold at least one answer")));
    }

    @Test
    void should_begin_anew_when_the_answers_were_recorded_again() throws IOException {
        run("{\"id\":\"item-1\",\"text\":\"101 months\"}");

        Results same = run("{\"id\":\"item-1\",\"text\":\"101 months\"}");
        Results other = run("{\"id\":\"item-1\",\"text\":\"102 months\"}");

        assertThat(same.run().resumedAnswers()).isEqualTo(same.answers().size());
        assertThat(other.run().resumedAnswers()).isZero();
        assertThat(answer(other, "item-1", "v1").outcome()).isEqualTo("wrong");
    }

    private Results run(String... lines) throws IOException {
        String[] bothWordings = Stream.of("1", "2")
                .flatMap(wording ->
                        Stream.of(lines).map(line -> line.replaceAll("(item-\\d+)\"", "$1~unseen-" + wording + "\"")))
                .distinct()
                .toArray(String[]::new);
        Path file = write("ours.jsonl", bothWordings);
        List<RecordedArm> arms =
                RecordedArm.read(Map.of("ours", file), world.questions(), world.sources(), List.of("v1", "v2"));
        return world.run(folder.resolve("run"), List.copyOf(arms), TestWorld.suite());
    }

    private Path write(String name, String... lines) throws IOException {
        return Files.writeString(folder.resolve(name), String.join("\n", lines) + "\n");
    }

    private static AnswerEntry answer(Results results, String question, String version) {
        return results.answers().stream()
                .filter(a -> a.question().matches(question + "(~unseen-\\d)?")
                        && a.version().equals(version))
                .findFirst()
                .orElseThrow(() -> new AssertionError(results.answers().stream()
                        .map(AnswerEntry::question)
                        .toList()
                        .toString()));
    }
}
