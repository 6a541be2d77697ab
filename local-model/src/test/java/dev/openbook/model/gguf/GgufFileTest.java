package dev.openbook.model.gguf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.openbook.foundation.InvalidInputException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class GgufFileTest {

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void should_read_metadata_by_type(int version) {
        Path path = TinyGguf.seed(1).writer().version(version).writeTo(folder.resolve("tiny.gguf"));

        try (GgufFile file = GgufFile.open(path)) {
            assertThat(file.architecture()).isEqualTo("llama");
            assertThat(file.integer("llama.embedding_length")).isEqualTo(64);
            assertThat(file.decimal("llama.rope.freq_base")).isEqualTo(10_000);
            assertThat(file.decimal("llama.attention.layer_norm_rms_epsilon")).isCloseTo(1e-5, within(1e-11));
            assertThat(file.decimal("llama.no_such_number", 1.5)).isEqualTo(1.5);
            assertThat(file.flag("tokenizer.ggml.add_bos_token", true)).isFalse();
            assertThat(file.strings("tokenizer.ggml.tokens")).isEqualTo(TinyGguf.tokens());
            assertThat(file.integers("tokenizer.ggml.token_type")).startsWith(3, 3, 3, 1);
            assertThat(file.optionalString("general.licence")).isEmpty();
            assertThat(file.optionalInteger("llama.block_count")).hasValue(2);
        }
    }

    @ParameterizedTest
    @EnumSource
    void should_give_every_tensor_in_outer_first_shape(GgmlType type) {
        TinyGguf tiny = TinyGguf.seed(2).type(type).untied();
        try (GgufFile file = GgufFile.open(tiny.writeTo(folder.resolve("tiny.gguf")))) {
            GgufTensor gate = file.tensor("blk.1.ffn_gate.weight");

            assertThat(gate.type()).isEqualTo(type);
            assertThat(gate.shape()).containsExactly(tiny.feedForward(), tiny.hidden());
            assertThat(gate.rows()).isEqualTo(tiny.feedForward());
            assertThat(file.tensorNames()).hasSize(2 + 2 * 9 + 1).contains("output.weight");
            for (String name : file.tensorNames()) {
                GgufTensor tensor = file.tensor(name);
                assertThat(tensor.toFloats()).hasSize((int) tensor.elements());
            }
        }
    }

    @Test
    void should_read_rows_as_part_of_the_whole() {
        try (GgufFile file = GgufFile.open(TinyGguf.seed(3).type(GgmlType.Q5_1).writeTo(folder.resolve("tiny.gguf")))) {
            GgufTensor tensor = file.tensor("blk.0.ffn_down.weight", 64, 128);
            float[] whole = tensor.toFloats();

            float[] rows = new float[3 * 128 + 1];
            tensor.readRows(5, 3, rows, 1);

            for (int i = 0; i < 3 * 128; i++) {
                assertThat(rows[i + 1]).isEqualTo(whole[5 * 128 + i]);
            }
        }
    }

    @Test
    void should_keep_tensors_readable_after_close() {
        GgufTensor tensor;
        try (GgufFile file = GgufFile.open(TinyGguf.seed(3).writeTo(folder.resolve("tiny.gguf")))) {
            tensor = file.tensor("output_norm.weight");
        }

        assertThat(tensor.toFloats()).hasSize(64);
    }

    @Test
    void should_name_file_key_and_rule_when_a_value_is_not_as_expected() {
        try (GgufFile file = GgufFile.open(TinyGguf.seed(3).writeTo(folder.resolve("tiny.gguf")))) {
            assertThatThrownBy(() -> file.string("llama.block_count"))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessage("tiny.gguf: metadata 'llama.block_count' must be a text, but is 2");
            assertThatThrownBy(() -> file.integer("general.size"))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessage("tiny.gguf: metadata 'general.size' is missing");
            assertThatThrownBy(() -> file.tensor("output.weight"))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessage("tiny.gguf: tensor 'output.weight' is missing");
            assertThatThrownBy(() -> file.tensor("output_norm.weight", 65))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessage("tiny.gguf: tensor 'output_norm.weight' must have the shape [65], but has [64]");
        }
    }

    @Test
    void should_refuse_a_tensor_with_numbers_that_are_not_finite() {
        Path path = new GgufWriter()
                .put("general.architecture", "llama")
                .tensor("a", GgmlType.F32, new float[] {1, 2, Float.NaN, 4}, 2, 2)
                .writeTo(folder.resolve("nan.gguf"));

        try (GgufFile file = GgufFile.open(path)) {
            assertThatThrownBy(() -> file.tensor("a").toFloats())
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("tensor 'a' must hold finite numbers, but number 2 is NaN");
        }
    }

    @Test
    void should_write_the_same_bytes_for_the_same_seed() {
        assertThat(TinyGguf.seed(9).type(GgmlType.Q6_K).writer().toBytes())
                .isEqualTo(TinyGguf.seed(9).type(GgmlType.Q6_K).writer().toBytes());
        assertThat(List.of(TinyGguf.seed(9).writer().toBytes()))
                .doesNotContain(TinyGguf.seed(10).writer().toBytes());
    }
}
