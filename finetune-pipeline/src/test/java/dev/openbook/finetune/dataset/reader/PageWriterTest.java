package dev.openbook.finetune.dataset.reader;

import static org.assertj.core.api.Assertions.assertThat;

import dev.openbook.finetune.dataset.reader.SourceSet.Subject;
import dev.openbook.finetune.dataset.reader.SourceSet.Told;
import dev.openbook.finetune.dataset.reader.Vocabulary.Attribute;
import dev.openbook.finetune.dataset.reader.Vocabulary.Domain;
import dev.openbook.finetune.dataset.reader.Vocabulary.Passage;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PageWriterTest {

    private final Vocabulary vocabulary = Vocabulary.training();
    private final Random random = new Random(3);
    private final Filler filler = new Filler(random, vocabulary.words());
    private final SubjectNames names = new SubjectNames(random, filler);
    private final FactTeller teller = new FactTeller(random, filler, true);
    private final PageWriter writer = new PageWriter(random, filler, names, teller);

    @Test
    void should_tell_what_a_passage_has_slots_for_and_nothing_else() {
        for (Domain page : vocabulary.pages()) {
            teller.forget();
            Subject subject = names.draw(page, 1).get(0);
            for (Passage passage : page.passages()) {
                SourceDraft draft = writer.write(passage, subject);

                List<Attribute> slots =
                        page.attributes().stream().filter(passage::tells).toList();
                assertThat(draft.told()).extracting(Told::attribute).isEqualTo(slots);
                assertThat(draft.told()).allSatisfy(fact -> {
                    assertThat(draft.source().text()).contains(fact.value());
                    assertThat(fact.former()).isNull();
                });
                assertThat(draft.source().headings())
                        .startsWith(subject.title())
                        .endsWith(passage.under() == null ? subject.title() : passage.under());
                assertThat(draft.source().text()).doesNotContain("{", "}");
            }
        }
    }
}
