package dev.openbook.evaluator.result;

import java.util.Map;

/**
 * One corpus version.
 *
 * @param version {@code v1} or {@code v2}
 * @param name the folder's own name
 * @param sha256 over the ids and hashes of its documents
 * @param documents how many were read
 * @param passages how many passages they were cut into
 * @param skipped how many files were left out, by reason
 */
public record CorpusEntry(
        String version, String name, String sha256, int documents, int passages, Map<String, Integer> skipped) {}
