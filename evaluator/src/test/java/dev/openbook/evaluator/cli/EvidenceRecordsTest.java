package dev.openbook.evaluator.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.data.message.ChatMessage;
import dev.openbook.finetune.dataset.reader.ReadingRecord;
import dev.openbook.finetune.dataset.reader.ReadingSource;
import dev.openbook.rag.answer.CandidateModel;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class EvidenceRecordsTest {

    private static final List<ReadingSource> SOURCES = List.of(
            new ReadingSource(List.of("Lark"), "The Lark is a pump. It weighs 3 kg. Paint comes in blue."),
            new ReadingSource(List.of("Wren"), "Wrens are small. The Wren weighs 5 kg. Call Anna Quist."));

    private static final ReadingRecord TOLD = new ReadingRecord(SOURCES, "How heavy is the Wren?", "5 kg", 1);
    private static final ReadingRecord UNTOLD = ReadingRecord.unanswerable(SOURCES, "How heavy is the Crow?");

    private static List<ReadingRecord> cut(ReadingRecord record, String... answers) {
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

    private static List<String> texts(List<ReadingRecord> records) {
        return records.stream()
                .map(record -> record.sources().get(0).text() + " -> " + record.answer())
                .toList();
    }

    @Test
    void should_show_the_evidence_of_each_possible_answer_alone() {
        List<ReadingRecord> records = cut(TOLD, "3 kg [1]", "5 kg [2]");

        assertThat(texts(records))
                .containsExactly(
                        "Wrens are small. The Wren weighs 5 kg. -> 5 kg [1]",
                        "The Lark is a pump. It weighs 3 kg. -> I don't know.");
        assertThat(records).allSatisfy(record -> assertThat(record.sources()).hasSize(1));
        assertThat(records.get(1).sources().get(0).headings()).containsExactly("Lark");
    }

    @Test
    void should_show_the_right_answer_where_the_reader_does_not_think_of_it() {
        assertThat(texts(cut(TOLD, "blue [1]")))
                .containsExactly(
                        "Wrens are small. The Wren weighs 5 kg. -> 5 kg [1]",
                        "It weighs 3 kg. Paint comes in blue. -> I don't know.");
    }

    @Test
    void should_not_decline_evidence_in_which_the_right_answer_stands() {
        assertThat(texts(cut(TOLD, "Anna Quist [2]")))
                .containsExactly("Wrens are small. The Wren weighs 5 kg. -> 5 kg [1]");
    }

    @Test
    void should_teach_to_decline_what_no_evidence_tells() {
        assertThat(texts(cut(UNTOLD, "3 kg [1]")))
                .containsExactly("The Lark is a pump. It weighs 3 kg. -> I don't know.");
    }

    @Test
    void should_take_the_two_likeliest_wrong_answers() {
        assertThat(texts(cut(UNTOLD, "blue [1]", "small [2]", "Anna Quist [2]")))
                .containsExactly(
                        "It weighs 3 kg. Paint comes in blue. -> I don't know.", "Wrens are small. -> I don't know.");
    }

    @Test
    void should_count_declining_as_something_to_choose() {
        assertThat(texts(cut(TOLD, "5 kg [2]", "I don't know.")))
                .containsExactly("Wrens are small. The Wren weighs 5 kg. -> 5 kg [1]");
    }

    @Test
    void should_leave_out_what_would_not_show_the_right_answer() {
        List<ReadingSource> sources = List.of(new ReadingSource(
                List.of("Wren"),
                "Wrens are small. The Wren weighs 5kg. Its keeper is out. Call Anna Quist. Pay 5 KG."));

        assertThat(texts(cut(new ReadingRecord(sources, "What?", "Wrens are small. The", 0), "Anna Quist [1]")))
                .containsExactly("Its keeper is out. Call Anna Quist. -> I don't know.");
        assertThat(texts(cut(new ReadingRecord(sources, "How heavy?", "5kg", 0), "small [1]", "Anna Quist [1]")))
                .containsExactly(
                        "Wrens are small. The Wren weighs 5kg. -> 5kg [1]",
                        "Wrens are small. -> I don't know.",
                        "Its keeper is out. Call Anna Quist. -> I don't know.");
    }

    @Test
    void should_not_decline_where_the_right_answer_stands_as_part_of_a_word() {
        List<ReadingSource> sources =
                List.of(new ReadingSource(List.of("Wren"), "Wrens are small. The Wren weighs 5kg. Call Anna Quist."));

        assertThat(cut(new ReadingRecord(sources, "How many kg?", "5", 0), "Anna Quist [1]", "I don't know."))
                .isEmpty();
    }

    @Test
    void should_leave_out_what_leaves_no_choice() {
        assertThat(cut(TOLD, "5 kg [2]")).isEmpty();
        assertThat(cut(UNTOLD, "I don't know.")).isEmpty();
        assertThat(cut(UNTOLD, "9 kg [1]")).isEmpty();
    }
}
