package dev.openbook.rag.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.langchain4j.data.document.Metadata;
import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.store.embedding.CosineSimilarity;
import dev.langchain4j.store.embedding.EmbeddingMatch;
import dev.langchain4j.store.embedding.EmbeddingSearchRequest;
import dev.langchain4j.store.embedding.filter.Filter;
import dev.langchain4j.store.embedding.filter.comparison.IsEqualTo;
import dev.openbook.foundation.InvalidInputException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LuceneEmbeddingStoreTest {

    private static final IndexIdentity IDENTITY = IndexIdentity.of("test-vectors", TestVectors.DIMENSION);

    @TempDir
    private Path folder;

    @Test
    void should_keep_vectors_text_and_metadata_after_it_was_closed() {
        TextSegment segment = TextSegment.from(
                "lone \uD800 surrogate, NUL \0 and 😀",
                new Metadata()
                        .put("int", 7)
                        .put("long", Long.MIN_VALUE)
                        .put("float", 0.1f)
                        .put("double", -0.0));
        Embedding vector = TestVectors.of("three times as long");
        String id;
        try (LuceneEmbeddingStore store = LuceneEmbeddingStore.open(folder, IDENTITY)) {
            id = store.add(vector, segment);
        }

        try (LuceneEmbeddingStore store = LuceneEmbeddingStore.open(folder, IDENTITY)) {
            EmbeddingMatch<TextSegment> match = search(store, vector, 10, null).get(0);

            assertThat(match.embeddingId()).isEqualTo(id);
            assertThat(match.embedded()).isEqualTo(segment);
            assertThat(match.embedding()).isEqualTo(vector);
            assertThat(match.score()).isEqualTo(1.0, org.assertj.core.data.Offset.offset(1e-6));
        }
    }

    @Test
    void should_replace_a_passage_with_the_same_id() {
        try (LuceneEmbeddingStore store = LuceneEmbeddingStore.open(folder, IDENTITY)) {
            store.addAll(List.of("a"), List.of(TestVectors.of("old")), List.of(TextSegment.from("old")));
            store.addAll(List.of("a"), List.of(TestVectors.of("new")), List.of(TextSegment.from("new")));

            assertThat(search(store, TestVectors.of("old"), 10, null))
                    .singleElement()
                    .satisfies(match -> assertThat(match.embedded().text()).isEqualTo("new"));
        }
    }

    @ParameterizedTest
    @ValueSource(floats = {0f, Float.NaN, Float.POSITIVE_INFINITY})
    void should_refuse_vectors_that_have_no_direction(float value) {
        float[] numbers = new float[TestVectors.DIMENSION];
        numbers[3] = value;
        try (LuceneEmbeddingStore store = LuceneEmbeddingStore.open(folder, IDENTITY)) {
            assertThatThrownBy(() -> store.add(Embedding.from(numbers)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("vector must");
            assertThatThrownBy(() -> search(store, Embedding.from(numbers), 1, null))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThat(search(store, TestVectors.of("x"), 10, null)).isEmpty();
        }
    }

    @Test
    void should_refuse_another_dimension() {
        try (LuceneEmbeddingStore store = LuceneEmbeddingStore.open(folder, IDENTITY)) {
            assertThatThrownBy(() -> store.add(Embedding.from(new float[] {1, 2})))
                    .hasMessage("vector must have 32 dimensions, but has 2");
        }
    }

    @Test
    void should_refuse_an_index_of_another_identity_and_name_both() {
        LuceneEmbeddingStore.open(folder, IDENTITY).close();

        assertThatThrownBy(() -> LuceneEmbeddingStore.open(folder, IndexIdentity.of("other", 16)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("embedder test-vectors (32 dimensions)")
                .hasMessageContaining("embedder other (16 dimensions)");
    }

    @Test
    void should_refuse_a_folder_that_holds_other_files() throws Exception {
        java.nio.file.Files.writeString(folder.resolve("thesis.txt"), "precious");

        assertThatThrownBy(() -> LuceneEmbeddingStore.open(folder, IDENTITY))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("holds other files");
        assertThat(folder.resolve("thesis.txt")).hasContent("precious");
    }

    /** Random filters over random metadata accept exactly what LangChain4j's own test of a filter accepts. */
    @Test
    void should_filter_as_langchain4j_defines_it() {
        Random random = new Random(11);
        try (LuceneEmbeddingStore store = LuceneEmbeddingStore.open(folder, IDENTITY)) {
            List<TextSegment> segments = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                segments.add(TextSegment.from("passage " + i, RandomFilters.metadata(random)));
            }
            List<String> ids = IntStream.range(0, 60).mapToObj(i -> "p" + i).toList();
            store.addAll(ids, ids.stream().map(TestVectors::of).toList(), segments);
            for (int round = 0; round < 400; round++) {
                Filter filter = RandomFilters.filter(random, 3);
                List<String> expected = segments.stream()
                        .filter(segment -> filter.test(segment.metadata()))
                        .map(TextSegment::text)
                        .sorted()
                        .toList();

                List<String> found = search(store, TestVectors.of("x"), 100, filter).stream()
                        .map(match -> match.embedded().text())
                        .sorted()
                        .toList();

                assertThat(found).as(filter.toString()).isEqualTo(expected);
            }
        }
    }

    @Test
    void should_search_exactly_by_cosine_with_stable_ties() {
        try (LuceneEmbeddingStore store = LuceneEmbeddingStore.open(folder, IDENTITY)) {
            List<String> ids =
                    IntStream.range(0, 200).mapToObj(i -> "p" + (199 - i)).toList();
            List<Embedding> vectors = IntStream.range(0, 200)
                    .mapToObj(i -> TestVectors.of("word" + i / 4))
                    .toList();
            store.addAll(ids, vectors, null);

            List<EmbeddingMatch<TextSegment>> found = search(store, TestVectors.of("word7 word8"), 10, null);

            assertThat(found.get(0).score()).isEqualTo(found.get(3).score());
            assertThat(found.subList(0, 4))
                    .extracting(EmbeddingMatch::embeddingId)
                    .isSorted();
            assertThat(found).allSatisfy(match -> assertThat(2 * match.score() - 1)
                    .isCloseTo(
                            CosineSimilarity.between(match.embedding(), TestVectors.of("word7 word8")),
                            org.assertj.core.data.Offset.offset(1e-5)));
        }
    }

    @Test
    void should_follow_a_graph_beyond_the_limit_and_find_nearly_the_same() {
        List<String> ids = IntStream.range(0, 1000).mapToObj(i -> "p" + i).toList();
        List<Embedding> vectors = ids.stream().map(TestVectors::of).toList();
        List<String> exact = new ArrayList<>();
        List<String> graph = new ArrayList<>();
        for (int limit : new int[] {5000, 300}) {
            Path place = folder.resolve("limit" + limit);
            try (LuceneEmbeddingStore store = LuceneEmbeddingStore.open(place, IDENTITY, limit)) {
                store.addAll(ids, vectors, null);
                store.removeAll(new IsEqualTo("absent", 1));
                search(store, TestVectors.of("question"), 10, null)
                        .forEach(match -> (limit == 300 ? graph : exact).add(match.embeddingId()));
            }
        }

        assertThat(graph).hasSize(10);
        assertThat(graph.stream().filter(exact::contains).count()).isGreaterThanOrEqualTo(9);
    }

    private static List<EmbeddingMatch<TextSegment>> search(
            LuceneEmbeddingStore store, Embedding query, int count, Filter filter) {
        return store.search(EmbeddingSearchRequest.builder()
                        .queryEmbedding(query)
                        .maxResults(count)
                        .filter(filter)
                        .build())
                .matches();
    }
}
