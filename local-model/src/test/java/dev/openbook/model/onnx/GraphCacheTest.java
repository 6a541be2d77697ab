package dev.openbook.model.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.openbook.foundation.InvalidInputException;
import dev.openbook.model.gguf.GgmlType;
import dev.openbook.model.gguf.GgufFile;
import dev.openbook.model.gguf.TinyGguf;
import dev.openbook.model.llama.GgufWeights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GraphCacheTest {

    private static final FileTime LONG_AGO = FileTime.fromMillis(1_000_000);

    @TempDir
    Path folder;

    private GgufFile file;
    private GgufWeights weights;
    private GraphCache cache;

    @BeforeEach
    void open() {
        file = GgufFile.open(TinyGguf.seed(1).type(GgmlType.Q4_1).writeTo(folder.resolve("tiny.gguf")));
        weights = new GgufWeights(file, "hash");
        cache = new GraphCache(folder.resolve("cache"));
    }

    @AfterEach
    void close() {
        file.close();
    }

    @Test
    void should_build_once_and_leave_nothing_else_behind() throws IOException {
        Path built = cache.get(weights, Precision.INT8);
        Files.setLastModifiedTime(built.resolve("model.onnx"), LONG_AGO);

        Path again = cache.get(weights, Precision.INT8);

        assertThat(again).isEqualTo(built);
        assertThat(Files.getLastModifiedTime(again.resolve("model.onnx"))).isEqualTo(LONG_AGO);
        try (Stream<Path> entries = Files.list(folder.resolve("cache/graphs"))) {
            assertThat(entries).containsExactly(built);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"model.onnx", "model.data", "manifest.txt"})
    void should_build_again_when_a_file_is_damaged_cut_or_gone(String name) throws IOException {
        Path damaged = cache.get(weights, Precision.EXACT4).resolve(name);
        byte[] whole = Files.readAllBytes(damaged);
        byte[] flipped = whole.clone();
        flipped[flipped.length / 2] ^= 1;

        Files.write(damaged, flipped);
        cache.get(weights, Precision.EXACT4);
        assertThat(damaged).hasBinaryContent(whole);

        Files.write(damaged, new byte[] {1, 2, 3});
        cache.get(weights, Precision.EXACT4);
        assertThat(damaged).hasBinaryContent(whole);

        Files.delete(damaged);
        cache.get(weights, Precision.EXACT4);
        assertThat(damaged).hasBinaryContent(whole);
    }

    @Test
    void should_keep_apart_what_differs_in_weights_or_precision() {
        assertThat(Stream.of(
                        GraphCache.key(weights, Precision.FP32),
                        GraphCache.key(weights, Precision.INT8),
                        GraphCache.key(new GgufWeights(file, "hash+adapter"), Precision.INT8)))
                .doesNotHaveDuplicates();
    }

    @Test
    void should_refuse_exact_4_bits_of_a_file_without_them() {
        Path path = TinyGguf.seed(1).type(GgmlType.F16).writeTo(folder.resolve("half.gguf"));
        try (GgufFile half = GgufFile.open(path)) {
            assertThatThrownBy(() -> cache.get(new GgufWeights(half, "hash"), Precision.EXACT4))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("needs a model file of type Q4_0 or Q4_1")
                    .hasMessageContaining("use INT8");
        }
    }
}
