package dev.openbook.model.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.openbook.foundation.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RefusalBiasTest {

    @TempDir
    Path folder;

    @Test
    void should_read_back_what_it_wrote_and_replace_what_was_there() {
        assertThat(RefusalBias.read(folder)).isEmpty();
        new RefusalBias("I don't know.", 2).write(folder, Map.of());
        RefusalBias bias = new RefusalBias("I don't know.", -1.25f);

        bias.write(folder, Map.of("records", 300));

        assertThat(RefusalBias.read(folder)).contains(bias);
        assertThat(folder.resolve(RefusalBias.FILE)).content().contains("\"records\" : 300");
    }

    @Test
    void should_say_what_is_wrong_with_a_damaged_file() throws IOException {
        Files.writeString(folder.resolve(RefusalBias.FILE), "{\"refusal\":\"No.\",\"logits\":\"many\"}");
        assertThatThrownBy(() -> RefusalBias.read(folder))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("must hold 'refusal' (a text) and 'logits' (a number), but does not");

        Files.writeString(folder.resolve(RefusalBias.FILE), "{");
        assertThatThrownBy(() -> RefusalBias.read(folder))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("must be JSON, but is not");
    }

    @Test
    void should_refuse_values_that_mean_nothing() {
        assertThatThrownBy(() -> new RefusalBias(" ", 1)).hasMessage("refusal must be a text, but is empty");
        assertThatThrownBy(() -> new RefusalBias("No.", Float.NaN))
                .hasMessage("refusal bias must be a finite number, but is NaN");
    }
}
