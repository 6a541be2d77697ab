package dev.openbook.evaluator.cli;

import static org.assertj.core.api.Assertions.assertThat;

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

/** {@code openbook validate} on a small folder in two versions; the estimate needs the embedder. */
class ValidateCommandIT {

    private static final String LONG = "The cells of the Arvel 3 last 37 months in ordinary ground, and some weeks less"
            + " where the ground is wet, as the trials of the spring have shown.\n";

    @TempDir
    Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @BeforeEach
    void writeDocuments() throws IOException {
        write("v1/arvel.md", "# Arvel\n\n" + LONG);
        write("v1/copy.md", "# Arvel\n\n" + LONG);
        write("v1/stub.md", "# To be written\n");
        write("v1/empty.md", "");
        write("v1/photo.jpg", "x");
        write("v2/arvel.md", "# Arvel\n\n" + LONG.replace("37", "41"));
    }

    @Test
    void should_say_what_is_there_and_how_long_a_run_takes() throws IOException {
        questions(
                "{\"id\":\"1\",\"question\":\"How long do the cells last?\",\"answers\":{\"v1\":[\"37 months\"],"
                        + "\"v2\":[\"41 months\"]},\"source\":\"arvel.md\"}",
                "{\"id\":\"2\",\"question\":\"What colour is it?\",\"answers\":[]}",
                "{\"id\":\"3\",\"question\":\"Where were the trials?\",\"answers\":{\"v1\":[\"in spring\"]}}");

        assertThat(validate("--corpus-v2", path("v2"))).as(err()).isZero();

        assertThat(out())
                .contains(
                        "v1: 3 documents, about 3 passages\n",
                        "  skipped, empty or only white space: 1\n",
                        "  skipped, not Markdown, text, HTML or PDF: 1\n",
                        "  with fewer than 20 words: 1 (stub.md)\n",
                        "  with the content of another: 1 (arvel.md = copy.md)\n",
                        "  questions: 3, of which 2 have an answer (0 with a quote) and 1 have none\n",
                        "  without a source, and so silent about retrieval: 1 questions\n",
                        "  after the change: changed 1, removed 1, unanswerable 1\n",
                        "estimate: under a minute to index, as measured just now; under a minute for ")
                .endsWith("No faults.\n");
    }

    @Test
    void should_list_everything_that_is_wrong_at_once() throws IOException {
        questions(
                "{\"id\":\"1\",\"question\":\"How long?\",\"answers\":[\"37 months\"],\"source\":\"absent.md\"}",
                "{\"id\":\"2\",\"question\":\"How  wet?\",\"answers\":[\"dry\"],\"source\":\"arvel.md\"}",
                "{\"id\":\"3\",\"question\":\"HOW LONG?\",\"answers\":[\"37 months\"],"
                        + "\"source\":{\"document\":\"arvel.md\",\"quote\":\"last 99 months\"}}");

        assertThat(validate()).isEqualTo(2);

        assertThat(err().lines())
                .filteredOn(line -> line.startsWith("question "))
                .containsExactly(
                        "question '3': wording must be unique, but repeats that of '1'",
                        "question '1', v1: source 'absent.md' must be a document of the corpus, but is not",
                        "question '2', v1: one of the answers [dry] must stand in a source, but none does",
                        "question '3', v1: quote must stand verbatim in arvel.md, but does not: last 99 months");
        assertThat(out()).contains("v1: 3 documents").doesNotContain("estimate");
    }

    @Test
    void should_look_into_the_answers_of_another_system() throws IOException {
        questions(
                "{\"id\":\"1\",\"question\":\"How long?\",\"answers\":[\"37 months\"]}",
                "{\"id\":\"2\",\"question\":\"What colour is it?\",\"answers\":[]}");
        write("ours.jsonl", "{\"id\":\"1\",\"text\":\"37 months\"}\n{\"id\":\"9\",\"text\":\"red\"}\n{\"id\":\"1\"}\n");

        assertThat(validate("--recorded", path("ours.jsonl"))).isEqualTo(2);

        assertThat(err().lines())
                .containsSubsequence(
                        "ours.jsonl:2: 'id' must be that of a question of the suite, but is '9'",
                        "ours.jsonl:3: 'id' must stand once, but '1' also stands at ours.jsonl:1")
                .anyMatch(line -> line.startsWith("ours.jsonl:3: 'text' must be"));
    }

    @Test
    void should_count_what_another_system_did_not_answer() throws IOException {
        questions(
                "{\"id\":\"1\",\"question\":\"How long?\",\"answers\":[\"37 months\"]}",
                "{\"id\":\"2\",\"question\":\"What colour is it?\",\"answers\":[]}");
        write("ours.jsonl", "{\"id\":\"1\",\"text\":\"37 months\"}\n");

        assertThat(validate("--arms", "none", "--recorded", path("ours.jsonl")))
                .as(err())
                .isZero();

        assertThat(out())
                .contains("ours: 1 of the answers asked for are not in its file, and count as wrong\n")
                .contains("to index, as measured just now; nothing is asked\n");
    }

    private int validate(String... more) {
        List<String> args =
                new ArrayList<>(List.of("validate", "--corpus", path("v1"), "--questions", path("questions.jsonl")));
        args.addAll(List.of(more));
        if (!args.contains("--arms")) {
            args.addAll(List.of("--arms", "base"));
        }
        Terminal terminal = new Terminal(
                new PrintStream(out, true, StandardCharsets.UTF_8), new PrintStream(err, true, StandardCharsets.UTF_8));
        return Openbook.run(terminal, args.toArray(String[]::new));
    }

    private void questions(String... lines) throws IOException {
        write("questions.jsonl", String.join("\n", lines) + "\n");
    }

    private void write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private String path(String name) {
        return folder.resolve(name).toString();
    }

    private String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8);
    }
}
