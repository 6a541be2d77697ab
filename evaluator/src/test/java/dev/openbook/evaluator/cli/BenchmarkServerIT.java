package dev.openbook.evaluator.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.openbook.evaluator.arm.FakeChatServer;
import dev.openbook.evaluator.result.AnswerEntry;
import dev.openbook.evaluator.result.ArmEntry;
import dev.openbook.evaluator.result.Results;
import dev.openbook.evaluator.result.ResultsFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code openbook benchmark} in a process of its own, with the key in its environment, against a server's model. */
class BenchmarkServerIT {

    private static final String KEY = "sk-secret-4711";

    @TempDir
    Path folder;

    @Test
    void should_measure_a_servers_model_and_show_the_key_nowhere() throws IOException, InterruptedException {
        try (FakeChatServer server = new FakeChatServer()) {
            server.answer("37", " months", " [1].");

            assertThat(benchmark(server)).as(output()).isZero();
        }

        assertThat(output()).contains("Report: ");
        Results results = ResultsFile.read(folder.resolve("report").resolve("results.json"));
        assertThat(results.run().model().name()).isEqualTo("llama-of-the-server");
        assertThat(results.run().command()).endsWith(" --server URL --server-model llama-of-the-server");
        assertThat(results.arms()).extracting(ArmEntry::id).containsExactly("base", "rag-base");
        assertThat(results.answers())
                .extracting(AnswerEntry::arm, AnswerEntry::text)
                .containsExactlyInAnyOrder(tuple("base", "37 months."), tuple("rag-base", "37 months."));
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
                        .as(file.toString())
                        .doesNotContain(KEY);
            }
        }
    }

    /** Everything the process writes goes into a file of the folder, and is looked through with the others. */
    private int benchmark(FakeChatServer server) throws IOException, InterruptedException {
        Path corpus = Files.createDirectory(folder.resolve("docs"));
        Files.writeString(corpus.resolve("arvel.md"), "# Arvel\n\nThe cells of the Arvel last 37 months.\n");
        Path questions = Files.writeString(
                folder.resolve("questions.jsonl"),
                "{\"id\":\"1\",\"question\":\"How long do the cells of the Arvel last?\",\"answers\":[\"37 months\"],"
                        + "\"source\":\"arvel.md\"}\n");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Openbook.class.getName(),
                "benchmark"));
        command.addAll(List.of("--corpus", corpus.toString(), "--questions", questions.toString()));
        command.addAll(List.of("--server", server.address(), "--server-model", "llama-of-the-server"));
        command.addAll(List.of("--output", folder.resolve("report").toString()));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("output.txt").toFile());
        builder.environment().put(AnsweringOptions.KEY, KEY);
        return builder.start().waitFor();
    }

    private String output() throws IOException {
        return Files.readString(folder.resolve("output.txt"));
    }
}
