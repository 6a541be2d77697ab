package dev.openbook.rag.index;

/**
 * A passage found by one search.
 *
 * @param id its id, unique in the index
 * @param ordinal its number in the snapshot that found it; meaningless in another
 * @param score BM25, or the cosine, depending on the search
 */
public record IndexHit(String id, int ordinal, double score) {}
