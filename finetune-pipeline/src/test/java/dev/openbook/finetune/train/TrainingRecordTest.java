package dev.openbook.finetune.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.openbook.foundation.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingRecordTest {

    private static final String RECIPE =
            """
            "training": {"epochs": 2, "batchSize": 8, "learningRate": 0.001, "warmupSteps": 10, "beta1": 0.9,
              "beta2": 0.99, "epsilon": 1e-08, "weightDecay": 0.0, "clipNorm": 1.0, "maxTokensPerPass": 1024, "seed": 1}
            """;
    private static final String OUTCOME =
            """
            "outcome": {"wallSeconds": 60.5, "cpuSeconds": 110.0, "bytesWritten": 1000}
            """;

    @TempDir
    private Path folder;

    @Test
    void should_tell_cost_and_recipe_of_an_adapter_made_at_one_go() throws IOException {
        write("{" + RECIPE + ", " + OUTCOME + "}");

        assertThat(TrainingRecord.read(folder)).hasValueSatisfying(record -> {
            assertThat(record.wallSeconds()).isEqualTo(60.5);
            assertThat(record.cpuSeconds()).isEqualTo(110);
            assertThat(record.bytesWritten()).isEqualTo(1000);
            assertThat(record.recipe())
                    .hasValueSatisfying(recipe -> assertThat(recipe.epochs()).isEqualTo(2));
        });
    }

    @Test
    void should_count_what_the_adapter_before_it_took_and_give_no_recipe_for_half_a_training() throws IOException {
        write("{" + RECIPE + ", \"startFromSha256\": \"ab\", \"startFrom\": {\"wallSeconds\": 39.5, \"cpuSeconds\": 90,"
                + " \"bytesWritten\": 500}, " + OUTCOME + "}");

        assertThat(TrainingRecord.read(folder)).hasValueSatisfying(record -> {
            assertThat(record.wallSeconds()).isEqualTo(100);
            assertThat(record.cpuSeconds()).isEqualTo(200);
            assertThat(record.bytesWritten()).isEqualTo(1500);
            assertThat(record.recipe()).isEmpty();
        });
    }

    @Test
    void should_find_nothing_where_nothing_was_trained() {
        assertThat(TrainingRecord.read(folder)).isEmpty();
    }

    @Test
    void should_name_a_damaged_file() throws IOException {
        write("{\"outcome\": ");

        assertThatExceptionOfType(InvalidInputException.class)
                .isThrownBy(() -> TrainingRecord.read(folder))
                .withMessageStartingWith(
                        folder.resolve(TrainingRecord.FILE) + ": must be what training wrote, but is not (");
    }

    private void write(String json) throws IOException {
        Files.writeString(folder.resolve(TrainingRecord.FILE), json);
    }
}
