package dev.openbook.evaluator.convert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NumpyListTest {

    @Test
    void should_read_strings_in_both_quotes_across_lines() {
        assertThat(NumpyList.read("['One sentence.'\n \"It's two.\" 'He said \"three\".']"))
                .containsExactly("One sentence.", "It's two.", "He said \"three\".");
    }

    @Test
    void should_undo_the_escapes_of_python() {
        assertThat(NumpyList.read("['a\\nb' 'both \\' and \"' 'back\\\\slash' '\\xa0\\u2009\\U0001f600' '\\d']"))
                .containsExactly("a\nb", "both ' and \"", "back\\slash", "\u00a0\u2009\ud83d\ude00", "\\d");
    }

    @Test
    void should_read_numbers_and_nothing() {
        assertThat(NumpyList.read("[ 2 5\n 13]")).containsExactly("2", "5", "13");
        assertThat(NumpyList.read("[]")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            textBlock =
                    """
                    ['open    | must have a closing quote at character 7, but has the end
                    'a'       | must have '[' at character 1, but has '''
                    ['a' 'b'  | must have ] at character 9, but has the end
                    ['a'] 'b' | must have the end at character 6, but has ' '
                    ['a', 'b']| must have a quoted string or a number at character 5, but has ','
                    ['\\xzz'] | must have 2 hexadecimal digits at character 5, but has 'z'
                    """)
    void should_say_where_it_stops_being_a_list(String printed, String fault) {
        assertThatThrownBy(() -> NumpyList.read(printed))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a printed list " + fault);
    }
}
