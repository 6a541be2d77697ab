/**
 * A folder of Markdown, text, HTML and PDF files becomes documents, one at a time.
 *
 * <p>In: a folder ({@link dev.openbook.rag.corpus.CorpusFolder#scan}). Out: an entry with its hash for every readable
 * file, a reason for every file that is left out, and, on demand, one
 * {@link dev.openbook.rag.corpus.SourceDocument} after the other. Next: {@code dev.openbook.rag.chunk} cuts documents
 * into passages.
 */
package dev.openbook.rag.corpus;
