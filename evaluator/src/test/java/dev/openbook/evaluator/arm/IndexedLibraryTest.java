package dev.openbook.evaluator.arm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.openbook.evaluator.retrieval.WordsOnly;
import dev.openbook.evaluator.suite.Strata;
import dev.openbook.evaluator.suite.Suite;
import dev.openbook.foundation.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IndexedLibraryTest {

    @TempDir
    Path folder;

    @BeforeEach
    void writeDocuments() throws IOException {
        Files.createDirectory(folder.resolve("docs"));
        Files.writeString(folder.resolve("docs/heading.md"), "# Valve\n\nIt opens at seven bar.\n");
        Files.writeString(folder.resolve("docs/text.md"), "# Parts\n\nA valve is a valve, valve for valve.\n");
    }

    @Test
    void should_rank_with_the_weights_of_the_suite() {
        assertThat(bestFor(new Suite.Ranking(10, 0, 1, 1, 60))).isEqualTo("heading.md");
        assertThat(bestFor(new Suite.Ranking(0, 0, 1, 1, 60))).isEqualTo("text.md");
    }

    @Test
    void should_leave_out_files_over_the_limit() {
        try (IndexedLibrary library = library(Suite.Ranking.DEFAULT, 37)) {
            library.serve(Strata.V1);

            assertThat(library.describe(Strata.V1).documents()).isEqualTo(1);
            assertThat(library.describe(Strata.V1).skipped()).containsExactly(Map.entry("too large", 1));
        }
    }

    private String bestFor(Suite.Ranking ranking) {
        try (IndexedLibrary library = library(ranking, 1_000)) {
            library.serve(Strata.V1);
            return library.passages("valve", 1).get(0).documentId();
        }
    }

    private IndexedLibrary library(Suite.Ranking ranking, long maxFileBytes) {
        return new IndexedLibrary(
                Map.of(Strata.V1, folder.resolve("docs")),
                folder.resolve("index"),
                new Embedder("none", new WordsOnly(), text -> text.split("\\s+").length),
                new Suite.Retrieval("bm25", 1, Map.of(), 0, ranking),
                maxFileBytes,
                Progress.none());
    }
}
