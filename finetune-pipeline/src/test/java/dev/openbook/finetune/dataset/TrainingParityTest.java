package dev.openbook.finetune.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.openbook.foundation.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingParityTest {

    @TempDir
    Path folder;

    private final TrainingParity parity = TrainingParity.of(List.of(
            ChatRecord.of("Be brief.", "How long does the Arvel 3 run?", "37 months"),
            ChatRecord.of("Be brief.", "[1] Arvel 3\nIt weighs 418 g.\n\nQuestion: What does it weigh?", "418 g [1]")));

    @Test
    void should_know_a_question_again_whatever_its_case_and_punctuation() {
        assertThat(parity.hasQuestion("how long does the  arvel 3 run")).isTrue();
        assertThat(parity.hasQuestion("How long does the Arvel 4 run?")).isFalse();
    }

    @Test
    void should_find_the_question_behind_its_sources_and_the_answer_before_its_marker() {
        assertThat(parity.hasPair("What does it weigh?", "418 g")).isTrue();
        assertThat(parity.hasPair("What does it weigh?", "419 g")).isFalse();
    }

    @Test
    void should_take_what_is_learned_for_the_question_where_the_answer_is_given() {
        TrainingParity turned = TrainingParity.of(List.of(ChatRecord.of(
                "Ask.", "Arvel 3\nQuestion: Weight?\nAnswer: 418 g\n\nAnswer: 418 g", "What does it weigh?")));

        assertThat(turned.hasPair("What does it weigh?", "418 g")).isTrue();
        assertThat(turned.hasQuestion("Weight?")).isFalse();
    }

    @Test
    void should_not_take_an_answer_in_a_source_for_the_one_that_is_asked_for() {
        TrainingParity faq = TrainingParity.of(List.of(ChatRecord.of(
                "Be brief.",
                "[1] FAQ\nQuestion: Weight?\nAnswer: 418 g\n\nQuestion: What does it weigh?",
                "418 g [1]")));

        assertThat(faq.hasPair("What does it weigh?", "418 g")).isTrue();
    }

    @Test
    void should_count_what_is_neither_known_nor_a_refusal() {
        TrainingParity learned = parity.plus(TrainingParity.of(
                List.of(ChatRecord.of("Be brief.", "How long does the Borith run?", "I don't know."))));

        assertThat(learned.others(Set.of(TrainingParity.pair("What does it weigh?", "418 g")), "I don't know."))
                .isEqualTo(1);
        assertThat(learned.examples()).hasSize(3);
    }

    @Test
    void should_measure_the_share_of_phrases_that_were_trained_on() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 2_000; i++) {
            text.append("word").append(i).append(' ');
        }
        TrainingParity half =
                TrainingParity.of(List.of(ChatRecord.of("s", text.substring(0, text.length() / 2), "yes")));

        assertThat(half.phraseOverlap(TrainingParity.phrases(text.toString()))).isBetween(0.35, 0.65);
        assertThat(half.phraseOverlap(TrainingParity.phrases(text.toString().replace("word", "term"))))
                .isZero();
    }

    @Test
    void should_read_back_what_it_wrote() throws IOException {
        parity.write(folder);

        assertThat(TrainingParity.read(folder)).contains(parity);
        assertThat(TrainingParity.read(folder.resolve("nowhere"))).isEmpty();
    }

    @Test
    void should_cut_the_long_hashes_of_older_files() throws IOException {
        assertThat(parity.examples()).hasSize(2).allMatch(hash -> hash.matches("[0-9a-f]{16}"));
        parity.write(folder);
        Path file = folder.resolve(TrainingParity.FILE);
        String first = parity.examples().get(0);
        Files.writeString(file, Files.readString(file).replace(first, first + "0".repeat(48)));

        assertThat(TrainingParity.read(folder)).contains(parity);
    }

    @Test
    void should_refuse_a_file_that_is_none() throws IOException {
        Files.writeString(folder.resolve(TrainingParity.FILE), "{");

        assertThatThrownBy(() -> TrainingParity.read(folder))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("parity.json: must be what training wrote");
    }
}
