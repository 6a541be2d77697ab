package dev.openbook.evaluator.result;

import java.util.List;
import java.util.Map;

/**
 * One question that was asked.
 *
 * @param id unique in the run
 * @param fact what wordings of one fact share; statistics are by fact
 * @param kind why it is asked: {@code unseen}, {@code reversed}, {@code two-document}, {@code attribute-absent}, …
 * @param subject what it is about; empty if not known
 * @param wording the question
 * @param golds right answers by corpus version; an empty list means that version does not answer it
 * @param sources where the answer stands, by corpus version
 */
public record QuestionEntry(
        String id,
        String fact,
        String kind,
        String subject,
        String wording,
        Map<String, List<String>> golds,
        Map<String, List<Source>> sources) {

    /**
     * Where an answer stands.
     *
     * @param document its id
     * @param quote verbatim; empty if only the document is known
     */
    public record Source(String document, String quote) {}
}
