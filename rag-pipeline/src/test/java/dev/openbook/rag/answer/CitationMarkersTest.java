package dev.openbook.rag.answer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CitationMarkersTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            textBlock =
                    """
            37 months [1];37 months;1;0
            37 months[1].;37 months.;1;0
            [2] 37 months;37 months;1;0
            37 months [1, 2];37 months;2;0
            37 months [1][3];37 months;1;1
            37 months [0] [4] [99];37 months;0;3
            37 months;37 months;0;0
            Serial [123456];Serial [123456];0;0
            [1];'';1;0
            a  b [9] c;a b c;0;1
            [ 1 ] x [1;'x [1';1;0
            """)
    void should_take_markers_out_and_check_them(String raw, String text, int known, int unknown) {
        CitationMarkers parsed = CitationMarkers.parse(raw, 2);

        assertThat(parsed.text()).isEqualTo(text);
        assertThat(parsed.markers()).hasSize(known);
        assertThat(parsed.unknown()).isEqualTo(unknown);
    }

    @Test
    void should_tie_a_marker_to_its_sentence() {
        CitationMarkers parsed = CitationMarkers.parse("It weighs 3 kg [2]. It opened in 2021 [1].", 2);

        assertThat(parsed.markers())
                .containsExactly(
                        new CitationMarkers.Marker(1, "It weighs 3 kg"),
                        new CitationMarkers.Marker(0, "It opened in 2021"));
    }
}
