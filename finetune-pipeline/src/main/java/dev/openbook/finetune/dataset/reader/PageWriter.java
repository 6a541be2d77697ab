package dev.openbook.finetune.dataset.reader;

import dev.openbook.finetune.dataset.reader.SourceSet.Subject;
import dev.openbook.finetune.dataset.reader.SourceSet.Told;
import dev.openbook.finetune.dataset.reader.Vocabulary.Attribute;
import dev.openbook.finetune.dataset.reader.Vocabulary.Passage;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;

/** Fills a passage of a page: written as a whole by people, so that its sentences lean on each other as real ones do. */
final class PageWriter {

    private final Random random;
    private final Filler filler;
    private final SubjectNames names;
    private final FactTeller teller;

    PageWriter(Random random, Filler filler, SubjectNames names, FactTeller teller) {
        this.random = random;
        this.filler = filler;
        this.names = names;
        this.teller = teller;
    }

    /** The passage about the subject, with a value for each attribute that it tells. */
    SourceDraft write(Passage passage, Subject subject) {
        List<Told> told = new ArrayList<>();
        for (Attribute attribute : subject.domain().attributes()) {
            if (passage.tells(attribute)) {
                teller.tell(subject, attribute, told);
            }
        }
        List<String> headings = new ArrayList<>(List.of(subject.title()));
        if (passage.under() != null) {
            headings.add(passage.under());
        }
        String text = layOut(passage);
        for (Told fact : told) {
            text = ValueForms.tell(text.replace(fact.attribute().slot(), "{v}"), fact.value());
        }
        return new SourceDraft(new ReadingSource(headings, filler.fill(names.refer(text, subject, true))), told);
    }

    private String layOut(Passage passage) {
        String row = random.nextDouble() < 0.5 ? "%s: %s" : filler.pick(SourceWriter.ROW_HEADS);
        String bullet = random.nextDouble() < 0.3 ? "* " : "- ";
        if (passage.text() != null) {
            return passage.text().strip();
        }
        return passage.rows() != null
                ? passage.rows().items().stream()
                        .map(line -> String.format(row, (Object[]) line.split(": ", 2)))
                        .collect(Collectors.joining("\n"))
                : passage.items().items().stream().map(bullet::concat).collect(Collectors.joining("\n"));
    }
}
