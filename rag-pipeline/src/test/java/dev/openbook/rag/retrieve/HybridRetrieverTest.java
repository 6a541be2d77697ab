package dev.openbook.rag.retrieve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.rag.content.Content;
import dev.langchain4j.rag.content.ContentMetadata;
import dev.langchain4j.rag.query.Query;
import dev.openbook.rag.chunk.Passage;
import dev.openbook.rag.chunk.PassageContent;
import dev.openbook.rag.chunk.RetrievedPassage;
import dev.openbook.rag.index.IndexIdentity;
import dev.openbook.rag.index.LuceneEmbeddingStore;
import dev.openbook.rag.index.TestVectors;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class HybridRetrieverTest {

    @TempDir
    private Path folder;

    private LuceneEmbeddingStore store;

    @BeforeEach
    void fill() {
        store = LuceneEmbeddingStore.open(folder.resolve("index"), IndexIdentity.of("test-vectors", 32));
        Map<String, String> passages = new TreeMap<>();
        passages.put("python.md", "The scheduler needs Python 3.10 or newer.");
        passages.put("old.md", "The scheduler once needed Python 3.1 or newer.");
        passages.put("part.md", "Order the spare part AB-123 from the depot.");
        passages.put("parts.md", "Part 123 of the manual explains the AB bus in part.");
        passages.put("zurich.md", "The team in Zürich answers follow-up calls.");
        passages.put("loader.md", "The LX200 loads pallets.");
        List<String> ids = new ArrayList<>();
        List<TextSegment> segments = new ArrayList<>();
        passages.forEach((id, text) -> {
            Passage passage = new Passage(id, "v1", 0, text.length(), List.of("Handbook", id.replace(".md", "")), text);
            ids.add(passage.id());
            segments.add(PassageContent.toSegment(passage));
        });
        store.addAll(
                ids,
                segments.stream().map(segment -> TestVectors.of(segment.text())).toList(),
                segments);
    }

    @AfterEach
    void close() {
        store.close();
    }

    @ParameterizedTest
    @CsvSource({
        "Which Python 3.10 is needed?, python.md",
        "Which Python 3.1 was needed?, old.md",
        "Where do I get AB-123?, part.md",
        "who answers in zurich, zurich.md",
        "what does the lx200 load, loader.md",
        "the loader's pallet loads, loader.md",
        "follow-up, zurich.md"
    })
    void should_find_by_words(String question, String expected) {
        assertThat(documents(RetrievalMode.BM25, question)).startsWith(expected);
    }

    @Test
    void should_find_by_the_heading_above_a_passage() {
        assertThat(documents(RetrievalMode.BM25, "zurich")).containsExactly("zurich.md");
        assertThat(documents(RetrievalMode.BM25, "handbook")).hasSize(6);
    }

    @Test
    void should_carry_every_score_beside_the_passage() {
        List<Content> contents = retriever(RetrievalMode.HYBRID).retrieve(Query.from("spare part AB-123"));

        RetrievedPassage first = PassageContent.toRetrieved(contents.get(0));
        assertThat(first.passage().documentId()).isEqualTo("part.md");
        assertThat(first.scores().cosine().orElseThrow()).isBetween(0.1, 1.0);
        assertThat(first.scores().bm25().orElseThrow()).isPositive();
        assertThat((double) contents.get(0).metadata().get(ContentMetadata.SCORE))
                .as("first in both rankings")
                .isCloseTo(1.5 / 61, within(1e-12)); // vectors count 1, words 0.5
        assertThat(contents).hasSize(5);
    }

    @Test
    void should_weigh_the_two_rankings() {
        RetrievalSettings wordsOnly =
                RetrievalSettings.defaults().withMaxResults(6).withFusionWeights(0, 1);

        List<String> fused = new HybridRetriever(store::snapshot, new TestVectors(), wordsOnly)
                .search("handbook part").passages().stream()
                        .map(hit -> hit.passage().documentId())
                        .toList();

        assertThat(fused).isEqualTo(documents(RetrievalMode.BM25, "handbook part"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " \t\n",
                "\u200B\u200E\uFEFF",
                "the of and a",
                "+text:(broken AND [* TO \"] ~2^9 ?*",
                "\\ / || && ! { } -",
                "\uD800 lone",
                "мост через реку",
                "橋はどこですか",
                "🙂"
            })
    void should_take_any_text_as_a_question(String question) {
        for (RetrievalMode mode : RetrievalMode.values()) {
            assertThat(retriever(mode).search(question).passages()).hasSizeLessThanOrEqualTo(6);
            assertThat(retriever(mode).explain(question)).isNotBlank();
        }
    }

    @Test
    void should_find_nothing_for_a_question_without_a_visible_character() {
        assertThat(retriever(RetrievalMode.HYBRID).search(" \u200B ").passages())
                .isEmpty();
    }

    @ParameterizedTest
    @EnumSource(RetrievalMode.class)
    void should_answer_a_question_of_100_000_words_in_two_seconds_and_say_what_it_dropped(RetrievalMode mode) {
        StringBuilder question = new StringBuilder("Where do I get AB-123?");
        for (int i = 0; i < 100_000; i++) {
            question.append(" word").append(i);
        }
        long start = System.nanoTime();

        Retrieval found = retriever(mode).search(question.toString());

        assertThat(System.nanoTime() - start).isLessThan(2_000_000_000L);
        assertThat(found.truncated()).isTrue();
        assertThat(found.droppedCharacters()).isGreaterThan(900_000);
        assertThat(found.droppedTerms()).isPositive();
        assertThat(found.passages()).isNotEmpty();
        assertThat(retriever(mode).explain(question.toString())).contains("The question is too long");
    }

    @Test
    void should_take_one_endless_word() {
        assertThat(retriever(RetrievalMode.HYBRID)
                        .search("a-".repeat(1_000_000))
                        .truncated())
                .isTrue();
    }

    @Test
    void should_derive_the_scores_for_a_person() {
        String explanation = retriever(RetrievalMode.HYBRID).explain("Where is part AB-123?");

        assertThat(explanation)
                .contains("Identifiers: ab-123")
                .contains("1. part.md#0-43")
                .contains("rank 1 by words")
                .contains("rank 1 by vector")
                .contains("'ab-123' in identifiers = boost")
                .contains("fused 0.024590 = 0.5/(60 + 1) + 1.0/(60 + 1)");
    }

    @Test
    void should_time_every_mode() {
        List<RetrievalBenchmark.QueryTime> times = RetrievalBenchmark.queries(
                store::snapshot, new TestVectors(), RetrievalSettings.defaults(), List.of("part", "pallets"), 3);

        assertThat(times).hasSize(3).allSatisfy(time -> {
            assertThat(time.n()).isEqualTo(6);
            assertThat(time.p95Millis())
                    .isGreaterThanOrEqualTo(time.p50Millis())
                    .isPositive();
        });
        assertThat(RetrievalBenchmark.passagesPerSecond(new TestVectors(), List.of("a", "b", "c"), 2))
                .isPositive();
    }

    private HybridRetriever retriever(RetrievalMode mode) {
        return new HybridRetriever(
                store::snapshot, new TestVectors(), RetrievalSettings.defaults().withMode(mode));
    }

    private List<String> documents(RetrievalMode mode, String question) {
        RetrievalSettings settings = RetrievalSettings.defaults().withMode(mode).withMaxResults(6);
        return new HybridRetriever(store::snapshot, new TestVectors(), settings)
                .search(question).passages().stream()
                        .map(hit -> hit.passage().documentId())
                        .toList();
    }
}
