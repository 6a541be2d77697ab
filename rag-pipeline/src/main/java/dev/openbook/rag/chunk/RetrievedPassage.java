package dev.openbook.rag.chunk;

import java.util.Objects;

/**
 * A passage as retrieval found it.
 *
 * @param passage what was found
 * @param scores how well it matched
 */
public record RetrievedPassage(Passage passage, RetrievalScores scores) {

    /** Refuses null. */
    public RetrievedPassage {
        Objects.requireNonNull(passage, "passage");
        Objects.requireNonNull(scores, "scores");
    }
}
