package dev.openbook.finetune.dataset.reader;

import static org.assertj.core.api.Assertions.assertThat;

import dev.openbook.finetune.dataset.reader.SourceSet.Subject;
import dev.openbook.finetune.dataset.reader.Vocabulary.Domain;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SourceWriterTest {

    private final Vocabulary vocabulary = Vocabulary.training();

    @Test
    void should_tell_something_of_every_subject_of_a_page_even_where_a_passage_tells_nothing() {
        List<Domain> withIdlePassage = vocabulary.pages().stream()
                .filter(page -> page.passages().stream()
                        .anyMatch(passage -> page.attributes().stream().noneMatch(passage::tells)))
                .toList();
        SourceWriter writer = new SourceWriter(new Random(1), vocabulary.words(), true);

        assertThat(withIdlePassage).isNotEmpty();
        for (Domain page : withIdlePassage) {
            IntStream.range(0, 1_000).forEach(i -> {
                SourceSet set = writer.write(page, vocabulary.domains().get(i % 200));

                assertThat(set.subjects()).isNotEmpty();
                assertThat(set.told()).extracting(told -> told.subject()).containsAll(set.subjects());
                assertThat(set.subjects()).extracting(Subject::domain).containsOnly(page);
            });
        }
    }
}
