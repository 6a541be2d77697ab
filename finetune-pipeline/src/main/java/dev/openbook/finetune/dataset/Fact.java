package dev.openbook.finetune.dataset;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One thing a corpus states: a subject has a value for an attribute, with the ways to ask for it.
 *
 * <p>The evaluator asks the {@code unseen} and {@code reversed} wordings; training sees the {@code training} ones only.
 *
 * @param id unique in its file, for example {@code products/lark#weight}
 * @param subject what the fact is about
 * @param subjectAliases other names of the subject in the corpus
 * @param attribute what is stated of the subject, for example {@code weight}
 * @param versions what each corpus version states; a version that does not state the fact is absent
 * @param training question wordings that may be trained on
 * @param unseen question wordings that are only ever asked
 * @param reversed a question from the value to the subject, where that is unambiguous
 * @param split {@code development} (settings may be chosen on it) or {@code test} (reported)
 */
public record Fact(
        String id,
        String subject,
        List<String> subjectAliases,
        String attribute,
        Map<String, Statement> versions,
        List<String> training,
        List<String> unseen,
        Optional<Reversed> reversed,
        Split split) {

    /** The same with other training wordings. */
    public Fact withTraining(List<String> wordings) {
        return new Fact(
                id, subject, subjectAliases, attribute, versions, List.copyOf(wordings), unseen, reversed, split);
    }

    /** Which facts settings may be chosen on, and which are reported. */
    public enum Split {
        /** Thresholds, prompts and passage counts may be chosen on these; never reported. */
        DEVELOPMENT,
        /** Reported; nothing is chosen on these. */
        TEST
    }

    /**
     * What one corpus version states.
     *
     * @param document the id of the document that states it
     * @param value the value as it stands in the quote
     * @param aliases other right spellings of the value
     * @param quote the verbatim sentence, row or item of the document that states it
     */
    public record Statement(String document, String value, List<String> aliases, String quote) {}

    /**
     * The question asked from the other end.
     *
     * @param question asks for the subject, given the value of version {@code v1}
     * @param answers right answers
     */
    public record Reversed(String question, List<String> answers) {}
}
