package dev.openbook.evaluator.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.data.message.ChatMessage;
import dev.openbook.finetune.dataset.reader.ReadingRecord;
import dev.openbook.finetune.dataset.reader.ReadingSource;
import dev.openbook.rag.answer.CandidateModel;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class EvidenceRecordsTest {

    private static final List<ReadingSource> SOURCES = List.of(
            new ReadingSource(List.of("Lark"), "The Lark is a pump. It weighs 3 kg. Paint comes in blue."),
            new ReadingSource(List.of("Wren"), "Wrens are small. The Wren weighs 5 kg. Call Anna Quist."));

    private static final ReadingRecord TOLD = new ReadingRecord(SOURCES, "How heavy is the Wren?", "5 kg", 1);
    private static final ReadingRecord UNTOLD = ReadingRecord.unanswerable(SOURCES, "How heavy is the Crow?");

    private static Optional<ReadingRecord> cut(ReadingRecord record, String... answers) {
        return new EvidenceRecords(new CandidateModel() {
                    @Override
                    public List<Candidate> candidates(
                            List<ChatMessage> messages,
                            int maxTokens,
                            int most,
                            double within,
                            BooleanSupplier cancelled) {
                        return Stream.of(answers)
                                .map(text -> new Candidate(text, -1, true))
                                .toList();
                    }

                    @Override
                    public double logProbability(List<ChatMessage> messages, String answer) {
                        throw new UnsupportedOperationException();
                    }
                })
                .of(record);
    }

    private static List<String> texts(ReadingRecord record) {
        return record.sources().stream().map(ReadingSource::text).toList();
    }

    @Test
    void should_show_what_the_reader_is_in_doubt_between() {
        ReadingRecord record = cut(TOLD, "3 kg [1]", "5 kg [2]").orElseThrow();

        assertThat(texts(record))
                .containsExactly("The Lark is a pump. It weighs 3 kg.", "Wrens are small. The Wren weighs 5 kg.");
        assertThat(record.answer()).isEqualTo("5 kg [2]");
        assertThat(record.sources().get(0).headings()).containsExactly("Lark");
    }

    @Test
    void should_show_the_right_answer_where_the_reader_does_not_think_of_it() {
        ReadingRecord record = cut(TOLD, "Anna Quist [2]").orElseThrow();

        assertThat(texts(record)).containsExactly("Wrens are small. The Wren weighs 5 kg. Call Anna Quist.");
        assertThat(record.answer()).isEqualTo("5 kg [1]");
    }

    @Test
    void should_teach_to_decline_what_no_evidence_tells() {
        ReadingRecord record = cut(UNTOLD, "3 kg [1]").orElseThrow();

        assertThat(texts(record)).containsExactly("The Lark is a pump. It weighs 3 kg.");
        assertThat(record.answer()).isEqualTo(ReadingRecord.REFUSAL);
    }

    @Test
    void should_count_declining_as_something_to_choose() {
        assertThat(cut(TOLD, "5 kg [2]", "I don't know.")).isPresent();
    }

    @Test
    void should_leave_out_what_would_not_show_the_right_answer() {
        List<ReadingSource> sources =
                List.of(new ReadingSource(List.of("Wren"), "Wrens are small. The Wren weighs 5kg. Call Anna Quist."));

        assertThat(cut(new ReadingRecord(sources, "How many kg?", "5", 0), "Anna Quist [1]", "I don't know."))
                .isPresent()
                .hasValueSatisfying(
                        record -> assertThat(record.sources().get(0).text()).contains("5kg"));
        assertThat(cut(new ReadingRecord(sources, "How many kg?", "Wrens are small. The", 0), "Anna Quist [1]"))
                .isEmpty();
    }

    @Test
    void should_leave_out_what_leaves_no_choice() {
        assertThat(cut(TOLD, "5 kg [2]")).isEmpty();
        assertThat(cut(UNTOLD, "I don't know.")).isEmpty();
        assertThat(cut(UNTOLD, "9 kg [1]")).isEmpty();
    }
}
