package dev.openbook.finetune.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.openbook.finetune.dataset.RaftRecords.Found;
import dev.openbook.finetune.dataset.RetrievedReading.Asked;
import dev.openbook.finetune.dataset.RetrievedReading.Settings;
import dev.openbook.finetune.dataset.reader.ReadingRecord;
import dev.openbook.finetune.dataset.reader.ReadingSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RetrievedReadingTest {

    private static final Found VOLUME = found("kettle.md", "The kettle holds 3 litres.");
    private static final Found WEIGHT = found("kettle.md", "It weighs 900 g.");
    private static final Found PAN = found("pan.md", "The pan holds 2 litres.");

    private final Asked volume = asked(VOLUME, "3 litres", "How much goes into the kettle?", "kettle volume");
    private final Asked weight = asked(WEIGHT, "900 g", "How heavy is the kettle?", "kettle weight", "kettle, grams?");
    private final Asked colour = new Asked(List.of("Which colour is the kettle?"), List.of());

    @Test
    void should_ask_a_set_what_its_passages_state_with_the_number_of_the_passage() {
        List<ReadingRecord> records =
                reading(List.of(PAN, VOLUME, WEIGHT), 3, 2, 0, 0).of(List.of(volume, weight));

        assertThat(records).hasSize(4).allMatch(record -> record.sources().size() == 3);
        assertThat(records)
                .filteredOn(record -> volume.wordings().contains(record.question()))
                .extracting(ReadingRecord::answer)
                .containsExactly("3 litres [2]", "3 litres [2]");
        assertThat(records)
                .filteredOn(record -> weight.wordings().contains(record.question()))
                .extracting(ReadingRecord::answer)
                .containsExactly("900 g [3]", "900 g [3]");
    }

    @Test
    void should_refuse_what_stands_elsewhere_in_the_same_document_and_what_stands_nowhere() {
        List<ReadingRecord> records =
                reading(List.of(VOLUME, PAN, WEIGHT), 2, 2, 0.5, 0).of(List.of(volume, weight, colour));

        assertThat(records).filteredOn(ReadingRecord::isAnswerable).hasSize(2).allMatch(record -> volume.wordings()
                .contains(record.question()));
        assertThat(records)
                .filteredOn(record -> !record.isAnswerable())
                .hasSize(2)
                .extracting(ReadingRecord::question)
                .contains("Which colour is the kettle?")
                .anyMatch(weight.wordings()::contains);
    }

    @Test
    void should_take_the_stating_passage_out_and_ask_its_question_all_the_same() {
        List<ReadingRecord> records =
                reading(List.of(VOLUME, PAN, WEIGHT), 2, 1, 0.5, 1).of(List.of(volume));

        assertThat(records).singleElement().satisfies(record -> {
            assertThat(record.sources()).containsExactly(PAN.source(), WEIGHT.source());
            assertThat(record.answer()).isEqualTo(ReadingRecord.REFUSAL);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"Kettle, 3 litres, blue", "A kettle: 3 Litres EXACTLY"})
    void should_not_refuse_where_a_spelling_of_the_value_stands_in_another_passage(String text) {
        assertThat(reading(List.of(found("shop.md", text), VOLUME), 1, 1, 0.5, 0)
                        .of(List.of(volume)))
                .isEmpty();
    }

    @Test
    void should_not_refuse_where_the_value_stands_in_a_heading() {
        Found heading = new Found("shop.md", "Blue.", new ReadingSource(List.of("Kettles of 3 litres"), "Blue."));

        assertThat(reading(List.of(heading, VOLUME), 1, 1, 0.5, 0).of(List.of(volume)))
                .isEmpty();
    }

    @Test
    void should_refuse_the_question_that_found_the_set_whatever_else_is_asked_and_nothing_at_a_share_of_none() {
        List<Found> ranking = List.of(VOLUME, WEIGHT, PAN);

        assertThat(reading(ranking, 2, 1, 0.01, 1).of(List.of(volume, weight)))
                .filteredOn(record -> !record.isAnswerable())
                .extracting(ReadingRecord::question)
                .anyMatch(volume.wordings()::contains)
                .anyMatch(weight.wordings()::contains);
        assertThat(reading(ranking, 2, 1, 0, 1).of(List.of(volume, weight, colour)))
                .isNotEmpty()
                .allMatch(ReadingRecord::isAnswerable);
    }

    @Test
    void should_give_the_same_records_for_a_seed_and_bound_those_of_a_set() {
        List<Found> many = new ArrayList<>();
        List<Asked> questions = new ArrayList<>();
        for (int i = 10; i < 20; i++) {
            Found found = found("list.md", "Hook " + i + " bears " + i + "0 kg.");
            many.add(found);
            questions.add(asked(found, i + "0 kg", "What does hook " + i + " bear?", "hook " + i, "load of " + i));
        }
        RetrievedReading reading = reading(many, 10, 3, 0.25, 0);

        List<ReadingRecord> records = reading.of(questions);

        assertThat(records).hasSize(12).isEqualTo(reading.of(questions)); // 30 are told: 16 less a quarter are asked
    }

    @Test
    void should_refuse_settings_out_of_range_with_name_and_value() {
        assertThatThrownBy(() -> new Settings(0, 1, 0, 0, 1)).hasMessage("passages must be between 1 and 10, but is 0");
        assertThatThrownBy(() -> new Settings(3, 0, 0, 0, 1)).hasMessage("wordings must be at least 1, but is 0");
        assertThatThrownBy(() -> new Settings(3, 1, 0.6, 0, 1))
                .hasMessage("unanswerable must be between 0 and 0.5, but is 0.6");
        assertThatThrownBy(() -> new Settings(3, 1, 0, Double.NaN, 1))
                .hasMessage("withoutGold must be between 0 and 1, but is NaN");
        assertThatThrownBy(() -> new Asked(List.of(), List.of()))
                .hasMessage("wordings must hold at least 1, but holds none");
    }

    private static RetrievedReading reading(
            List<Found> ranking, int passages, int wordings, double unanswerable, double withoutGold) {
        return new RetrievedReading(
                (question, count) -> ranking.subList(0, Math.min(count, ranking.size())),
                new Settings(passages, wordings, unanswerable, withoutGold, 7));
    }

    private static Asked asked(Found passage, String value, String... wordings) {
        return new Asked(
                List.of(wordings),
                List.of(new Fact.Statement(passage.documentId(), value, List.of(value + " exactly"), passage.text())));
    }

    private static Found found(String document, String text) {
        return new Found(document, text, new ReadingSource(List.of("Kitchen"), text));
    }
}
