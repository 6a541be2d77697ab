package dev.openbook.rag.index;

import dev.langchain4j.data.embedding.Embedding;
import org.apache.lucene.util.VectorUtil;

/** Checks and arithmetic of embedding vectors. */
final class Vectors {

    private Vectors() {}

    /**
     * The vector's Euclidean length.
     *
     * @throws IllegalArgumentException if the dimension differs, a value is not finite, or there is no direction
     */
    static double checkedLength(Embedding embedding, int dimension) {
        float[] vector = embedding.vector();
        if (vector.length != dimension) {
            throw new IllegalArgumentException(
                    "vector must have " + dimension + " dimensions, but has " + vector.length);
        }
        double squares = 0;
        for (int i = 0; i < vector.length; i++) {
            if (!Float.isFinite(vector[i])) {
                throw new IllegalArgumentException(
                        "vector must hold finite numbers, but element " + i + " is " + vector[i]);
            }
            squares += (double) vector[i] * vector[i];
        }
        if (squares == 0) {
            throw new IllegalArgumentException("vector must not be zero: it has no direction to compare");
        }
        return Math.sqrt(squares);
    }

    /** The checked vector scaled to length 1. */
    static float[] direction(Embedding embedding, int dimension) {
        double length = checkedLength(embedding, dimension);
        float[] direction = embedding.vector().clone();
        for (int i = 0; i < direction.length; i++) {
            direction[i] = (float) (direction[i] / length);
        }
        return direction;
    }

    /** The cosine between a direction and a vector whose length is stored as the bits of a double. */
    static float cosine(float[] direction, float[] vector, long lengthBits) {
        double cosine = VectorUtil.dotProduct(direction, vector) / Double.longBitsToDouble(lengthBits);
        return (float) Math.max(-1, Math.min(1, cosine));
    }
}
