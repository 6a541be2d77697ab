package dev.openbook.rag.corpus;

/**
 * One document of a corpus, decoded to text.
 *
 * @param id the path relative to the corpus folder with {@code /} between names, for example {@code products/lark.md}
 * @param version the corpus version it belongs to, for example {@code v1}
 * @param text the decoded text; every offset in the project counts its UTF-16 units
 * @param sha256 of the file's bytes, 64 hexadecimal digits; two documents with equal hashes are unchanged
 */
public record SourceDocument(String id, String version, String text, String sha256) {}
