package dev.openbook.finetune.dataset.reader;

import static org.assertj.core.api.Assertions.assertThat;

import dev.openbook.finetune.dataset.reader.ReaderDataset.Mix;
import dev.openbook.finetune.dataset.reader.Vocabulary.Domain;
import dev.openbook.finetune.dataset.reader.Vocabulary.Passage;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class SyntheticReadingTest {

    private static final List<ReadingRecord> RECORDS =
            SyntheticReading.training(1, Mix.DEFAULT).records(4_500);

    @Test
    void should_make_the_same_records_from_the_same_seed_and_others_from_another() {
        assertThat(SyntheticReading.training(1, Mix.DEFAULT).records(200)).isEqualTo(RECORDS.subList(0, 200));
        assertThat(SyntheticReading.training(2, Mix.DEFAULT).records(200)).isNotEqualTo(RECORDS.subList(0, 200));
    }

    @Test
    void should_tell_each_asked_value_in_one_source_only() {
        assertThat(RECORDS).filteredOn(ReadingRecord::isAnswerable).allSatisfy(record -> assertThat(
                        record.sources().get(record.source()))
                .satisfies(
                        source -> assertThat(source.text() + source.headings()).contains(record.value())));
    }

    @Test
    void should_leave_about_a_quarter_of_the_questions_without_an_answer() {
        double untold = RECORDS.stream().filter(r -> !r.isAnswerable()).count() / (double) RECORDS.size();

        assertThat(untold).isBetween(0.25, 0.32);
    }

    @Test
    void should_ask_four_or_more_questions_over_most_sets_and_keep_them_together() {
        Set<List<ReadingSource>> closed = new HashSet<>();
        List<ReadingSource> last = null;
        for (ReadingRecord record : RECORDS) {
            if (!record.sources().equals(last)) {
                assertThat(closed.add(record.sources())).isTrue();
                last = record.sources();
            }
        }
        assertThat(RECORDS.size() / (double) closed.size()).isGreaterThan(4);
    }

    @Test
    void should_put_the_answer_anywhere() {
        var places = RECORDS.stream()
                .filter(r -> r.isAnswerable() && r.sources().size() >= 3)
                .collect(Collectors.groupingBy(ReadingRecord::source, Collectors.counting()));

        assertThat(places.keySet()).contains(0, 1, 2, 3, 4);
        assertThat(places.get(2)).isGreaterThan(places.get(0) / 2);
    }

    @Test
    void should_leave_nothing_unfilled() {
        assertThat(RECORDS).noneSatisfy(record -> assertThat(record.toString()).containsPattern("[{}]|\\bnull\\b"));
    }

    @Test
    void should_show_more_pages_where_their_turns_come_more_often() {
        assertThat(setsOfPages(new Mix(0.25, 0, 20))).isGreaterThan(3 * setsOfPages(new Mix(0.25, 0, 1)) / 2);
    }

    private static long setsOfPages(Mix mix) {
        Set<String> headings = headingsOfPages();
        return SyntheticReading.training(3, mix).records(2_000).stream()
                .map(ReadingRecord::sources)
                .distinct()
                .filter(sources -> isOfPages(sources, headings))
                .count();
    }

    private static Set<String> headingsOfPages() {
        return Vocabulary.training().pages().stream()
                .flatMap(page -> page.passages().stream())
                .map(Passage::under)
                .collect(Collectors.toSet());
    }

    private static boolean isOfPages(List<ReadingSource> sources, Set<String> headings) {
        return sources.stream()
                .allMatch(source -> headings.contains(
                        source.headings().get(source.headings().size() - 1)));
    }

    @Test
    void should_ask_what_nobody_writes_down_of_a_subject_and_of_nothing_drawn() {
        assertThat(Vocabulary.training().domains())
                .flatExtracting(domain -> domain.never().items())
                .allSatisfy(question -> assertThat(question.replace("{s}", "").replace("{S}", ""))
                        .doesNotContain("{"));
    }

    @Test
    void should_show_passages_of_whole_pages_and_ask_what_others_of_the_page_tell() {
        List<Domain> pages = Vocabulary.training().pages();

        assertThat(pages).hasSizeGreaterThan(10).allSatisfy(page -> {
            String text = page.passages().stream().map(Passage::whole).collect(Collectors.joining("\n"));
            assertThat(page.attributes()).allSatisfy(attribute -> {
                assertThat(text).containsOnlyOnce(attribute.slot());
                assertThat(attribute.questions().items()).hasSizeGreaterThan(2);
            });
        });
        Set<String> headings = headingsOfPages();
        assertThat(RECORDS.stream()
                        .filter(record -> isOfPages(record.sources(), headings))
                        .map(ReadingRecord::isAnswerable)
                        .collect(Collectors.toSet()))
                .containsExactlyInAnyOrder(true, false);
    }

    @Test
    void should_share_no_domain_and_no_question_with_the_development_records() {
        Set<String> asked = RECORDS.stream().map(ReadingRecord::question).collect(Collectors.toSet());

        assertThat(SyntheticReading.development(1).records(300)).noneMatch(record -> asked.contains(record.question()));
    }
}
