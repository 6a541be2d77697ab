package dev.openbook.rag.corpus;

import java.util.Objects;

/**
 * A file or folder that is not part of the corpus.
 *
 * @param id its path relative to the corpus folder
 * @param reason why it was left out
 */
public record Skipped(String id, SkipReason reason) implements LoadResult {

    /** Refuses null. */
    public Skipped {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(reason, "reason");
    }
}
