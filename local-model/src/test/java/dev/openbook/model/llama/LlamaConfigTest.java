package dev.openbook.model.llama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.openbook.foundation.InvalidInputException;
import dev.openbook.model.gguf.GgufFile;
import dev.openbook.model.gguf.TinyGguf;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LlamaConfigTest {

    @TempDir
    Path folder;

    @Test
    void should_read_the_shape_from_a_file() {
        try (GgufFile file = GgufFile.open(TinyGguf.seed(1).writeTo(folder.resolve("tiny.gguf")))) {
            LlamaConfig config = LlamaConfig.of(file);

            assertThat(config)
                    .isEqualTo(new LlamaConfig(
                            2, 64, 128, 2, 1, 32, TinyGguf.tokens().size(), 512, 10_000, 32, (double) 1e-5f));
            assertThat(config.querySize()).isEqualTo(64);
            assertThat(config.keyValueSize()).isEqualTo(32);
        }
    }

    @Test
    void should_refuse_an_impossible_shape_with_all_its_faults() {
        assertThatThrownBy(() -> new LlamaConfig(0, 64, 128, 2, 3, 32, 280, -1, 0.5, 31, 1))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("layers must be between 1 and 1000, but is 0")
                .hasMessageContaining("heads must be a multiple of key/value heads (3), but are 2")
                .hasMessageContaining("context length must be between 1 and 16777216, but is -1")
                .hasMessageContaining("rotary base must be above 1, but is 0.5")
                .hasMessageContaining("rotary dimensions must be even, but are 31")
                .hasMessageContaining("norm epsilon must be between 0 and 1, but is 1.0");
    }

    @Test
    void should_refuse_a_mixture_of_experts() {
        Path path = TinyGguf.seed(1).writer().put("llama.expert_count", 8).writeTo(folder.resolve("experts.gguf"));
        try (GgufFile file = GgufFile.open(path)) {
            assertThatThrownBy(() -> LlamaConfig.of(file))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessage("experts.gguf: mixtures of experts are not supported, but 'llama.expert_count' is 8");
        }
    }

    @Test
    void should_refuse_scaled_positions_by_name() {
        Path path =
                TinyGguf.seed(1).writer().put("llama.rope.scaling.type", "yarn").writeTo(folder.resolve("scaled.gguf"));
        try (GgufFile file = GgufFile.open(path)) {
            assertThatThrownBy(() -> LlamaConfig.of(file)).hasMessageContaining("'yarn' is not supported");
        }
    }
}
