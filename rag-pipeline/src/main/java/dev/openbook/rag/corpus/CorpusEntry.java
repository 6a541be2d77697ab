package dev.openbook.rag.corpus;

import java.util.Objects;

/**
 * One readable file of a corpus, known by name and hash but not yet read as text.
 *
 * @param id the path relative to the corpus folder with {@code /} between names
 * @param size in bytes
 * @param sha256 of the bytes, 64 hexadecimal digits
 */
public record CorpusEntry(String id, long size, String sha256) {

    /** Refuses null. */
    public CorpusEntry {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(sha256, "sha256");
    }
}
