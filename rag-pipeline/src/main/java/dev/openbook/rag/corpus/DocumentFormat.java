package dev.openbook.rag.corpus;

import java.util.Locale;
import java.util.Optional;

/** The kinds of files a corpus may hold, told apart by extension. */
public enum DocumentFormat {
    /** {@code .md}, {@code .markdown}: kept verbatim. */
    MARKDOWN,
    /** {@code .txt}, {@code .text}: kept verbatim; no line is a heading. */
    TEXT,
    /** {@code .html}, {@code .htm}, {@code .xhtml}: the text is extracted, with headings, lists and tables as Markdown. */
    HTML,
    /** {@code .pdf}: the text is extracted. */
    PDF;

    /** The format of a file by its name; empty if it is none of these. */
    public static Optional<DocumentFormat> of(String name) {
        String extension = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        return switch (extension) {
            case "md", "markdown" -> Optional.of(MARKDOWN);
            case "txt", "text" -> Optional.of(TEXT);
            case "html", "htm", "xhtml" -> Optional.of(HTML);
            case "pdf" -> Optional.of(PDF);
            default -> Optional.empty();
        };
    }

    /** Whether the document's text carries headings, tables and lists in Markdown notation. */
    public boolean markdownNotation() {
        return this == MARKDOWN || this == HTML;
    }
}
