package dev.openbook.rag.index;

import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.output.Response;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

/** Embeddings without a model: each word has a fixed random direction, a text is their sum. */
public final class TestVectors implements EmbeddingModel {

    /** The length of the vectors. */
    public static final int DIMENSION = 32;

    private final AtomicInteger embedded = new AtomicInteger();

    /** How many texts were embedded so far. */
    public int embedded() {
        return embedded.get();
    }

    @Override
    public Response<List<Embedding>> embedAll(List<TextSegment> segments) {
        embedded.addAndGet(segments.size());
        return Response.from(
                segments.stream().map(segment -> of(segment.text())).toList());
    }

    @Override
    public int dimension() {
        return DIMENSION;
    }

    /** The vector of a text. */
    public static Embedding of(String text) {
        float[] sum = new float[DIMENSION];
        String[] words = text.toLowerCase(Locale.ROOT).split("[^\\p{L}\\p{N}]+");
        for (String word : words.length == 0 ? new String[] {text} : words) {
            Random random = new Random(word.hashCode() * 31L + 7);
            for (int i = 0; i < DIMENSION; i++) {
                sum[i] += (float) random.nextGaussian();
            }
        }
        return Embedding.from(sum);
    }
}
