package dev.openbook.evaluator.arm;

import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.embedding.onnx.HuggingFaceTokenCountEstimator;
import dev.openbook.model.onnx.OnnxEngine;
import java.util.function.ToIntFunction;

/**
 * An embedding model with its name and its token counter.
 *
 * @param name kept in the index, because vectors of another embedder would give wrong neighbours
 * @param model embeds passages and questions
 * @param tokenCounter counts as it does, so that no passage is longer than it reads
 */
public record Embedder(String name, EmbeddingModel model, ToIntFunction<String> tokenCounter) {

    /** all-MiniLM-L6-v2 (Apache-2.0, 384 dimensions), which comes with its weights in a jar and needs no network. */
    public static Embedder miniLm() {
        OnnxEngine.start(); // without telemetry
        return new Embedder(
                "all-MiniLM-L6-v2",
                new MiniLm(MiniLm.PUBLISHED_WINDOW),
                new HuggingFaceTokenCountEstimator()::estimateTokenCountInText);
    }

    /**
     * The same model with another window, for texts that are not cut.
     *
     * @param wordPieces how much of a text it reads, at most 512; those that mark beginning and end included
     */
    public static Embedder miniLm(int wordPieces) {
        OnnxEngine.start();
        return new Embedder(
                "all-MiniLM-L6-v2, first " + wordPieces + " word pieces",
                new MiniLm(wordPieces),
                new HuggingFaceTokenCountEstimator()::estimateTokenCountInText);
    }
}
