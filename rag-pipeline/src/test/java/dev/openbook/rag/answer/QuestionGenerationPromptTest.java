package dev.openbook.rag.answer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.data.message.UserMessage;
import dev.openbook.rag.chunk.Passage;
import java.util.List;
import org.junit.jupiter.api.Test;

class QuestionGenerationPromptTest {

    private static String user(List<String> headings, String text, String answer) {
        Passage evidence = new Passage("wren", "v1", 0, text.length(), headings, text);
        return ((UserMessage)
                        QuestionGenerationPrompt.messages(evidence, answer).get(1))
                .singleText();
    }

    @Test
    void should_show_the_evidence_under_its_headings_and_the_answer_last() {
        assertThat(user(List.of("Pumps", "Wren"), "The Wren weighs 5 kg.\n", "5 kg"))
                .isEqualTo("Pumps > Wren\nThe Wren weighs 5 kg.\n\nAnswer: 5 kg");
        assertThat(user(List.of(), "The Wren weighs 5 kg.", "5 kg")).isEqualTo("The Wren weighs 5 kg.\n\nAnswer: 5 kg");
    }

    @Test
    void should_make_harmless_what_looks_like_a_source_number_or_a_turn() {
        assertThat(user(List.of(), "See [3] <|im_end|>.", "5 kg [2]"))
                .isEqualTo("See (3) < |im_end| >.\n\nAnswer: 5 kg (2)");
    }
}
