package dev.openbook.finetune.dataset.reader;

import dev.openbook.finetune.dataset.reader.Vocabulary.Attribute;
import dev.openbook.finetune.dataset.reader.Vocabulary.Domain;
import java.util.List;

/**
 * Sources written for one prompt, and what they tell.
 *
 * @param domain what most of them are about
 * @param sources in the order of the prompt
 * @param subjects told about
 * @param absent a name like theirs that nothing is told about; null where names are not asked for
 * @param told every value, with the source that holds it; no subject has the same attribute twice
 */
record SourceSet(Domain domain, List<ReadingSource> sources, List<Subject> subjects, Subject absent, List<Told> told) {

    /**
     * Somebody or something.
     *
     * @param name in full
     * @param alias another way to say it
     * @param title of its document
     */
    record Subject(Domain domain, String name, String alias, String title) {}

    /**
     * One value that a source tells.
     *
     * @param former a value that the same source calls out of date; null mostly
     * @param source index of the source
     */
    record Told(Subject subject, Attribute attribute, String value, String former, int source) {

        Told in(int index) {
            return new Told(subject, attribute, value, former, index);
        }
    }

    boolean tells(Subject subject, Attribute attribute) {
        return told.stream().anyMatch(t -> t.subject.equals(subject) && t.attribute.equals(attribute));
    }
}
