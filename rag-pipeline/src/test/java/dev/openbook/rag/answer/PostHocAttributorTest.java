package dev.openbook.rag.answer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.openbook.rag.chunk.Passage;
import java.util.List;
import org.junit.jupiter.api.Test;

class PostHocAttributorTest {

    private final PostHocAttributor attributor = new PostHocAttributor();

    private static Passage passage(String id, String heading, int start, String text) {
        return new Passage(id, "v1", start, start + text.length(), List.of(heading), text);
    }

    private final Passage lark2 =
            passage("lark-2.md", "Lark 2", 100, "The Lark 2 is a probe. Fresh cells last 37 months. It weighs 3.1 kg.");
    private final Passage lark3 =
            passage("lark-3.md", "Lark 3", 40, "| Battery life | 41 months |\n| Weight | 3.10 kg |\n| Cells | 37 |");
    private final List<Passage> passages = List.of(lark3, lark2);

    @Test
    void should_quote_the_sentence_that_holds_the_value() {
        assertThat(attributor.attribute("37 months.", "How long do cells of the Lark 2 last?", passages))
                .hasValue(new Citation("lark-2.md", "v1", 123, 150, "Fresh cells last 37 months.", true));
    }

    @Test
    void should_quote_the_row_that_holds_the_value() {
        assertThat(attributor.attribute("The battery lasts 41 months", "How long does it last?", passages))
                .get()
                .extracting(Citation::quote)
                .isEqualTo("| Battery life | 41 months |");
    }

    @Test
    void should_tell_numbers_apart_that_begin_alike() {
        assertThat(attributor.attribute("3.1 kg", "What is the weight?", passages))
                .get()
                .extracting(Citation::documentId)
                .isEqualTo("lark-2.md");
        assertThat(attributor.attribute("3.10 kg", "What is the weight?", passages))
                .get()
                .extracting(Citation::documentId)
                .isEqualTo("lark-3.md");
    }

    @Test
    void should_find_an_answer_that_is_a_heading_by_its_question() {
        assertThat(attributor.attribute("Lark 3", "Which probe has a battery life of 41 months?", passages))
                .get()
                .extracting(Citation::quote)
                .isEqualTo("| Battery life | 41 months |");
    }

    @Test
    void should_let_the_question_decide_between_equal_values() {
        Passage a = passage("a.md", "Arvel", 0, "Support ends after 5 years.");
        Passage b = passage("b.md", "Brennick", 0, "Support ends after 5 years.");

        assertThat(attributor.attribute("5 years", "When does support for Brennick end?", List.of(a, b)))
                .get()
                .extracting(Citation::documentId)
                .isEqualTo("b.md");
        assertThat(attributor.attribute("5 years", "When does support end?", List.of(a, b)))
                .get()
                .extracting(Citation::documentId)
                .isEqualTo("a.md");
    }

    @Test
    void should_attribute_nothing_where_the_value_stands_nowhere() {
        assertThat(attributor.attribute("The Lark 2 lasts 99 years", "How long does the Lark 2 last?", passages))
                .isEmpty();
        assertThat(attributor.attribute("", "How long?", passages)).isEmpty();
        assertThat(attributor.attribute("37 months", "How long?", List.of())).isEmpty();
    }

    @Test
    void should_attribute_each_sentence_once() {
        List<Citation> citations = attributor.attributeSentences(
                "Cells last 37 months. It weighs 3.1 kg. It weighs 3.1 kg.", "Tell me about the Lark 2", passages);

        assertThat(citations)
                .extracting(Citation::quote)
                .containsExactly("Fresh cells last 37 months.", "It weighs 3.1 kg.");
    }

    @Test
    void should_quote_verbatim_at_the_right_place_whatever_the_text() {
        String text = "- **Wéight**: 3\u200B kg\n- 漢字 is 4。 Next\u202E one\n\nkey: value 5\nother: 6";
        Passage strange = passage("x.md", "X", 7, text);
        String document = "-".repeat(7) + text;

        for (String answer : List.of("3", "4", "5", "6", "one", "Wéight", "漢字")) {
            Citation citation =
                    attributor.attribute(answer, "?", List.of(strange)).orElseThrow();
            assertThat(document.substring(citation.start(), citation.end())).isEqualTo(citation.quote());
            assertThat(citation.quote()).contains(answer);
        }
    }

    @Test
    void should_refuse_a_share_that_is_none() {
        assertThatThrownBy(() -> new PostHocAttributor(Double.NaN))
                .hasMessage("minSupport must be between 0 and 1, but is NaN");
    }
}
