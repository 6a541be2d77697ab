package dev.openbook.rag.answer;

/**
 * When things happened while one question was answered, in nanoseconds since it was submitted.
 *
 * @param retrievalNanos until the passages were there; 0 for arms that retrieve nothing
 * @param firstTokenNanos until the first non-empty token, retrieval included (TTFT)
 * @param totalNanos until the answer was complete
 */
public record Timing(long retrievalNanos, long firstTokenNanos, long totalNanos) {}
