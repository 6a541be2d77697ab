package dev.openbook.rag.corpus;

import java.util.Objects;

/**
 * One document of a corpus, decoded to text.
 *
 * @param id the path relative to the corpus folder with {@code /} between names, for example {@code products/lark.md}
 * @param version the corpus version it belongs to, for example {@code v1}
 * @param text the decoded text; every offset in the project counts its UTF-16 units
 * @param sha256 of the file's bytes, 64 hexadecimal digits; two documents with equal hashes are unchanged
 */
public record SourceDocument(String id, String version, String text, String sha256) implements LoadResult {

    /** Refuses null. */
    public SourceDocument {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(version, "version");
        Objects.requireNonNull(text, "text");
        Objects.requireNonNull(sha256, "sha256");
    }

    /** How the text is to be read, judged by the id's extension. */
    public DocumentFormat format() {
        return DocumentFormat.of(id).orElse(DocumentFormat.TEXT);
    }
}
