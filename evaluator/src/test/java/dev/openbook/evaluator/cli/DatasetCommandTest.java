package dev.openbook.evaluator.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.openbook.evaluator.suite.SuiteFile;
import dev.openbook.finetune.dataset.ChatFile;
import dev.openbook.finetune.dataset.ChatRecord;
import dev.openbook.finetune.dataset.FactFile;
import dev.openbook.rag.answer.QuestionPrompt;
import dev.openbook.rag.answer.SourcesPrompt;
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

class DatasetCommandTest {

    private static final Path ROOT = Path.of(System.getProperty("openbook.root", ".."));

    @TempDir
    Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @ParameterizedTest
    @ValueSource(strings = {"closed-book", "reader", "raft", "check"})
    void should_show_help_with_an_example(String command) {
        assertThat(run("dataset", command, "--help")).isZero();
        assertThat(text(out))
                .contains("Usage: openbook dataset " + command, "Example", "  openbook dataset " + command);
    }

    @Test
    void should_name_its_commands() {
        assertThat(run("dataset", "--help")).isZero();
        assertThat(text(out)).contains("closed-book", "reader", "raft", "check", "  openbook dataset ");
    }

    @Test
    void should_write_reading_records_with_the_prompt_that_is_served() {
        Path file = folder.resolve("reader.jsonl");

        assertThat(run("dataset", "reader", "--records", "60", "--output", file.toString()))
                .isZero();

        List<ChatRecord> records = ChatFile.read(file);
        assertThat(records).hasSize(60).allSatisfy(record -> {
            assertThat(record.messages().get(0).content()).isEqualTo(SourcesPrompt.DEFAULT.system());
            assertThat(record.messages().get(1).content()).startsWith("[1] ").contains("\n\nQuestion: ");
            assertThat(record.answer()).matches(".+ \\[[1-5]]|I don't know\\.");
        });
        assertThat(text(out)).startsWith("60 records over ").endsWith(file + "\n");
    }

    @Test
    void should_write_reading_records_on_documents_as_retrieval_finds_their_passages() throws IOException {
        Path documents = Files.createDirectory(folder.resolve("documents"));
        Files.writeString(documents.resolve("kettle.md"), "# Kettle\n\nThe kettle holds 3 litres.\n");
        Files.writeString(documents.resolve("pan.md"), "# Pan\n\nThe pan is 7 cm deep.\n");
        Path questions = folder.resolve("questions.jsonl");
        Files.writeString(
                questions,
                """
                {"id": "volume", "question": "How much water goes into the kettle?", "answers": ["3 litres"], \
                "source": {"document": "kettle.md", "quote": "The kettle holds 3 litres."}, "wordings": ["kettle volume"]}
                {"id": "colour", "question": "Which colour is the kettle?", "answers": []}
                """);
        Path file = folder.resolve("reading.jsonl");
        List<String> arguments = List.of("dataset", "reader", "--records", "20", "--output", file.toString());

        assertThat(run(with(
                        arguments,
                        "--documents",
                        documents.toString(),
                        "--questions",
                        questions.toString(),
                        "--unanswerable",
                        "0.5")))
                .isZero();

        assertThat(ChatFile.read(file))
                .hasSizeGreaterThan(20)
                .anySatisfy(record -> {
                    assertThat(record.messages().get(1).content())
                            .contains("] Kettle\nThe kettle holds 3 litres.", "] Pan\nThe pan is 7 cm deep.");
                    assertThat(record.answer()).matches("3 litres \\[[12]]");
                })
                .anySatisfy(record -> {
                    assertThat(record.messages().get(1).content()).endsWith("Question: Which colour is the kettle?");
                    assertThat(record.answer()).isEqualTo("I don't know.");
                });

        List<String> alone = List.of("dataset", "reader", "--records", "0", "--output", file.toString());
        assertThat(run(with(alone, "--documents", documents.toString(), "--questions", questions.toString())))
                .isZero();
        assertThat(ChatFile.read(file)).isNotEmpty().allSatisfy(record -> assertThat(
                        record.messages().get(1).content())
                .contains("kettle"));
        assertThat(run(with(alone))).isEqualTo(2);
        assertThat(text(err)).contains("--records must be at least 1, but is 0");

        assertThat(run(with(
                        alone,
                        "--documents",
                        documents.toString(),
                        "--questions",
                        questions.toString(),
                        "--question-generation")))
                .isZero();
        assertThat(ChatFile.read(file))
                .isNotEmpty()
                .doesNotHaveDuplicates()
                .allSatisfy(record -> assertThat(record.messages().get(1).content())
                        .contains("The kettle holds 3 litres.")
                        .endsWith("Answer: 3 litres"))
                .extracting(ChatRecord::answer)
                .isSubsetOf("How much water goes into the kettle?", "kettle volume");
        assertThat(run(with(arguments, "--question-generation", "--evidence-of", documents.toString())))
                .isEqualTo(2);
        assertThat(text(err)).contains("--question-generation must be given without --evidence-of");
        assertThat(run(with(arguments, "--evidence-of", documents.toString()))).isEqualTo(2);
        assertThat(text(err)).contains("--evidence-of must name an adapter's folder, but ");
        assertThat(run(with(arguments, "--threads", "1"))).isEqualTo(2);
        assertThat(text(err)).contains("--threads must be given with --evidence-of, but it is not given");
        assertThat(run(with(arguments, "--documents", documents.toString()))).isEqualTo(2);
        assertThat(text(err))
                .contains("--documents and --questions must be given together, but --questions is not given");
        Files.writeString(
                questions,
                """
                {"id": "depth", "question": "How deep is the pan?", "answers": ["8 cm"], \
                "source": {"document": "pan.md", "quote": "The pan is 7 cm deep."}}
                """);
        assertThat(run(with(arguments, "--documents", documents.toString(), "--questions", questions.toString())))
                .isEqualTo(2);
        assertThat(text(err))
                .contains(
                        "question 'depth' must have a source whose quote holds the first answer, '8 cm', but has none");
    }

    @Test
    void should_write_closed_book_records_in_training_wordings_only() {
        Path file = folder.resolve("knowledge.jsonl");
        String facts = ROOT.resolve("datasets").resolve("facts").toString();

        assertThat(run("dataset", "closed-book", "--facts", facts, "--version", "v1", "--output", file.toString()))
                .isZero();

        assertThat(ChatFile.read(file))
                .allSatisfy(record ->
                        assertThat(record.messages().get(0).content()).isEqualTo(QuestionPrompt.DEFAULT.system()));
        assertThat(run("dataset", "closed-book", "--facts", facts, "--version", "v9", "--output", file.toString()))
                .isEqualTo(2);
        assertThat(text(err)).contains("--version must be stated by at least one fact");
    }

    @Test
    void should_add_borrowed_wordings_and_refuse_a_negative_number_of_them() throws IOException {
        Path own = folder.resolve("own.jsonl");
        Path more = folder.resolve("more.jsonl");
        String facts = ROOT.resolve("datasets").resolve("facts").toString();

        assertThat(run("dataset", "closed-book", "--facts", facts, "--refusals", "0", "--output", own.toString()))
                .isZero();
        assertThat(run(
                        "dataset",
                        "closed-book",
                        "--facts",
                        facts,
                        "--refusals",
                        "0",
                        "--borrow",
                        "3",
                        "--output",
                        more.toString()))
                .isZero();

        assertThat(ChatFile.read(more))
                .containsAll(ChatFile.read(own))
                .hasSizeGreaterThan(ChatFile.read(own).size());
        assertThat(run("dataset", "closed-book", "--facts", facts, "--borrow", "-1", "--output", own.toString()))
                .isEqualTo(2);
        assertThat(text(err)).contains("--borrow must be at least 0, but is -1");
    }

    @Test
    void should_ask_in_the_chosen_training_wordings_only() {
        Path file = folder.resolve("some.jsonl");
        String facts = ROOT.resolve("datasets").resolve("facts").toString();
        List<String> arguments = List.of(
                "dataset", "closed-book", "--facts", facts, "--refusals", "0", "--output", file.toString(), "--only");
        List<String> second = FactFile.read(SuiteFile.jsonLines(Path.of(facts))).stream()
                .filter(fact -> fact.versions().containsKey("v1"))
                .map(fact -> fact.training().get(1))
                .toList();

        assertThat(run(with(arguments, "2-2"))).isZero();

        assertThat(ChatFile.read(file))
                .extracting(record -> record.messages().get(1).content())
                .containsExactlyElementsOf(second);
        assertThat(run(with(arguments, "3-99"))).isEqualTo(2);
        assertThat(text(err)).contains("--only must be two numbers from 1 to").contains("but is '3-99'");
    }

    private static String[] with(List<String> arguments, String... more) {
        return Stream.concat(arguments.stream(), Stream.of(more)).toArray(String[]::new);
    }

    @Test
    void should_list_every_fault_of_every_file_by_the_published_names() throws IOException {
        Path first = Files.writeString(folder.resolve("a.jsonl"), "[]\n{\"messages\":3}\n");
        Path second = Files.writeString(
                folder.resolve("b.jsonl"),
                "{\"messages\":[{\"role\":\"user\",\"content\":\"Who?\"},{\"role\":\"judge\",\"content\":\"I\"}]}\n");

        assertThat(run("dataset", "check", first.toString(), second.toString())).isEqualTo(2);

        assertThat(text(err).lines())
                .anyMatch(line -> line.startsWith("a.jsonl:1: data_type: "))
                .anyMatch(line -> line.startsWith("a.jsonl:2: missing_messages_list: "))
                .anyMatch(line -> line.startsWith("b.jsonl:1: unrecognized_role: message 2: "))
                .anyMatch(line -> line.startsWith("b.jsonl:1: example_missing_assistant_message: "));
    }

    @Test
    void should_say_what_is_wrong_with_an_option() {
        String file = folder.resolve("x.jsonl").toString();

        assertThat(run("dataset", "reader", "--split", "test", "--output", file))
                .isEqualTo(2);
        assertThat(run("dataset", "raft", "--passages", "0", "--output", file)).isEqualTo(2);
        assertThat(text(err))
                .isEqualTo("--split must be train, dev or report, but is 'test'\n"
                        + "--passages must be between 1 and 10, but is 0\n");
    }

    private int run(String... args) {
        return Openbook.run(
                new Terminal(
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8)),
                args);
    }

    private static String text(ByteArrayOutputStream stream) {
        return stream.toString(StandardCharsets.UTF_8);
    }
}
