package dev.openbook.evaluator.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.openbook.evaluator.TestWorld;
import dev.openbook.evaluator.result.Results;
import dev.openbook.evaluator.result.ResultsFile;
import dev.openbook.evaluator.verdict.Verdict;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OpenbookTest {

    @TempDir
    Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "benchmark",
                "ask",
                "convert",
                "index",
                "train",
                "report",
                "validate",
                "ls",
                "bench",
                "average",
                "calibrate"
            })
    void should_show_help_with_an_example(String command) {
        assertThat(run(command, "--help")).isZero();
        assertThat(out()).contains("Usage: openbook " + command, "Example", "  openbook " + command + " ");
    }

    @Test
    void should_show_help_of_the_jobs_within_a_command() {
        assertThat(run("bench", "retrieval", "--help")).isZero();
        assertThat(run("convert", "scifact", "--help")).isZero();
        assertThat(out()).contains("  openbook bench retrieval --corpus", "  openbook convert scifact --from");
    }

    @Test
    void should_name_what_can_be_measured() {
        assertThat(run("bench", "everything")).isEqualTo(2);
        assertThat(err()).isEqualTo("WHAT must be model, training or retrieval, but is 'everything'\n");
    }

    @Test
    void should_average_folders_that_hold_adapters_only() {
        Path one = folder.resolve("one");
        Path output = folder.resolve("average");

        assertThat(run("average", "--output", output.toString(), one.toString(), one.toString()))
                .isEqualTo(2);
        assertThat(err())
                .contains("an adapter folder must hold adapter_config.json")
                .contains(one.toString());
        assertThat(output).doesNotExist();
    }

    @Test
    void should_take_a_step_only_from_a_start_and_within_its_range() {
        String one = folder.resolve("one").toString();

        assertThat(run("average", "--step", "2", "--output", one, one, one)).isEqualTo(2);
        assertThat(err()).contains("--start-from");
        assertThat(run("average", "--start-from", one, "--step", "9", "--output", one, one, one))
                .isEqualTo(2);
        assertThat(err()).contains("step must be above 0 and at most 4, but is 9.0");
    }

    @Test
    void should_race_adapters_in_the_benchmark_of_the_model_only() {
        assertThat(run("bench", "training", "--adapter", folder.toString())).isEqualTo(2);
        assertThat(err()).isEqualTo("--adapter is for 'bench model', but WHAT is 'training'\n");
    }

    @Test
    void should_say_what_is_wrong_with_the_options_without_a_stack_trace() {
        assertThat(run("benchmark", "--corpus", folder.toString())).isEqualTo(2);
        assertThat(err())
                .isEqualTo("--corpus and --questions (or --facts) must be given together, and --corpus-v2 only with"
                        + " them\n");
    }

    @Test
    void should_name_the_arms_there_are() {
        assertThat(run(
                        "validate",
                        "--corpus",
                        folder.toString(),
                        "--questions",
                        folder.toString(),
                        "--arms",
                        "oracle,base"))
                .isEqualTo(2);
        assertThat(err())
                .contains("--arms must hold only [base, rag-base, rag, fine-tuned, hybrid], but holds 'oracle'");
    }

    @Test
    void should_list_every_fault_of_a_questions_file() throws IOException {
        Path questions = Files.writeString(folder.resolve("questions.jsonl"), "{\"id\":\"q\"}\n[]\n");

        assertThat(run("validate", "--corpus", folder.toString(), "--questions", questions.toString()))
                .isEqualTo(2);
        assertThat(err().lines()).hasSize(3).allMatch(line -> line.startsWith("questions.jsonl:"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"index", "ask"})
    void should_refuse_a_folder_that_is_not_there_before_anything_is_loaded(String command) {
        String absent = folder.resolve("absent").toString();
        String[] question = command.equals("ask") ? new String[] {"Who?"} : new String[0];

        assertThat(run(Stream.concat(Stream.of(command, "--corpus", absent), Stream.of(question))
                        .toArray(String[]::new)))
                .isEqualTo(2);
        assertThat(err()).isEqualTo("--corpus must be a folder, but '" + absent + "' does not exist\n");
    }

    @Test
    void should_leave_out_files_over_the_limit_that_is_given() throws IOException {
        Files.writeString(folder.resolve("large.txt"), "The pump was serviced. ".repeat(50_000)); // 1.1 MB

        assertThat(run("index", "--corpus", folder.toString(), "--max-file-mb", "1"))
                .isEqualTo(2);
        assertThat(err()).endsWith("holds none (left out: 1 larger than the limit for one file)\n");
        assertThat(run("index", "--corpus", folder.toString(), "--max-file-mb", "0"))
                .isEqualTo(2);
        assertThat(err()).endsWith("--max-file-mb must be between 1 and 1000, but is 0\n");
    }

    @Test
    void should_treat_blank_options_as_not_given() {
        assertThat(run("validate", "--suite=nowhere", "--corpus=", "--questions=", "--corpus-v2=", "--arms="))
                .isEqualTo(2);
        assertThat(err()).contains("--suite must be a suite file").contains("'nowhere' is neither");
    }

    @Test
    void should_draw_a_report_again() throws IOException {
        TestWorld world = new TestWorld();
        Results results = Verdict.conclude(world.run(
                folder.resolve("run"),
                List.of(
                        world.arm("base", false, (q, live) -> TestWorld.abstain()),
                        world.arm("rag-base", true, world::perfect)),
                TestWorld.suite()));
        ResultsFile.write(results, folder.resolve("results.json"));

        assertThat(run("report", folder.resolve("results.json").toString())).isZero();
        assertThat(folder.resolve("index.html")).exists();
        assertThat(out()).contains("Plain RAG is ahead", "Report: ");
    }

    @Test
    void should_list_arms_and_metrics() {
        assertThat(run("ls")).isZero();
        assertThat(out()).contains("rag-base", "contains-gold", "arms:", "cache:");
        assertThat(run("ls", "cats")).isEqualTo(2);
    }

    @Test
    void should_let_no_control_character_through() {
        assertThat(Terminal.clean("a\u001B[31mred\u0007\u202Eb\r\nc\td")).isEqualTo("a[31mredb\nc\td");
    }

    @Test
    void should_name_a_wrong_argument_in_one_line() {
        assertThat(run("ask", "x", "--threads", "many")).isEqualTo(2);
        assertThat(err())
                .isEqualTo("Invalid value for option '--threads': 'many' is not an int"
                        + " (openbook ask --help shows an example)\n");
    }

    @Test
    void should_refuse_to_index_a_folder_without_a_document() throws IOException {
        Files.write(folder.resolve("binary.txt"), new byte[] {0, 1, 2, 3});

        assertThat(run("index", "--corpus", folder.toString())).isEqualTo(2);
        assertThat(err())
                .isEqualTo("corpus " + folder
                        + " must hold at least one document that can be read, but holds none (left out: 1 binary content"
                        + " under a text name)\n");
    }

    @Test
    void should_refuse_an_output_that_is_a_file_before_the_model_is_loaded() throws IOException {
        Path documents = Files.createDirectory(folder.resolve("documents"));
        Files.writeString(documents.resolve("a.md"), "The Arvel lasts 12 hours.\n");
        Path questions = Files.writeString(
                folder.resolve("q.jsonl"),
                "{\"id\":\"q\",\"question\":\"How long does the Arvel last?\",\"answers\":[\"12 hours\"]}\n");

        assertThat(run(
                        "benchmark",
                        "--corpus",
                        documents.toString(),
                        "--questions",
                        questions.toString(),
                        "--output",
                        questions.toString()))
                .isEqualTo(2);
        assertThat(err())
                .isEqualTo("--output must be a folder that can be written, but '" + questions + "' is a file\n");
    }

    private int run(String... args) {
        return Openbook.run(
                new Terminal(
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8)),
                args);
    }

    private String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8);
    }
}
