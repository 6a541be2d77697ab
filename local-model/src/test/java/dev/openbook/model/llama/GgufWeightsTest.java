package dev.openbook.model.llama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.openbook.foundation.InvalidInputException;
import dev.openbook.model.gguf.GgmlType;
import dev.openbook.model.gguf.GgufFile;
import dev.openbook.model.gguf.TinyGguf;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class GgufWeightsTest {

    @TempDir
    Path folder;

    @Test
    void should_put_interleaved_query_and_key_rows_in_hugging_face_order() {
        try (GgufFile file = GgufFile.open(TinyGguf.seed(3).writeTo(folder.resolve("tiny.gguf")))) {
            GgufWeights weights = new GgufWeights(file, "hash");
            float[] stored = file.tensor("blk.1.attn_q.weight").toFloats();

            float[] query = weights.projection(1, Projection.QUERY);

            int size = TinyGguf.HEAD_SIZE;
            for (int head = 0; head < 2; head++) {
                for (int i = 0; i < size / 2; i++) {
                    for (int j = 0; j < 2; j++) {
                        assertThat(row(query, head * size + j * size / 2 + i))
                                .isEqualTo(row(stored, head * size + 2 * i + j));
                    }
                }
            }
            assertThat(weights.projection(1, Projection.VALUE))
                    .isEqualTo(file.tensor("blk.1.attn_v.weight").toFloats());
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = GgmlType.class,
            names = {"Q4_0", "Q4_1", "Q8_0"})
    void should_give_blocks_that_are_exactly_the_weights(GgmlType type) {
        try (GgufFile file = GgufFile.open(TinyGguf.seed(4).type(type).writeTo(folder.resolve("tiny.gguf")))) {
            GgufWeights weights = new GgufWeights(file, "hash");
            for (Projection projection : Projection.values()) {
                QuantizedMatrix blocks = weights.quantized(0, projection).orElseThrow();

                assertThat(widened(blocks)).isEqualTo(weights.projection(0, projection));
                assertThat(blocks.symmetric()).isEqualTo(type != GgmlType.Q4_1);
            }
            assertThat(widened(weights.quantizedEmbedding().orElseThrow())).isEqualTo(weights.embedding());
        }
    }

    @Test
    void should_have_no_blocks_for_other_types() {
        try (GgufFile file = GgufFile.open(TinyGguf.seed(4).type(GgmlType.F16).writeTo(folder.resolve("tiny.gguf")))) {
            assertThat(new GgufWeights(file, "hash").quantized(0, Projection.UP))
                    .isEmpty();
        }
    }

    @Test
    void should_refuse_a_tensor_it_would_leave_out() {
        Path path = TinyGguf.seed(1)
                .writer()
                .tensor("blk.0.attn_q.bias", GgmlType.F32, new float[64], 64)
                .writeTo(folder.resolve("biased.gguf"));
        try (GgufFile file = GgufFile.open(path)) {
            assertThatThrownBy(() -> new GgufWeights(file, "hash"))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessage("biased.gguf: tensor 'blk.0.attn_q.bias' is not part of the llama architecture as it is"
                            + " supported here");
        }
    }

    @Test
    void should_divide_the_rotary_frequencies_by_the_files_factors() {
        float[] factors = new float[16];
        Arrays.fill(factors, 4);
        Path path = TinyGguf.seed(1)
                .writer()
                .tensor("rope_freqs.weight", GgmlType.F32, factors, 16)
                .writeTo(folder.resolve("factors.gguf"));
        try (GgufFile file = GgufFile.open(path)) {
            assertThat(new GgufWeights(file, "hash").rotaryFrequencies()[0]).isEqualTo(0.25);
        }
    }

    private static float[] row(float[] matrix, int row) {
        return Arrays.copyOfRange(matrix, row * 64, row * 64 + 64);
    }

    private static float[] widened(QuantizedMatrix m) {
        float[] out = new float[m.values().length];
        for (int i = 0; i < out.length; i++) {
            int block = i / QuantizedMatrix.BLOCK;
            out[i] = m.scales()[block] * (m.values()[i] & 0xff) + m.minima()[block];
        }
        return out;
    }
}
