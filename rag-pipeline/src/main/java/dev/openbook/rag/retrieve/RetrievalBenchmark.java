package dev.openbook.rag.retrieve;

import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.openbook.rag.index.IndexSnapshot;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

/**
 * Times retrieval as a question meets it: embedding, both searches, fusion and loading the passages.
 *
 * <p>Questions are asked one at a time, the modes in turn, after every question was asked once to warm up.
 */
public final class RetrievalBenchmark {

    /**
     * The time of one mode.
     *
     * @param mode which rankings were used
     * @param n how many questions were timed
     * @param p50Millis the median
     * @param p95Millis the 95th percentile (nearest rank)
     */
    public record QueryTime(RetrievalMode mode, int n, double p50Millis, double p95Millis) {}

    private RetrievalBenchmark() {}

    /**
     * Times every mode.
     *
     * @param rounds how often each question is asked
     */
    public static List<QueryTime> queries(
            Supplier<IndexSnapshot> index,
            EmbeddingModel embedder,
            RetrievalSettings settings,
            List<String> questions,
            int rounds) {
        RetrievalMode[] modes = RetrievalMode.values();
        List<HybridRetriever> retrievers = Arrays.stream(modes)
                .map(mode -> new HybridRetriever(index, embedder, settings.withMode(mode)))
                .toList();
        List<List<Long>> nanos = retrievers.stream()
                .map(retriever -> (List<Long>) new ArrayList<Long>())
                .toList();
        for (int round = 0; round <= rounds; round++) { // round 0 warms up
            for (String question : questions) {
                for (int m = 0; m < modes.length; m++) {
                    long start = System.nanoTime();
                    retrievers.get(m).search(question);
                    long elapsed = System.nanoTime() - start;
                    if (round > 0) {
                        nanos.get(m).add(elapsed);
                    }
                }
            }
        }
        List<QueryTime> times = new ArrayList<>();
        for (int m = 0; m < modes.length; m++) {
            long[] sorted =
                    nanos.get(m).stream().mapToLong(Long::longValue).sorted().toArray();
            times.add(new QueryTime(modes[m], sorted.length, percentile(sorted, 50), percentile(sorted, 95)));
        }
        return times;
    }

    /** Passages embedded a second, in batches of {@code batch}, the first batch not counted. */
    public static double passagesPerSecond(EmbeddingModel embedder, List<String> passages, int batch) {
        List<TextSegment> segments = passages.stream().map(TextSegment::from).toList();
        embedder.embedAll(segments.subList(0, Math.min(batch, segments.size())));
        long start = System.nanoTime();
        for (int from = 0; from < segments.size(); from += batch) {
            embedder.embedAll(segments.subList(from, Math.min(from + batch, segments.size())));
        }
        return segments.size() / ((System.nanoTime() - start) / 1e9);
    }

    private static double percentile(long[] sorted, int percent) {
        if (sorted.length == 0) {
            return Double.NaN;
        }
        int rank = (int) Math.ceil(percent / 100.0 * sorted.length);
        return sorted[Math.max(1, rank) - 1] / 1e6;
    }
}
