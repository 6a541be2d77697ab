package dev.openbook.model.llama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.openbook.foundation.InvalidInputException;
import dev.openbook.model.adapter.LoraAdapter;
import dev.openbook.model.adapter.LoraAdapter.Site;
import dev.openbook.model.adapter.LoraAdapter.Update;
import dev.openbook.model.adapter.SafeTensorsFile.Tensor;
import dev.openbook.model.gguf.GgmlType;
import dev.openbook.model.gguf.GgufFile;
import dev.openbook.model.gguf.TinyGguf;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AdaptedWeightsTest {

    @TempDir
    Path folder;

    @Test
    void should_add_the_scaled_product_where_the_adapter_says_and_nowhere_else() {
        try (GgufFile file = GgufFile.open(TinyGguf.seed(5).type(GgmlType.Q4_1).writeTo(folder.resolve("tiny.gguf")))) {
            GgufWeights base = new GgufWeights(file, "hash");
            LoraAdapter adapter = adapter(Optional.of("hash"), 1, Projection.UP, 128, 64);

            AdaptedWeights adapted = new AdaptedWeights(base, adapter, "adapter");

            float[] before = base.projection(1, Projection.UP);
            float[] after = adapted.projection(1, Projection.UP);
            for (int i = 0; i < before.length; i++) {
                assertThat(after[i] - before[i]).isCloseTo(2f * 0.5f * 0.25f, within(1e-6f)); // alpha / rank · b · a
            }
            assertThat(adapted.projection(0, Projection.UP)).isEqualTo(base.projection(0, Projection.UP));
            assertThat(adapted.quantized(1, Projection.UP)).isEmpty();
            assertThat(adapted.quantized(1, Projection.DOWN)).isPresent();
            assertThat(adapted.identity()).isNotEqualTo(base.identity());
        }
    }

    @Test
    void should_refuse_an_adapter_of_another_model_or_shape_with_all_faults() {
        try (GgufFile file = GgufFile.open(TinyGguf.seed(5).writeTo(folder.resolve("tiny.gguf")))) {
            GgufWeights base = new GgufWeights(file, "hash");
            LoraAdapter wrong = adapter(Optional.of("other"), 0, Projection.KEY, 64, 64);
            LoraAdapter deep = adapter(Optional.empty(), 7, Projection.KEY, 32, 64);

            assertThatThrownBy(() -> new AdaptedWeights(base, wrong, "adapter"))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("sha256 other, but this model's is hash")
                    .hasMessageContaining("self_attn.k_proj of block 0 must be 32 × 64, but is 64 × 64");
            assertThatThrownBy(() -> new AdaptedWeights(base, deep, "adapter"))
                    .hasMessageContaining("changes block 7, but the model has 2");
        }
    }

    private static LoraAdapter adapter(Optional<String> base, int block, Projection projection, int out, int in) {
        Tensor a = new Tensor(1, in, filled(in, 0.25f));
        Tensor b = new Tensor(out, 1, filled(out, 0.5f));
        return new LoraAdapter("tiny", base, 1, 2, Map.of(new Site(block, projection), new Update(a, b)));
    }

    private static float[] filled(int count, float value) {
        float[] values = new float[count];
        java.util.Arrays.fill(values, value);
        return values;
    }
}
