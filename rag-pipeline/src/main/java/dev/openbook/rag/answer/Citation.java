package dev.openbook.rag.answer;

/**
 * A quote that supports an answer.
 *
 * @param documentId the cited document
 * @param version the corpus version of that document
 * @param start the offset of the quote's first UTF-16 unit in the document
 * @param end the offset after its last UTF-16 unit
 * @param quote exactly {@code document.text().substring(start, end)} in that version
 * @param attributed whether the source was found after the answer was written (post-hoc attribution) rather than marked
 *     by the model itself
 */
public record Citation(String documentId, String version, int start, int end, String quote, boolean attributed) {}
