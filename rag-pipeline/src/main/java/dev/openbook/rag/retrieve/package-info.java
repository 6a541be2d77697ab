/**
 * A question comes in, ranked passages with their scores go out.
 *
 * <p>{@link dev.openbook.rag.retrieve.HybridRetriever} asks one snapshot of the index by words and by vector and fuses
 * the two rankings; {@link dev.openbook.rag.retrieve.RetrievalBenchmark} times it, {@link
 * dev.openbook.rag.retrieve.RetrievalScale} at any size. Next: {@code dev.openbook.rag.answer} puts the passages into a prompt.
 */
package dev.openbook.rag.retrieve;
