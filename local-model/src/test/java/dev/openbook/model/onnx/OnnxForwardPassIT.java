package dev.openbook.model.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.openbook.model.gguf.GgmlType;
import dev.openbook.model.gguf.GgufFile;
import dev.openbook.model.gguf.TinyGguf;
import dev.openbook.model.llama.ForwardPass;
import dev.openbook.model.llama.GgufWeights;
import dev.openbook.model.llama.JavaForwardPass;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The graph on the native engine, with tiny models. */
class OnnxForwardPassIT {

    private static final int[] TOKENS =
            new Random(2).ints(60, 3, TinyGguf.tokens().size()).toArray();

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        "F32, FP32, 1e-5",
        "Q4_1, FP32, 1e-5",
        "Q6_K, FP32, 1e-5",
        "Q8_0, INT8, 0.05",
        "Q4_1, INT8, 0.05",
        "Q4_0, EXACT4, 0.05",
        "Q4_1, EXACT4, 0.05"
    })
    void should_compute_what_the_formulas_say(GgmlType type, Precision precision, double relativeError) {
        try (GgufFile file = GgufFile.open(TinyGguf.seed(11).type(type).untied().writeTo(folder.resolve("tiny.gguf")));
                ForwardPass formulas = new JavaForwardPass(new GgufWeights(file, "hash"));
                ForwardPass graph = load(file, precision)) {
            int[] everywhere = IntStream.range(0, TOKENS.length).toArray();

            float[][] expected = formulas.run(TOKENS, 0, everywhere);
            float[][] computed = graph.run(TOKENS, 0, everywhere);

            for (int i = 0; i < TOKENS.length; i++) {
                assertThat(relativeError(computed[i], expected[i])).isLessThan(relativeError);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Precision.class)
    void should_give_the_same_one_by_one_in_pieces_and_at_once(Precision precision) {
        try (GgufFile file = GgufFile.open(TinyGguf.seed(12).type(GgmlType.Q4_1).writeTo(folder.resolve("tiny.gguf")));
                ForwardPass graph = load(file, precision)) {
            int last = TOKENS.length - 1;
            float[] atOnce = graph.run(TOKENS, 0, last)[0];

            float[] oneByOne = {};
            for (int i = 0; i <= last; i++) {
                oneByOne = graph.run(new int[] {TOKENS[i]}, i, 0)[0];
            }
            graph.run(Arrays.copyOf(TOKENS, 23), 0, 22);
            float[] inPieces = graph.run(Arrays.copyOfRange(TOKENS, 23, last + 1), 23, last - 23)[0];

            assertThat(oneByOne).containsExactly(atOnce);
            assertThat(inPieces).containsExactly(atOnce);
        }
    }

    @Test
    void should_keep_what_it_knows_when_the_cache_grows_and_forget_what_comes_after() {
        try (GgufFile file = GgufFile.open(TinyGguf.seed(13).writeTo(folder.resolve("tiny.gguf")));
                ForwardPass graph = load(file, Precision.FP32)) {
            int[] longer = new Random(3).ints(TinyGguf.CONTEXT_LENGTH, 3, 200).toArray();
            float[] fresh = graph.run(longer, 0, longer.length - 1)[0];

            try (ForwardPass grown = load(file, Precision.FP32)) {
                grown.run(Arrays.copyOf(longer, 200), 0, 199);
                grown.run(new int[] {5, 6, 7}, 200, 2); // forgotten by the next line
                float[] later = grown.run(Arrays.copyOfRange(longer, 200, longer.length), 200, longer.length - 201)[0];

                assertThat(later).containsExactly(fresh, within(1e-4f));
            }
        }
    }

    @Test
    void should_refuse_what_it_cannot_run() {
        try (GgufFile file = GgufFile.open(TinyGguf.seed(13).writeTo(folder.resolve("tiny.gguf")))) {
            ForwardPass graph = load(file, Precision.FP32);

            assertThatThrownBy(() -> graph.run(new int[0], 0)).hasMessageContaining("positions must lie between");
            assertThatThrownBy(() -> graph.run(new int[2], 511, 0)).hasMessageContaining("511 to 513");
            assertThatThrownBy(() -> graph.run(new int[] {-1}, 0, 0)).hasMessageContaining("but one is -1");
            assertThatThrownBy(() -> graph.run(new int[2], 0, 1, 0)).hasMessageContaining("ascending");
            graph.close();
            graph.close();
            assertThatThrownBy(() -> graph.run(new int[1], 0, 0)).hasMessage("the model is closed");
        }
    }

    /** ‖computed − expected‖ / ‖expected‖; a weight left out or in the wrong place gives more than 0.3. */
    private static double relativeError(float[] computed, float[] expected) {
        double difference = 0;
        double size = 0;
        for (int i = 0; i < expected.length; i++) {
            difference += Math.pow(computed[i] - expected[i], 2);
            size += Math.pow(expected[i], 2);
        }
        return Math.sqrt(difference / size);
    }

    private ForwardPass load(GgufFile file, Precision precision) {
        return OnnxForwardPass.load(new GgufWeights(file, "hash"), precision, folder.resolve("cache"), 2);
    }
}
