package dev.openbook.evaluator.result;

/**
 * One system under comparison.
 *
 * @param id in the data, for example {@code rag-base}
 * @param name for people, for example {@code RAG}
 * @param description in one sentence
 * @param readsDocuments whether it sees documents at question time
 */
public record ArmEntry(String id, String name, String description, boolean readsDocuments) {}
