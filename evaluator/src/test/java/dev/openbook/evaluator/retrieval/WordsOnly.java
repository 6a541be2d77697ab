package dev.openbook.evaluator.retrieval;

import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.output.Response;
import java.util.List;

/** Gives every text the same vector, for indexes that are searched by words alone. */
public final class WordsOnly implements EmbeddingModel {

    @Override
    public Response<List<Embedding>> embedAll(List<TextSegment> segments) {
        return Response.from(segments.stream()
                .map(segment -> Embedding.from(new float[] {1}))
                .toList());
    }

    @Override
    public int dimension() {
        return 1;
    }
}
