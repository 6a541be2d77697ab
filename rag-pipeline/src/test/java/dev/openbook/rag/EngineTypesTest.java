package dev.openbook.rag;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class EngineTypesTest {

    private static final Path SOURCES = Path.of("src/main/java/dev/openbook/rag");

    @Test
    void should_name_lucene_in_the_index_package_only() throws IOException {
        try (Stream<Path> files = Files.walk(SOURCES)) {
            List<Path> all =
                    files.filter(file -> file.toString().endsWith(".java")).toList();
            List<Path> naming = all.stream()
                    .filter(file -> text(file).contains("org.apache.lucene."))
                    .toList();

            assertThat(naming).isNotEmpty().allMatch(file -> file.startsWith(SOURCES.resolve("index")));
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
