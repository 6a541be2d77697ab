/**
 * A document becomes passages: exact slices, cut where its author paused, never longer than the embedder reads.
 *
 * <p>In: a {@code SourceDocument}. {@link dev.openbook.rag.chunk.PassageSplitter} cuts it; {@code MarkdownBlocks} finds
 * the places. Out: {@link dev.openbook.rag.chunk.Passage}, which {@link dev.openbook.rag.chunk.PassageContent} carries
 * through LangChain4j's segments and contents. Next: {@code dev.openbook.rag.index} stores passages.
 */
package dev.openbook.rag.chunk;
