package dev.openbook.evaluator.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.openbook.evaluator.arm.TinyAdapter;
import dev.openbook.evaluator.result.ArmEntry;
import dev.openbook.evaluator.result.Results;
import dev.openbook.evaluator.result.ResultsFile;
import dev.openbook.model.gguf.TinyGguf;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code openbook benchmark} from its options to its files, on a model of random weights. */
class BenchmarkCommandIT {

    @TempDir
    Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @BeforeEach
    void writeSuite() throws IOException {
        TinyGguf.seed(7).writeTo(folder.resolve("tiny.gguf"));
        TinyAdapter.write(folder.resolve("reader"), "00ff", 1);
        Path corpus = Files.createDirectory(folder.resolve("docs"));
        Files.writeString(corpus.resolve("arvel.md"), "# Arvel\n\nThe cells of the Arvel last 37 months.\n");
        Files.writeString(
                folder.resolve("questions.jsonl"),
                "{\"id\":\"1\",\"question\":\"How long does the Arvel last?\",\"answers\":[\"37 months\"],"
                        + "\"source\":\"arvel.md\"}\n");
        Files.writeString(
                folder.resolve("suite.yaml"),
                "version: 1\ncorpus: docs\nquestions: [questions.jsonl]\narms: [base, rag-base, rag]\n"
                        + "adapters: {reader: reader}\nsamples: {wordings: 1}\n"
                        + "retrieval: {mode: hybrid, passages: 1, minimum-cosine: 0.3}\n"
                        + "generation: {max-tokens: 8, timeout-seconds: 60}\nmetrics: [contains-gold]\n");
    }

    @Test
    void should_leave_out_arms_whose_adapter_belongs_to_another_model() throws IOException {
        assertThat(benchmark()).as(err()).isZero();

        assertThat(err()).contains("arm 'rag' is left out: its adapter was trained on another model");
        Results results = ResultsFile.read(folder.resolve("report").resolve("results.json"));
        assertThat(results.arms()).extracting(ArmEntry::id).containsExactly("base", "rag-base");
        assertThat(results.answers()).hasSize(2);
        assertThat(folder.resolve("report").resolve("index.html")).exists();
    }

    @Test
    void should_refuse_an_adapter_of_another_model_where_its_arm_was_named() {
        assertThat(benchmark("--arms", "base,rag")).isEqualTo(2);

        assertThat(err())
                .contains("arm 'rag' cannot use the adapter in ", "the model it was trained on, sha256 00ff")
                .doesNotContain("left out");
    }

    private int benchmark(String... more) {
        List<String> args = new ArrayList<>(List.of(
                "benchmark",
                "--suite",
                folder.resolve("suite.yaml").toString(),
                "--model",
                folder.resolve("tiny.gguf").toString(),
                "--threads",
                "1",
                "--output",
                folder.resolve("report").toString()));
        args.addAll(List.of(more));
        Terminal terminal = new Terminal(
                new PrintStream(out, true, StandardCharsets.UTF_8), new PrintStream(err, true, StandardCharsets.UTF_8));
        return Openbook.run(terminal, args.toArray(String[]::new));
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8);
    }
}
