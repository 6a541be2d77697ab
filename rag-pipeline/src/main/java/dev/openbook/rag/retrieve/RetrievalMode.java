package dev.openbook.rag.retrieve;

/** Which rankings a retriever uses. */
public enum RetrievalMode {
    /** Words only, by BM25; the question is not embedded. */
    BM25,
    /** Vectors only, by cosine. */
    VECTOR,
    /** Both, fused by reciprocal rank. */
    HYBRID
}
