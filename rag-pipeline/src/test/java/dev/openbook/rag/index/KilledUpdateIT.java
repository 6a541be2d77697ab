package dev.openbook.rag.index;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.output.Response;
import dev.openbook.foundation.Progress;
import dev.openbook.rag.chunk.PassageSplitter;
import dev.openbook.rag.chunk.RetrievedPassage;
import dev.openbook.rag.corpus.CorpusFolder;
import dev.openbook.rag.retrieve.HybridRetriever;
import dev.openbook.rag.retrieve.Retrieval;
import dev.openbook.rag.retrieve.RetrievalSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Another JVM is killed, as {@code kill -9} does, at random moments of a first build and of updates. */
class KilledUpdateIT {

    private static final PassageSplitter SPLITTER = new PassageSplitter(text -> text.split("\\s+").length, 40);
    private static final int DOCUMENTS = 300;

    @TempDir
    private Path temporary;

    @Test
    void should_show_no_index_or_a_whole_one_after_a_killed_first_build() throws Exception {
        writeVersions();
        Random random = new Random(5);
        for (int round = 0; round < 4; round++) {
            Path folder = temporary.resolve("first" + round);
            killAfter(random.nextInt(700), folder, "v1");

            try (CorpusIndex index = open(folder)) {
                if (index.exists()) {
                    assertThat(valuesFound(index)).containsOnly("v1");
                }
                update(index, "v1");
                assertThat(valuesFound(index))
                        .as("the next run completes")
                        .containsOnly("v1")
                        .hasSize(DOCUMENTS);
            }
        }
    }

    @Test
    void should_answer_wholly_from_one_version_after_a_killed_update() throws Exception {
        writeVersions();
        Path folder = temporary.resolve("index");
        try (CorpusIndex index = open(folder)) {
            update(index, "v1");
        }
        Random random = new Random(6);
        for (int round = 0; round < 8; round++) {
            String target = round % 2 == 0 ? "v2" : "v1";
            killAfter(random.nextInt(700), folder, target);

            try (CorpusIndex index = open(folder)) {
                List<String> values = valuesFound(index);
                assertThat(values).hasSize(DOCUMENTS);
                assertThat(values.stream().distinct()).hasSize(1);
            }
        }
        try (CorpusIndex index = open(folder)) {
            update(index, "v2");
            assertThat(valuesFound(index)).containsOnly("v2");
        }
    }

    /** Runs in the other JVM: folder, corpus root, version. */
    public static void main(String[] arguments) {
        try (CorpusIndex index = open(Path.of(arguments[0]))) {
            CorpusFolder corpus =
                    CorpusFolder.scan(Path.of(arguments[1]).resolve(arguments[2]), arguments[2], Progress.none());
            System.out.println("started");
            index.update(corpus, Progress.none());
        }
    }

    private void killAfter(int millis, Path folder, String version) throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        KilledUpdateIT.class.getName(),
                        folder.toString(),
                        temporary.toString(),
                        version)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            assertThat(process.inputReader().readLine()).isEqualTo("started");
            process.waitFor(millis, TimeUnit.MILLISECONDS);
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    private void writeVersions() throws IOException {
        for (String version : List.of("v1", "v2")) {
            Path folder = Files.createDirectories(temporary.resolve(version));
            for (int i = 0; i < DOCUMENTS; i++) {
                Files.writeString(
                        folder.resolve("doc" + i + ".md"), "# Record " + i + "\n\nThe record says " + version + ".\n");
            }
        }
    }

    /** The version that each record's text itself names. */
    private static List<String> valuesFound(CorpusIndex index) {
        RetrievalSettings settings = RetrievalSettings.defaults().withMaxResults(2 * DOCUMENTS);
        Retrieval found = new HybridRetriever(index::snapshot, new SlowVectors(0), settings).search("record says");
        List<String> values = found.passages().stream()
                .map(RetrievedPassage::passage)
                .map(passage -> passage.text().contains("v2") ? "v2" : "v1")
                .toList();
        assertThat(values).containsOnly(found.corpusVersion());
        return values;
    }

    private static CorpusIndex open(Path folder) {
        return CorpusIndex.open(folder, new SlowVectors(2), "test-vectors", SPLITTER);
    }

    private void update(CorpusIndex index, String version) {
        index.update(CorpusFolder.scan(temporary.resolve(version), version, Progress.none()), Progress.none());
    }

    /** Takes its time, so that a kill meets every phase. */
    private record SlowVectors(int millisPerText) implements EmbeddingModel {
        @Override
        public Response<List<Embedding>> embedAll(List<TextSegment> segments) {
            try {
                Thread.sleep((long) millisPerText * segments.size());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return new TestVectors().embedAll(segments);
        }

        @Override
        public int dimension() {
            return TestVectors.DIMENSION;
        }
    }
}
