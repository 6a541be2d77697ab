package dev.openbook.rag.retrieve;

import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.openbook.rag.chunk.Passage;
import dev.openbook.rag.chunk.PassageContent;
import dev.openbook.rag.index.IndexIdentity;
import dev.openbook.rag.index.LuceneEmbeddingStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/**
 * Builds indexes of any number of passages and times questions to them.
 *
 * <p>Texts are given and repeated as often as needed; vectors are made up, or an index of 100,000 passages would take
 * hours of embedding before the first figure: each is one of 1,000 directions with noise of the same length added, so
 * that neighbours exist, as they do among real passages, and no two are equal. What is measured is writing, size and the
 * time of questions (whose own embedding is real), not how good the answers are.
 */
public final class RetrievalScale {

    private static final int DIRECTIONS = 1_000;
    private static final long SEED = 1;

    /**
     * One size.
     *
     * @param passages how many
     * @param buildSeconds to write them in one commit, neighbour graph included where there is one
     * @param bytes of the index on disk
     * @param queries the time of each mode
     */
    public record Point(int passages, double buildSeconds, long bytes, List<RetrievalBenchmark.QueryTime> queries) {

        /** Takes an unmodifiable copy. */
        public Point {
            queries = List.copyOf(queries);
        }
    }

    private final EmbeddingModel embedder;
    private final List<Passage> texts;
    private final List<String> questions;
    private final float[][] directions;

    /**
     * A series of measurements.
     *
     * @param embedder embeds the questions
     * @param texts what passages are made of
     * @param questions what is asked of every size
     */
    public RetrievalScale(EmbeddingModel embedder, List<Passage> texts, List<String> questions) {
        this.embedder = embedder;
        this.texts = List.copyOf(texts);
        this.questions = List.copyOf(questions);
        this.directions = new float[DIRECTIONS][];
        SplittableRandom random = new SplittableRandom(SEED);
        for (int i = 0; i < DIRECTIONS; i++) {
            directions[i] = gaussian(random, embedder.dimension());
        }
    }

    /**
     * Builds an index of {@code passages} in {@code folder}, which must not exist, and asks it.
     *
     * @param rounds how often each question is asked
     */
    public Point measure(Path folder, int passages, RetrievalSettings settings, int rounds) {
        List<String> ids = new ArrayList<>(passages);
        List<Embedding> vectors = new ArrayList<>(passages);
        List<TextSegment> segments = new ArrayList<>(passages);
        SplittableRandom random = new SplittableRandom(SEED + passages);
        for (int i = 0; i < passages; i++) {
            Passage text = texts.get(i % texts.size());
            Passage copy = new Passage(
                    i + "/" + text.documentId(),
                    text.version(),
                    text.start(),
                    text.end(),
                    text.headings(),
                    text.text(),
                    text.rendering());
            ids.add(copy.id());
            segments.add(PassageContent.toSegment(copy));
            vectors.add(Embedding.from(near(directions[random.nextInt(DIRECTIONS)], random)));
        }
        long start = System.nanoTime();
        try (LuceneEmbeddingStore store =
                LuceneEmbeddingStore.open(folder, IndexIdentity.of("made up", embedder.dimension()))) {
            store.addAll(ids, vectors, segments);
            double seconds = (System.nanoTime() - start) / 1e9;
            vectors.clear();
            segments.clear();
            return new Point(
                    passages,
                    seconds,
                    size(folder),
                    RetrievalBenchmark.queries(store::snapshot, embedder, settings, questions, rounds));
        }
    }

    private float[] near(float[] direction, SplittableRandom random) {
        float[] vector = gaussian(random, direction.length);
        for (int i = 0; i < vector.length; i++) {
            vector[i] += direction[i];
        }
        return vector;
    }

    private static float[] gaussian(SplittableRandom random, int dimension) {
        float[] vector = new float[dimension];
        for (int i = 0; i < dimension; i++) {
            vector[i] = (float) random.nextGaussian();
        }
        return vector;
    }

    private static long size(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            long bytes = 0;
            for (Path file : files.toList()) {
                bytes += Files.size(file);
            }
            return bytes;
        } catch (IOException e) {
            throw new UncheckedIOException("index " + folder + " cannot be read: " + e.getMessage(), e);
        }
    }
}
