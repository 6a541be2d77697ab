package dev.openbook.finetune.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.openbook.foundation.InvalidInputException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FactFileTest {

    private static final String GOOD =
            """
            {"id":"a#w","subject":"Lark","subjectAliases":[],"attribute":"weight","versions":{"v1":{"document":"a.md",\
            "value":"3 kg","aliases":["3 kilos"],"quote":"Lark weighs 3 kg."}},"training":["What does Lark weigh?"],\
            "unseen":["How heavy is Lark?"],"reversed":null,"split":"TEST"}
            """;

    @TempDir
    Path folder;

    @Test
    void should_read_a_fact() throws IOException {
        Path file = Files.writeString(folder.resolve("facts.jsonl"), "\uFEFF" + GOOD + "\n\n");

        List<Fact> facts = FactFile.read(List.of(file));

        assertThat(facts).singleElement().satisfies(fact -> {
            assertThat(fact.id()).isEqualTo("a#w");
            assertThat(fact.versions().get("v1").aliases()).containsExactly("3 kilos");
            assertThat(fact.reversed()).isEmpty();
            assertThat(fact.split()).isEqualTo(Fact.Split.TEST);
        });
    }

    @Test
    void should_report_every_fault_with_file_and_line() throws IOException {
        String badSplit = GOOD.replace("\"TEST\"", "\"LATER\"").replace("a#w", "b#w");
        String badValue = GOOD.replace("Lark weighs 3 kg", "Lark weighs 4 kg").replace("a#w", "c#w");
        Path file = Files.writeString(
                folder.resolve("facts.jsonl"), GOOD + GOOD + badSplit + badValue + "[1]\n{\"id\":\n" + "{\"id\":7}\n");

        InvalidInputException error =
                catchThrowableOfType(InvalidInputException.class, () -> FactFile.read(List.of(file)));

        assertThat(error.faults())
                .contains(
                        "facts.jsonl:2: 'id' must be unique, but a#w also stands at facts.jsonl:1",
                        "facts.jsonl:3: 'split' must be TEST or DEVELOPMENT, but is 'LATER'",
                        "facts.jsonl:4: 'value' must stand in its quote, but '3 kg' does not",
                        "facts.jsonl:5: must be a JSON object, but is a list",
                        "facts.jsonl:7: 'id' must be a non-blank string, but is a number",
                        "facts.jsonl:7: 'training' must be a list of strings, but is absent")
                .anyMatch(fault -> fault.startsWith("facts.jsonl:6: must be one JSON object"));
    }

    @Test
    void should_refuse_bytes_that_are_not_utf8() throws IOException {
        Path file = Files.write(folder.resolve("facts.jsonl"), "{\"id\":\"é\"}".getBytes(StandardCharsets.ISO_8859_1));

        InvalidInputException error =
                catchThrowableOfType(InvalidInputException.class, () -> FactFile.read(List.of(file)));

        assertThat(error.faults()).singleElement().asString().startsWith("facts.jsonl:1: must be UTF-8");
    }
}
