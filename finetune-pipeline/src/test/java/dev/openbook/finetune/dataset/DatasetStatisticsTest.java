package dev.openbook.finetune.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class DatasetStatisticsTest {

    @Test
    void should_count_what_a_person_wants_to_know_before_training() {
        ChatRecord first = ChatRecord.of("Rules.", "Who?", "Ann");
        ChatRecord other = ChatRecord.of("Rules.", "Who?", "Bob");
        ChatRecord longest = ChatRecord.of("Rules.", "Which of them all?", "Cecilia");

        DatasetStatistics statistics =
                DatasetStatistics.of(List.of(first, first, other, longest), record -> characters(record), 20);

        assertThat(statistics.examples()).isEqualTo(4);
        assertThat(statistics.tokens()).isEqualTo(13 + 13 + 13 + 31);
        assertThat(statistics.ownTokens()).isEqualTo(13 + 0 + 3 + 23); // "Rules.Wh" is shared by the last two
        assertThat(statistics.median()).isEqualTo(13);
        assertThat(statistics.longest()).isEqualTo(31);
        assertThat(statistics.overLong()).isEqualTo(1);
        assertThat(statistics.duplicates()).isEqualTo(1);
        assertThat(statistics.contradictions()).isEqualTo(1);
        assertThat(statistics.minutes(20)).isEqualTo(39 / 20.0 / 60);
    }

    private static int[] characters(ChatRecord record) {
        StringBuilder text = new StringBuilder();
        record.messages().forEach(message -> text.append(message.content()));
        return text.chars().toArray();
    }
}
