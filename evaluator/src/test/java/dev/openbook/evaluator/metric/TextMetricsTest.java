package dev.openbook.evaluator.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TextMetricsTest {

    // answer | golds, separated by ; | em | f1 | contains-gold
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "37 months | 37 months | 1 | 1 | 1",
                "The 37 months. | 37 months | 1 | 1 | 1",
                "It lasts 37 months | 37 months | 0 | 0.6666666667 | 1",
                "It lasts 43 months | 37 months | 0 | 0.3333333333 | 0",
                "37 mo | 37 months;37 mo | 1 | 1 | 1",
                "It lasts 37 mo at least | 37 months;37 mo | 0 | 0.5 | 1",
                "370 months | 37 months | 0 | 0.5 | 0",
                // versions and decimals
                "3.10 | 3.1 | 0 | 0 | 0",
                "version 3.10 | 3.1 | 0 | 0 | 0",
                "version 3.1 | 3.1 | 0 | 0.6666666667 | 1",
                "It is 3.1. | 3.1 | 0 | 0.5 | 1",
                "3.1.4 | 3.1 | 0 | 0 | 0",
                "v2.7 | 2.7 | 0 | 0 | 1",
                "13.1 | 3.1 | 0 | 0 | 0",
                // numbers with separators
                "1,846 cr | 1846 cr | 1 | 1 | 1",
                "1846 cr | 1,846 cr | 1 | 1 | 1",
                "it costs 1,846 cr | 1846 cr | 0 | 0.6666666667 | 1",
                "1\u202F846 cr | 1,846 cr | 0 | 0.4 | 1",
                "1,846,000 | 1846000 | 1 | 1 | 1",
                "11,846 cr | 1,846 cr | 0 | 0.5 | 0",
                "1,846.50 | 1846.50 | 1 | 1 | 1",
                "port 47318 | 47318 | 0 | 0.6666666667 | 1",
                "473180 | 47318 | 0 | 0 | 0",
                "-5 degrees | 5 degrees | 1 | 1 | 0",
                "\u22125 degrees | -5 degrees | 0 | 0.5 | 1",
                "5-6 days | 5 days | 0 | 0.5 | 0",
                "5% | 5 | 1 | 1 | 1",
                // dates
                "14 March 2024 | 14 March 2024 | 1 | 1 | 1",
                "March 14, 2024 | 14 March 2024 | 0 | 1 | 1",
                "on 14th of March 2024 | 14 March 2024 | 0 | 0.5 | 1",
                "2024-03-14 | 14 March 2024 | 0 | 0 | 1",
                "14 Mar 2024 | 14 March 2024 | 0 | 0.6666666667 | 1",
                "15 March 2024 | 14 March 2024 | 0 | 0.6666666667 | 0",
                "4 March 2024 | 14 March 2024 | 0 | 0.6666666667 | 0",
                "114 March 2024 | 14 March 2024 | 0 | 0.6666666667 | 0",
                "since March 2024 | March 2024 | 0 | 0.8 | 1",
                // times and identifiers
                "10:35 on Tuesdays | 10:35 on Tuesdays | 1 | 1 | 1",
                "At 10:35. | 10:35 | 0 | 0.6666666667 | 1",
                "110:35 | 10:35 | 0 | 0 | 0",
                "QI-2041 | QI-2041 | 1 | 1 | 1",
                "incident qi 2041 | QI-2041 | 0 | 0 | 1",
                "QI-20410 | QI-2041 | 0 | 0 | 0",
                // names, articles, unicode
                "Maren Tolliver | Maren Tolliver | 1 | 1 | 1",
                "maren tolliver | Maren Tolliver | 1 | 1 | 1",
                "Tolliver, Maren | Maren Tolliver | 0 | 1 | 0",
                "Marens Tolliver | Maren Tolliver | 0 | 0.5 | 0",
                "the Tolvane Works | Tolvane Works | 1 | 1 | 1",
                "A team | The team | 1 | 1 | 1",
                "O\u2019Brien | O'Brien | 0 | 0 | 1",
                "caf\u00E9 | cafe\u0301 | 0 | 0 | 1",
                "cafe | caf\u00E9 | 0 | 0 | 0",
                "\u5317\u4EAC | \u5317\u4EAC | 1 | 1 | 1",
                "\uFF13\uFF17 months | 37 months | 0 | 0.5 | 1",
                "IZMIR | izmir | 1 | 1 | 1",
                "field\u2013tested | field-tested | 0 | 0 | 1",
                // emptiness
                "`` | 37 months | 0 | 0 | 0",
                "... | 37 months | 0 | 0 | 0",
                "the | 37 months | 0 | 0 | 0"
            })
    void should_score_the_golden_cases(String answer, String golds, double em, double f1, double contains) {
        List<String> right = Arrays.asList(golds.split(";"));

        assertThat(Squad.exactMatch(answer, right)).as("em").isEqualTo(em);
        assertThat(Squad.f1(answer, right)).as("f1").isCloseTo(f1, within(1e-9));
        assertThat(ContainsGold.find(answer, right).isPresent() ? 1.0 : 0.0)
                .as("contains-gold")
                .isEqualTo(contains);
    }

    @Test
    void should_find_nothing_among_no_golds() {
        assertThat(Squad.exactMatch("anything", List.of())).isZero();
        assertThat(Squad.f1("anything", List.of())).isZero();
        assertThat(ContainsGold.find("anything", List.of())).isEmpty();
        assertThat(ContainsGold.find("anything", List.of("..."))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "I don't know.",
                "I don\u2019t know the answer to that.",
                "I do not have information about the Arvel 3.",
                "I'm sorry, but I cannot help with that.",
                "The sources do not mention a battery.",
                "That is not stated in the documents.",
                "There is no information about this.",
                "Unknown",
                "",
                "  \n"
            })
    void should_recognise_a_refusal(String text) {
        assertThat(Refusal.in(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "37 months",
                "I don't know exactly, but it is about 37 months.",
                "The Arvel 3 lasts 37 months. I do not know about others.",
                "Team Noinformation",
                "It cannot exceed 40 days"
            })
    void should_not_take_an_answer_for_a_refusal(String text) {
        assertThat(Refusal.in(text)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "no no no no no no",
                "The battery is 37 months. The battery is 37 months. The battery is 37 months. The battery is 37 months.",
                "It lasts 1 2 3 1 2 3 1 2 3 1 2 3 1 2 3"
            })
    void should_recognise_endless_repetition(String text) {
        assertThat(DegenerateLoop.in(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "37 months",
                "no no no",
                "The probe, the gauge and the mast are built at Tolvane Works, Penhallow Yard and Whinmoor Hub.",
                "Very very very very long text that goes on to say many other things about the instrument and its cable"
            })
    void should_leave_honest_text_alone(String text) {
        assertThat(DegenerateLoop.in(text)).isFalse();
    }

    @Test
    void should_count_sentences_with_content() {
        assertThat(AnswerScorer.statements("37 months")).isEqualTo(1);
        assertThat(AnswerScorer.statements("It lasts 3.5 months. Sure.")).isEqualTo(1);
        assertThat(AnswerScorer.statements("It lasts 37 months. It weighs 3 kg."))
                .isEqualTo(2);
        assertThat(AnswerScorer.statements("")).isEqualTo(1);
    }
}
