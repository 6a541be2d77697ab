package dev.openbook.rag.answer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.openbook.rag.answer.Evidence.Claim;
import dev.openbook.rag.chunk.Passage;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EvidenceTest {

    private static final Passage LARK = passage(
            "lark",
            "The Lark is a pump. It weighs 3 kg. Its cable is 13 kg of copper.\n"
                    + "- Hose: 4 m\n- Warranty: 3 years\nModel: Lark 2; Price: 3 crowns");
    private static final Passage WREN = passage("wren", "The Wren weighs 5 kg.");

    private static Passage passage(String id, String text) {
        return new Passage(id, "v1", 7, 7 + text.length(), List.of("About " + id), text);
    }

    private static Optional<String> rendering(Passage passage, String text) {
        return Evidence.of(List.of(passage), new Claim(text, 0)).map(Passage::rendering);
    }

    @Test
    void should_show_the_sentence_that_holds_an_answer_and_the_one_before() {
        Passage evidence =
                Evidence.of(List.of(WREN, LARK), new Claim("3 kg", 1)).orElseThrow();

        assertThat(evidence.rendering()).isEqualTo("The Lark is a pump. It weighs 3 kg.");
        assertThat(evidence.text()).isEqualTo(LARK.text());
        assertThat(evidence.headings()).isEqualTo(LARK.headings());
        assertThat(evidence.start()).isEqualTo(7);
    }

    @Test
    void should_take_rows_and_items_for_units_of_their_own() {
        assertThat(rendering(LARK, "3 years")).hasValue("- Hose: 4 m\n- Warranty: 3 years");
        assertThat(rendering(LARK, "3 crowns")).hasValue("- Warranty: 3 years\nModel: Lark 2; Price: 3 crowns");
    }

    @Test
    void should_join_a_sentence_that_goes_on_in_the_next_line() {
        Passage wrapped = passage("p", "Ring first. The keeper of\nthe mill is Anna\nQuist. He sleeps.");

        assertThat(rendering(wrapped, "Anna\nQuist")).hasValue("Ring first. The keeper of\nthe mill is Anna\nQuist.");
    }

    @Test
    void should_look_for_an_answer_only_where_it_says_that_it_stands() {
        assertThat(Evidence.of(List.of(LARK, WREN), new Claim("5 kg", 0))).isEmpty();
        assertThat(Evidence.of(List.of(LARK, WREN), new Claim("5 KG", 1))).isPresent();
        assertThat(Evidence.of(List.of(LARK, WREN), new Claim(" ", 1))).isEmpty();
    }

    @Test
    void should_not_take_a_part_of_a_word_for_an_answer() {
        assertThat(rendering(WREN, "Wre")).isEmpty();
    }

    @Test
    void should_not_take_a_part_of_a_number_for_an_answer() {
        Passage pump = passage("pump", "It gives 1.5 kg at 3,000 rpm. Version 2.4.1 is out. Take 5.");

        for (String part : List.of("5 kg", "000 rpm", "000", "4", "2.4", "1")) {
            assertThat(rendering(pump, part)).as(part).isEmpty();
        }
        assertThat(rendering(pump, "5")).hasValue("Version 2.4.1 is out. Take 5.");
    }

    @Test
    void should_keep_a_wrapped_item_whole() {
        Passage list = passage("list", "- The keeper of\n  the mill is Anna Quist.\n- He sleeps.");

        assertThat(rendering(list, "Anna Quist")).hasValue("- The keeper of\n  the mill is Anna Quist.");
    }

    @Test
    void should_find_an_answer_in_the_headings() {
        assertThat(rendering(LARK, "about lark")).hasValue("The Lark is a pump.");
    }

    @Test
    void should_read_a_claim_from_an_answer() {
        assertThat(Claim.of("5 kg [2]", 2)).hasValue(new Claim("5 kg", 1));
        assertThat(Claim.of("5 kg", 2)).isEmpty();
        assertThat(Claim.of("5 kg [3]", 2)).isEmpty();
        assertThat(Claim.of("I don't know.", 2)).isEmpty();
    }
}
