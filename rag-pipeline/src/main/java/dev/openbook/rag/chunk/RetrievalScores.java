package dev.openbook.rag.chunk;

import java.util.OptionalDouble;

/**
 * How well a passage matched a question, each score on its own scale.
 *
 * @param cosine of question and passage vectors, −1 to 1, where vectors were compared
 * @param bm25 the BM25 score, 0 or more, where words were compared
 * @param ranking the score the passages were ordered by; only its order means something when it is fused
 */
public record RetrievalScores(OptionalDouble cosine, OptionalDouble bm25, double ranking) {

    /** Nothing is known but the order. */
    public static RetrievalScores rankedOnly(double ranking) {
        return new RetrievalScores(OptionalDouble.empty(), OptionalDouble.empty(), ranking);
    }
}
