package dev.openbook.rag.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.output.Response;
import dev.openbook.foundation.InvalidInputException;
import dev.openbook.foundation.Progress;
import dev.openbook.rag.chunk.PassageSplitter;
import dev.openbook.rag.chunk.RetrievedPassage;
import dev.openbook.rag.corpus.CorpusFolder;
import dev.openbook.rag.corpus.SkipReason;
import dev.openbook.rag.retrieve.HybridRetriever;
import dev.openbook.rag.retrieve.Retrieval;
import dev.openbook.rag.retrieve.RetrievalSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CorpusIndexTest {

    private static final PassageSplitter SPLITTER = new PassageSplitter(text -> text.split("\\s+").length, 40);

    @TempDir
    private Path temporary;

    private final TestVectors embedder = new TestVectors();
    private Path folder;

    @BeforeEach
    void write_two_versions() throws IOException {
        folder = temporary.resolve("index");
        Map<String, String> v1 = new TreeMap<>();
        for (int i = 0; i < 12; i++) {
            v1.put(
                    "doc" + i + ".md",
                    "# Device " + i + "\n\n## Power\n\nThe device number " + i + " draws " + (10 + i)
                            + " watts.\n\n## Site\n\nIt stands in hall " + i + " since v1.\n");
        }
        Map<String, String> v2 = new TreeMap<>(v1);
        v2.replace("doc1.md", v1.get("doc1.md").replace("11 watts", "99 watts"));
        v2.put("moved/doc2.md", v2.remove("doc2.md"));
        v2.remove("doc3.md");
        v2.put("new.md", "# Newcomer\n\nThe newcomer draws 77 watts.\n");
        write("v1", v1);
        write("v2", v2);
    }

    @Test
    void should_index_every_document_of_the_first_version() {
        try (CorpusIndex index = open()) {
            assertThat(index.exists()).isFalse();
            assertThatThrownBy(index::snapshot)
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("does not exist");

            IndexUpdate update = update(index, "v1");

            assertThat(update.added()).isEqualTo(12);
            assertThat(update.passagesEmbedded()).isEqualTo(update.passages()).isEqualTo(24);
            assertThat(update.bytesWritten()).isPositive();
            assertThat(update.wallNanos()).isPositive();
            assertThat(answer(index, "how many watts does device number 7 draw"))
                    .contains("17 watts");
        }
    }

    @Test
    void should_embed_only_what_changed() {
        try (CorpusIndex index = open()) {
            update(index, "v1");
            int before = embedder.embedded();

            IndexUpdate update = update(index, "v2");

            assertThat(update.added()).isEqualTo(1);
            assertThat(update.changed()).isEqualTo(1);
            assertThat(update.removed()).isEqualTo(1);
            assertThat(update.renamed()).isEqualTo(1);
            assertThat(update.unchanged()).isEqualTo(9);
            assertThat(update.passagesEmbedded()).as("one edited, one new").isEqualTo(2);
            assertThat(embedder.embedded() - before).isEqualTo(2);
            assertThat(update.passagesReused())
                    .as("renamed document and unedited passage")
                    .isEqualTo(3);
        }
    }

    @Test
    void should_embed_the_beginning_of_a_document_before_its_end_is_cut() throws IOException {
        write("long", Map.of("long.txt", "The device draws ten watts.\n\n".repeat(5_000)));
        AtomicInteger counted = new AtomicInteger();
        AtomicInteger countedBefore = new AtomicInteger();
        PassageSplitter splitter = new PassageSplitter(
                text -> {
                    counted.incrementAndGet();
                    return text.split("\\s+").length;
                },
                40);
        EmbeddingModel watching = new EmbeddingModel() {
            @Override
            public Response<List<Embedding>> embedAll(List<TextSegment> segments) {
                countedBefore.compareAndSet(0, counted.get());
                return embedder.embedAll(segments);
            }

            @Override
            public int dimension() {
                return embedder.dimension();
            }
        };

        try (CorpusIndex index = CorpusIndex.open(folder, watching, "test-vectors", splitter)) {
            assertThat(update(index, "long").passages()).isGreaterThan(500);
        }

        assertThat(countedBefore.get()).isPositive().isLessThan(counted.get() / 5);
    }

    @Test
    void should_answer_like_a_fresh_build_after_any_sequence_of_updates() {
        try (CorpusIndex updated = open();
                CorpusIndex fresh = CorpusIndex.open(temporary.resolve("fresh"), embedder, "test-vectors", SPLITTER)) {
            for (String version : List.of("v1", "v2", "v1", "v2")) {
                update(updated, version);
            }
            update(fresh, "v2");

            for (String question : List.of("device 99 watts", "newcomer", "which hall", "doc3", "device number 3")) {
                assertThat(search(updated, question))
                        .as(question)
                        .usingRecursiveComparison()
                        .isEqualTo(search(fresh, question));
            }
            try (IndexSnapshot a = updated.snapshot();
                    IndexSnapshot b = fresh.snapshot()) {
                assertThat(a.corpusSha256()).isEqualTo(b.corpusSha256()).hasSize(64);
            }
        }
    }

    @Test
    void should_cite_unchanged_documents_in_the_new_version_and_removed_ones_never() {
        try (CorpusIndex index = open()) {
            update(index, "v1");
            update(index, "v2");

            List<RetrievedPassage> found = search(index, "device watts hall").passages();

            assertThat(found)
                    .allSatisfy(hit -> assertThat(hit.passage().version()).isEqualTo("v2"));
            assertThat(found)
                    .extracting(hit -> hit.passage().documentId())
                    .contains("doc4.md", "moved/doc2.md")
                    .doesNotContain("doc2.md", "doc3.md");
        }
    }

    @Test
    void should_write_nothing_if_nothing_changed_whatever_the_file_times() throws Exception {
        try (CorpusIndex index = open()) {
            update(index, "v1");
            Files.setLastModifiedTime(temporary.resolve("v1/doc1.md"), FileTime.fromMillis(0));
            Map<Path, FileTime> before = times();

            IndexUpdate update = update(index, "v1");

            assertThat(update.bytesWritten()).isZero();
            assertThat(update.unchanged()).isEqualTo(12);
            assertThat(update.documentsTouched()).isZero();
            assertThat(times()).isEqualTo(before);
        }
    }

    @Test
    void should_remember_files_without_text() throws Exception {
        Files.writeString(temporary.resolve("v1/blank.md"), " \n\t ");
        try (CorpusIndex index = open()) {
            IndexUpdate first = update(index, "v1");
            IndexUpdate second = update(index, "v1");

            assertThat(first.skipped())
                    .extracting("id", "reason")
                    .contains(org.assertj.core.groups.Tuple.tuple("blank.md", SkipReason.EMPTY));
            assertThat(second.skipped()).isEqualTo(first.skipped());
            assertThat(second.bytesWritten()).isZero();
        }
    }

    @Test
    void should_keep_the_old_version_if_embedding_fails() {
        try (CorpusIndex index = open()) {
            update(index, "v1");
        }
        EmbeddingModel failing = new EmbeddingModel() {
            @Override
            public Response<List<Embedding>> embedAll(List<TextSegment> segments) {
                throw new IllegalStateException("embedder is gone");
            }

            @Override
            public int dimension() {
                return TestVectors.DIMENSION;
            }
        };
        try (CorpusIndex index = CorpusIndex.open(folder, failing, "test-vectors", SPLITTER)) {
            assertThatThrownBy(() -> update(index, "v2")).hasMessageContaining("embedder is gone");
        }

        try (CorpusIndex index = open()) {
            assertThat(answer(index, "device number 1 watts")).contains("11 watts");
            assertThat(update(index, "v2").changed()).isEqualTo(1);
        }
    }

    @Test
    void should_refuse_passages_cut_in_another_way() {
        try (CorpusIndex index = open()) {
            update(index, "v1");
        }
        PassageSplitter other = new PassageSplitter(String::length, 100);

        assertThatThrownBy(() -> CorpusIndex.open(folder, embedder, "test-vectors", other))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining(SPLITTER.fingerprint())
                .hasMessageContaining(other.fingerprint());
    }

    @Test
    void should_be_readable_but_not_writable_as_a_plain_store() {
        try (CorpusIndex index = open()) {
            update(index, "v1");
        }
        IndexIdentity identity = new IndexIdentity("test-vectors", TestVectors.DIMENSION, SPLITTER.fingerprint());
        try (LuceneEmbeddingStore store = LuceneEmbeddingStore.open(folder, identity)) {
            assertThatThrownBy(store::removeAll).isInstanceOf(UnsupportedOperationException.class);
            assertThatThrownBy(() -> store.add(TestVectors.of("x"))).isInstanceOf(UnsupportedOperationException.class);
        }
    }

    /** Readers ask while versions are swapped: every answer is wholly of the version it names. */
    @Test
    void should_never_mix_versions_while_they_are_swapped() throws Exception {
        AtomicBoolean done = new AtomicBoolean();
        ExecutorService readers = Executors.newFixedThreadPool(3);
        try (CorpusIndex index = open()) {
            update(index, "v1");
            List<Future<Integer>> counts = new ArrayList<>();
            for (int r = 0; r < 3; r++) {
                counts.add(readers.submit(() -> {
                    int asked = 0;
                    while (!done.get()) {
                        Retrieval found = search(index, "device number 1 newcomer draws watts");
                        String texts = found.passages().toString();
                        assertThat(texts.contains("99 watts"))
                                .isEqualTo(found.corpusVersion().equals("v2"));
                        assertThat(texts.contains("11 watts"))
                                .isEqualTo(found.corpusVersion().equals("v1"));
                        assertThat(texts.contains("77 watts"))
                                .isEqualTo(found.corpusVersion().equals("v2"));
                        asked++;
                    }
                    return asked;
                }));
            }
            for (int round = 0; round < 15; round++) {
                update(index, round % 2 == 0 ? "v2" : "v1");
            }
            done.set(true);
            for (Future<Integer> count : counts) {
                assertThat(count.get()).isPositive();
            }
        } finally {
            done.set(true);
            readers.shutdownNow();
        }
        if (Files.exists(Path.of("/proc/self/maps"))) {
            try (Stream<String> maps = Files.lines(Path.of("/proc/self/maps"))) {
                assertThat(maps.filter(line -> line.contains(temporary.toString())))
                        .isEmpty();
            }
        }
    }

    private CorpusIndex open() {
        return CorpusIndex.open(folder, embedder, "test-vectors", SPLITTER);
    }

    private IndexUpdate update(CorpusIndex index, String version) {
        return index.update(CorpusFolder.scan(temporary.resolve(version), version, Progress.none()), Progress.none());
    }

    private Retrieval search(CorpusIndex index, String question) {
        RetrievalSettings settings = RetrievalSettings.defaults().withMaxResults(40);
        return new HybridRetriever(index::snapshot, embedder, settings).search(question);
    }

    private String answer(CorpusIndex index, String question) {
        return search(index, question).passages().get(0).passage().text();
    }

    private void write(String version, Map<String, String> documents) throws IOException {
        for (Map.Entry<String, String> document : documents.entrySet()) {
            Path file = temporary.resolve(version).resolve(document.getKey());
            Files.createDirectories(file.getParent());
            Files.writeString(file, document.getValue());
        }
    }

    private Map<Path, FileTime> times() throws IOException {
        Map<Path, FileTime> times = new TreeMap<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                times.put(file, Files.getLastModifiedTime(file));
            }
        }
        return times;
    }
}
