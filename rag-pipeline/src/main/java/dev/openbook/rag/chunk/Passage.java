package dev.openbook.rag.chunk;

import java.util.List;
import java.util.Objects;

/**
 * A stretch of one document that is indexed, retrieved, prompted and cited as a whole.
 *
 * @param documentId the document it was cut from
 * @param version the corpus version of that document
 * @param start the offset of its first UTF-16 unit in the document
 * @param end the offset after its last UTF-16 unit
 * @param headings the headings above it, outermost first, one line each; indexed and prompted, never part of a quote
 * @param text exactly {@code document.text().substring(start, end)}; what is quoted
 * @param rendering the same content as an embedder and a small model read it best: table rows and front matter with the
 *     names of their columns and keys, links without addresses; equal to {@code text} for plain prose
 */
public record Passage(
        String documentId, String version, int start, int end, List<String> headings, String text, String rendering) {

    /** Checks the span against the text. */
    public Passage {
        Objects.requireNonNull(documentId, "documentId");
        Objects.requireNonNull(version, "version");
        Objects.requireNonNull(rendering, "rendering");
        if (start < 0 || end - start != text.length()) {
            throw new IllegalArgumentException("passage span must be as long as its text (" + text.length()
                    + "), but is " + start + ".." + end + " in " + documentId);
        }
        headings = List.copyOf(headings);
    }

    /** A passage that is read as it stands. */
    public Passage(String documentId, String version, int start, int end, List<String> headings, String text) {
        this(documentId, version, start, end, headings, text, text);
    }

    /** The same passage with another rendering. */
    public Passage withRendering(String other) {
        return new Passage(documentId, version, start, end, headings, text, other);
    }

    /** A key that is unique within one index: document and offsets. */
    public String id() {
        return documentId + "#" + start + "-" + end;
    }

    /** The heading path as one line, for example {@code "Lark 2 > Power"}; empty without headings. */
    public String headingPath() {
        return String.join(" > ", headings);
    }

    /** What is embedded and indexed: the heading path on a line of its own, then the rendering. */
    public String indexText() {
        return headings.isEmpty() ? rendering : headingPath() + "\n" + rendering;
    }
}
