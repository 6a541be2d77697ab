/**
 * Passages with their vectors in, ranked passages out: a Lucene index that is whole, of one version, and checked before
 * it answers.
 *
 * <p>Documents come in from {@code dev.openbook.rag.chunk} as passages; {@link dev.openbook.rag.index.CorpusIndex} keeps
 * an index equal to a corpus version, {@link dev.openbook.rag.index.LuceneEmbeddingStore} is the same index behind
 * LangChain4j's interface. What goes out is an {@link dev.openbook.rag.index.IndexSnapshot}: one commit, searched by
 * words and by vector. Next: {@code dev.openbook.rag.retrieve} fuses the two. Lucene's types stay in here.
 */
package dev.openbook.rag.index;
