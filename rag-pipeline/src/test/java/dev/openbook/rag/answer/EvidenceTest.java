package dev.openbook.rag.answer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.openbook.rag.answer.Evidence.Claim;
import dev.openbook.rag.chunk.Passage;
import java.util.List;
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

    private static List<String> renderings(Evidence evidence) {
        return evidence.passages().stream().map(Passage::rendering).toList();
    }

    @Test
    void should_show_the_sentence_that_holds_an_answer_and_the_one_before() {
        Evidence evidence = Evidence.of(List.of(LARK, WREN), List.of(new Claim("3 kg", 0)));

        assertThat(renderings(evidence)).containsExactly("The Lark is a pump. It weighs 3 kg.");
        assertThat(evidence.origins()).containsExactly(0);
        assertThat(evidence.passages().get(0).text()).isEqualTo(LARK.text());
        assertThat(evidence.passages().get(0).headings()).isEqualTo(LARK.headings());
        assertThat(evidence.passages().get(0).start()).isEqualTo(7);
    }

    @Test
    void should_take_rows_and_items_for_units_of_their_own() {
        assertThat(renderings(Evidence.of(List.of(LARK), List.of(new Claim("3 years", 0)))))
                .containsExactly("- Hose: 4 m\n- Warranty: 3 years");
        assertThat(renderings(Evidence.of(List.of(LARK), List.of(new Claim("3 crowns", 0)))))
                .containsExactly("- Warranty: 3 years\nModel: Lark 2; Price: 3 crowns");
    }

    @Test
    void should_join_a_sentence_that_goes_on_in_the_next_line() {
        Passage wrapped = passage("p", "Ring first. The keeper of\nthe mill is Anna\nQuist. He sleeps.");

        assertThat(renderings(Evidence.of(List.of(wrapped), List.of(new Claim("Anna\nQuist", 0)))))
                .containsExactly("Ring first. The keeper of\nthe mill is Anna\nQuist.");
    }

    @Test
    void should_look_for_an_answer_only_where_it_says_that_it_stands() {
        assertThat(Evidence.of(List.of(LARK, WREN), List.of(new Claim("5 kg", 0)))
                        .passages())
                .isEmpty();
        Evidence both = Evidence.of(List.of(LARK, WREN), List.of(new Claim("5 kg", 1), new Claim("3 KG", 0)));
        assertThat(renderings(both)).containsExactly("The Lark is a pump. It weighs 3 kg.", "The Wren weighs 5 kg.");
        assertThat(both.origins()).containsExactly(0, 1);
    }

    @Test
    void should_not_take_a_part_of_a_word_for_an_answer() {
        assertThat(Evidence.of(List.of(WREN), List.of(new Claim("Wre", 0))).passages())
                .isEmpty();
    }

    @Test
    void should_not_take_a_part_of_a_number_for_an_answer() {
        Passage pump = passage("pump", "It gives 1.5 kg at 3,000 rpm. Version 2.4.1 is out. Take 5.");

        for (String part : List.of("5 kg", "000 rpm", "000", "4", "2.4", "1")) {
            assertThat(Evidence.of(List.of(pump), List.of(new Claim(part, 0))).passages())
                    .as(part)
                    .isEmpty();
        }
        assertThat(renderings(Evidence.of(List.of(pump), List.of(new Claim("5", 0)))))
                .containsExactly("Version 2.4.1 is out. Take 5.");
    }

    @Test
    void should_keep_a_wrapped_item_whole() {
        Passage list = passage("list", "- The keeper of\n  the mill is Anna Quist.\n- He sleeps.");

        assertThat(renderings(Evidence.of(List.of(list), List.of(new Claim("Anna Quist", 0)))))
                .containsExactly("- The keeper of\n  the mill is Anna Quist.");
    }

    @Test
    void should_find_an_answer_in_the_headings() {
        assertThat(renderings(Evidence.of(List.of(LARK), List.of(new Claim("about lark", 0)))))
                .containsExactly("The Lark is a pump.");
    }

    @Test
    void should_number_an_answer_by_the_evidence() {
        Evidence evidence = Evidence.of(List.of(LARK, WREN), List.of(new Claim("5 kg", 1)));

        assertThat(evidence.answer(new Claim("5 kg", 1))).hasValue("5 kg [1]");
        assertThat(evidence.answer(new Claim("3 kg", 0))).isEmpty();
        assertThat(evidence.answer(new Claim("7 kg", 1))).isEmpty();
    }

    @Test
    void should_read_a_claim_from_an_answer() {
        assertThat(Claim.of("5 kg [2]", 2)).hasValue(new Claim("5 kg", 1));
        assertThat(Claim.of("5 kg", 2)).isEmpty();
        assertThat(Claim.of("5 kg [3]", 2)).isEmpty();
        assertThat(Claim.of("I don't know.", 2)).isEmpty();
    }
}
