package dev.openbook.evaluator.result;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.openbook.foundation.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultsFileTest {

    @TempDir
    Path folder;

    @Test
    void should_read_back_what_it_wrote() throws IOException {
        Results results = results();

        ResultsFile.write(results, folder.resolve("results.json"));

        assertThat(ResultsFile.read(folder.resolve("results.json"))).isEqualTo(results);
    }

    @Test
    void should_refuse_another_schema_version() throws IOException {
        Path file = Files.writeString(folder.resolve("results.json"), "{\"schemaVersion\": 99}");

        assertThatThrownBy(() -> ResultsFile.read(file))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("'schemaVersion' must be 1, but is 99");
    }

    @Test
    void should_refuse_what_is_no_results_file() throws IOException {
        Path file = Files.writeString(folder.resolve("results.json"), "hello");

        assertThatThrownBy(() -> ResultsFile.read(file))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("must be a results file");
    }

    private static Results results() {
        return new Results(
                Results.SCHEMA_VERSION,
                new RunEntry(
                        "default",
                        1,
                        "ab",
                        "2024-01-01T00:00:00Z",
                        12.5,
                        0,
                        "mvn",
                        1,
                        new RunEntry.Model("tiny", "cd", "int8"),
                        "none",
                        Map.of("b", "2", "a", "1"),
                        Map.of()),
                List.of(new ArmEntry("base", "Base", "knows nothing", false)),
                List.of(),
                List.of(),
                List.of(),
                List.of(new MetricEntry("base", "f1", "unseen", 0.25, 4, 0.1, 0.5)),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                new VerdictEntry(List.of("Undecided."), List.of(), List.of()));
    }
}
