package dev.openbook.model.generate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class StopSequencesTest {

    @Test
    void should_hold_back_a_beginning_until_it_is_none() {
        StopSequences stops = new StopSequences(List.of("END"));

        assertThat(stops.accept("the E")).isEqualTo("the ");
        assertThat(stops.accept("N")).isEmpty();
        assertThat(stops.accept("T")).isEqualTo("ENT");
        assertThat(stops.found()).isFalse();
    }

    @Test
    void should_end_before_a_sequence_that_spans_pieces() {
        StopSequences stops = new StopSequences(List.of("\n\n", "END"));

        assertThat(stops.accept("one\n")).isEqualTo("one");
        assertThat(stops.accept("\ntwo END")).isEmpty();
        assertThat(stops.found()).isTrue();
    }

    @Test
    void should_end_at_the_earliest_of_several() {
        StopSequences stops = new StopSequences(List.of("c", "bcd"));

        assertThat(stops.accept("abcd")).isEqualTo("a");
    }

    @Test
    void should_give_back_what_was_held_when_nothing_more_comes() {
        StopSequences stops = new StopSequences(List.of("END"));

        assertThat(stops.accept("EN")).isEmpty();
        assertThat(stops.finish()).isEqualTo("EN");
    }

    @Test
    void should_show_everything_at_once_without_sequences() {
        assertThat(new StopSequences(List.of()).accept("text")).isEqualTo("text");
    }
}
