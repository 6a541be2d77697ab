package dev.openbook.finetune.dataset.reader;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ValueFormsTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    Mondays at 13:24      | 4 | Mondays, 13:24
                    Mondays at 13:24      | 6 | 13:24 on Mondays
                    Friday at 08:06       | 7 | 08:06 on Friday
                    4 March 1987          | 4 | March 4, 1987
                    4 March 1987          | 5 | 4 Mar 1987
                    4 March 1987          | 6 | 1987-03-04
                    22 March 1987         | 7 | 22nd of March 1987
                    00:06                 | 4 | 12:06 am
                    15:48                 | 4 | 3:48 pm
                    15:48                 | 5 | 15.48
                    133 minutes           | 4 | 2 h 13 min
                    61 minutes            | 5 | 1 hour and 1 minute
                    45 minutes            | 6 | 45 min
                    120 minutes           | 4 | 120 min
                    133 minutes           | 7 | 133 min
                    9 hours               | 7 | 9 hours
                    40 euros              | 4 | €40
                    1,250 dollars a month | 5 | 1,250 $ a month
                    7 million pounds      | 6 | GBP 7 million
                    43 crowns             | 4 | 43 kr
                    3.5 metres            | 6 | 3.5 m
                    minus 12 degrees      | 7 | -12 °C
                    45 percent            | 4 | 45%
                    45 per cent           | 6 | 45 %
                    72 kilometres an hour | 5 | 72 km/h
                    Ines Barlow           | 6 | Ines Barlow
                    12 guilders           | 4 | 12 guilders
                    """)
    void should_write_a_value_as_other_people_do(String value, int style, String written) {
        assertEquals(written, ValueForms.write(value, style));
    }

    @Test
    void should_leave_the_first_styles_as_they_are_but_for_a_second_decimal() {
        assertEquals("12 metres", ValueForms.write("12 metres", 3));
        assertEquals("3.5 metres", ValueForms.write("3.5 metres", 2));
        assertTrue(ValueForms.write("3.5 metres", 1).matches("3\\.5\\d metres"));
    }

    @Test
    void should_put_the_hour_behind_at_instead_of_on() {
        assertEquals("At 13:24 on Mondays it opens.", ValueForms.tell("On {v} it opens.", "13:24 on Mondays"));
        assertEquals("It opens at 13:24 on Mondays.", ValueForms.tell("It opens on {v}.", "13:24 on Mondays"));
        assertEquals("It opens on Mondays at 13:24.", ValueForms.tell("It opens on {v}.", "Mondays at 13:24"));
    }

    @Test
    void should_keep_the_number_of_what_is_drawn() {
        Filler filler = new Filler(new Random(5), Vocabulary.training().words());
        IntStream.range(0, 500).forEach(i -> {
            String drawn = filler.fill("{n:2-9000} metres");
            String digits = drawn.replaceAll("\\D", "");
            IntStream.range(0, ValueForms.STYLES)
                    .forEach(style ->
                            assertEquals(digits, ValueForms.write(drawn, style).replaceAll("\\D", "")));
        });
        Set<String> styles = new TreeSet<>();
        IntStream.range(0, ValueForms.STYLES).forEach(style -> styles.add(ValueForms.write("4 March 1987", style)));
        assertEquals(5, styles.size());
    }

    @Test
    void should_write_ordinals_as_people_say_them() {
        assertEquals(
                List.of("1st", "2nd", "3rd", "4th", "11th", "12th", "13th", "21st", "22nd", "103rd", "111th"),
                IntStream.of(1, 2, 3, 4, 11, 12, 13, 21, 22, 103, 111)
                        .mapToObj(ValueForms::ordinal)
                        .toList());
    }
}
