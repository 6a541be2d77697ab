package dev.openbook.finetune.dataset.reader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.openbook.foundation.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SquadReadingTest {

    private static final String LONG = "This sentence fills the paragraph with words that tell nothing. ".repeat(12);

    @TempDir
    Path folder;

    @Test
    void should_cut_a_window_round_the_answer_and_ask_as_many_impossible_questions() throws IOException {
        SquadReading reading = SquadReading.of(file(), 1);

        List<ReadingRecord> records = reading.records(Set.of("Old_mills"), 10, 0.5);

        assertThat(records).hasSize(2).anySatisfy(record -> {
            assertThat(record.answer()).startsWith("a green wheel [");
            assertThat(record.sources().get(record.source()).text()).contains("a green wheel");
            assertThat(record.sources().get(record.source()).headings()).containsExactly("Old mills");
        });
        assertThat(records).anySatisfy(record -> assertThat(record.answer()).isEqualTo("I don't know."));
        assertThat(records).allSatisfy(record -> {
            assertThat(record.sources()).hasSizeBetween(2, 3);
            assertThat(record.sources()).allSatisfy(s -> assertThat(s.text().split("\\s+"))
                    .hasSizeLessThanOrEqualTo(SquadReading.MAX_WORDS));
        });
        assertThat(SquadReading.of(file(), 1).records(Set.of("Old_mills"), 10, 0.5))
                .isEqualTo(records);
    }

    @Test
    void should_take_only_the_articles_of_the_split() throws IOException {
        Optional<Path> squad = Optional.of(file());

        assertThat(ReaderDataset.records(ReaderDataset.Split.TRAIN, 40, 1, squad))
                .anyMatch(record -> record.question().equals("What does the mill have?"))
                .noneMatch(record -> record.question().contains("Huguenots"));
        assertThat(ReaderDataset.records(ReaderDataset.Split.DEV, 40, 1, squad))
                .anyMatch(record -> record.question().contains("Huguenots"))
                .noneMatch(record -> record.question().equals("What does the mill have?"));
        assertThatThrownBy(() -> ReaderDataset.records(ReaderDataset.Split.REPORT, 40, 1, Optional.empty()))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("--squad");
    }

    @Test
    void should_refuse_a_file_of_another_kind() throws IOException {
        Path file = Files.writeString(folder.resolve("other.json"), "{\"rows\":[]}");

        assertThatThrownBy(() -> SquadReading.of(file, 1))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("'data'");
    }

    private Path file() throws IOException {
        String told = LONG + "The mill has a green wheel. " + LONG;
        String json = "{\"data\":[" + article("Old_mills", told, "What does the mill have?", "Who burnt the mill?")
                + "," + article("Huguenot", told, "What did Huguenots have?", "Whom did Huguenots teach?") + "]}";
        return Files.writeString(folder.resolve("squad.json"), json);
    }

    private static String article(String title, String told, String question, String impossible) {
        return """
                {"title":"%s","paragraphs":[
                 {"context":"%s","qas":[
                  {"question":"%s","is_impossible":false,"answers":[{"text":"a green wheel","answer_start":%d}]},
                  {"question":"%s","is_impossible":true,"answers":[]}]},
                 {"context":"Another paragraph. It is short.","qas":[]},
                 {"context":"A third one.","qas":[]}]}"""
                .formatted(title, told, question, told.indexOf("a green wheel"), impossible);
    }
}
