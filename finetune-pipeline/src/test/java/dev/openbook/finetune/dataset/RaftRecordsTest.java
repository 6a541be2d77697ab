package dev.openbook.finetune.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.langchain4j.data.message.UserMessage;
import dev.openbook.finetune.dataset.RaftRecords.Found;
import dev.openbook.finetune.dataset.reader.ReadingSource;
import dev.openbook.finetune.dataset.reader.SourcesRenderer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RaftRecordsTest {

    private static final String QUOTE = "The kettle holds 3 litres.";
    private static final List<Found> PASSAGES = List.of(found("b.md", "The pan holds 2 litres."), found("a.md", QUOTE));
    private static final SourcesRenderer PROMPT = (question, sources) -> List.of(
            UserMessage.from(sources.size() + " sources: " + question),
            UserMessage.from(sources.stream().map(ReadingSource::text).toList().toString()));

    private final Fact fact = fact("kettle", "a.md", "3 litres", QUOTE);

    @Test
    void should_mark_the_passage_that_states_the_fact() {
        List<ChatRecord> records =
                records(new RaftRecords.Settings(3, 2, 0, 0, 1)).of(List.of(fact), "v1", List.of());

        assertThat(records).hasSize(2).extracting(ChatRecord::answer).containsOnly("3 litres [2]");
        assertThat(records).extracting(r -> r.messages().get(0).content()).doesNotHaveDuplicates();
        assertThat(records.toString()).doesNotContain("Unseen?");
    }

    @Test
    void should_answer_from_memory_without_the_passage_and_refuse_what_nothing_answers() {
        List<ChatRecord> records =
                records(new RaftRecords.Settings(3, 3, 1, 0, 1)).of(List.of(fact), "v1", List.of("How old is it?"));

        assertThat(records)
                .extracting(ChatRecord::answer)
                .containsExactly("3 litres", "3 litres", "3 litres", "I don't know.");
        assertThat(records.get(0).messages().get(0).content()).startsWith("1 sources:");
        assertThat(records.get(3).messages().get(0).content()).isEqualTo("2 sources: How old is it?");
    }

    @Test
    void should_answer_what_the_passage_tells_where_it_tells_another_value() {
        Fact pan = fact("pan", "b.md", "2 litres", "The pan holds 2 litres.");
        RaftRecords.Settings always = new RaftRecords.Settings(3, 1, 0, 1, 1);

        ChatRecord alone = records(always).of(List.of(fact), "v1", List.of()).get(0);
        ChatRecord amongTwo =
                records(always).of(List.of(fact, pan), "v1", List.of()).get(0);

        assertThat(alone.answer()).matches("[1245-9] litres \\[2]");
        assertThat(alone.messages().get(1).content())
                .contains("The kettle holds " + alone.answer().charAt(0) + " litres.", "The pan holds 2 litres.")
                .doesNotContain(QUOTE);
        assertThat(amongTwo.answer()).isEqualTo("2 litres [2]");
        assertThat(amongTwo.messages().get(1).content()).contains("The kettle holds 2 litres.");
    }

    @Test
    void should_refuse_shares_that_add_up_to_more_than_all() {
        assertThatThrownBy(() -> new RaftRecords.Settings(3, 1, 0.6, 0.5, 1))
                .hasMessage("otherValue must be between 0 and 1 less withoutGold, but is 0.5");
    }

    @Test
    void should_leave_out_facts_of_another_version() {
        assertThat(records(RaftRecords.Settings.DEFAULT).of(List.of(fact), "v2", List.of()))
                .isEmpty();
    }

    private static Fact fact(String subject, String document, String value, String quote) {
        return new Fact(
                subject + "#volume",
                subject,
                List.of(),
                "volume",
                Map.of("v1", new Fact.Statement(document, value, List.of(), quote)),
                List.of("How much goes in?", "What does it hold?", "How big is it?"),
                List.of("Unseen?"),
                Optional.empty(),
                Fact.Split.TEST);
    }

    private static RaftRecords records(RaftRecords.Settings settings) {
        return new RaftRecords(
                (question, count) -> PASSAGES.subList(0, Math.min(count, PASSAGES.size())),
                PROMPT,
                "I don't know.",
                settings);
    }

    private static Found found(String document, String text) {
        return new Found(document, text, new ReadingSource(List.of(document), text));
    }
}
