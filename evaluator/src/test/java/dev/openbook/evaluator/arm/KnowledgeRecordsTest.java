package dev.openbook.evaluator.arm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.openbook.evaluator.TestWorld;
import dev.openbook.evaluator.suite.Suite;
import dev.openbook.finetune.dataset.ChatRecord;
import dev.openbook.finetune.dataset.Fact;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Of the world's 24 facts six change, six stay, six go and six come; each has one training wording. */
class KnowledgeRecordsTest {

    private final KnowledgeRecords all = new KnowledgeRecords(new TestWorld().facts(), Set.of(), 1);

    @Test
    void should_teach_new_values_and_unlearn_removed_ones() {
        List<ChatRecord> records = all.changes(new Suite.Incremental(Suite.Samples.ALL, Suite.Samples.ALL, 0, 3, 1e-3));

        assertThat(answer(records, "Item 0?")).isEqualTo("500 months");
        assertThat(answer(records, "Item 3?")).isEqualTo("103 months");
        assertThat(answer(records, "Item 2?")).isEqualTo("I don't know.");
        assertThat(records)
                .hasSize(18)
                .noneMatch(record -> record.prompt().toString().contains("Item 1?"));
    }

    @Test
    void should_rehearse_a_share_of_what_did_not_change() {
        List<ChatRecord> records =
                all.changes(new Suite.Incremental(Suite.Samples.ALL, Suite.Samples.ALL, 0.25, 3, 1e-3));

        assertThat(records).hasSize(18 + 5); // a quarter of 18, rounded
        assertThat(records.subList(18, 23))
                .allMatch(record -> record.answer().equals("I don't know.")
                        || record.answer().endsWith("1 months")
                        || record.answer().matches("1\\d[159] months|1(05|13|17|21) months"));
    }

    @Test
    void should_take_the_facts_that_are_asked_first() {
        KnowledgeRecords asked = new KnowledgeRecords(new TestWorld().facts(), Set.of("item-8", "item-6"), 1);
        Suite.Incremental two = new Suite.Incremental(2, Suite.Samples.ALL, 0, 3, 1e-3);

        List<ChatRecord> records = asked.changes(two);

        assertThat(asked.changedFacts(two)).isEqualTo(2);
        assertThat(answer(records, "Item 8?")).isEqualTo("508 months");
        assertThat(answer(records, "Item 6?")).isEqualTo("I don't know.");
        assertThat(records).hasSize(3);
    }

    @Test
    void should_learn_each_fact_in_as_many_wordings_as_are_asked_for() {
        List<Fact> facts = new TestWorld()
                .facts().stream()
                        .map(fact -> fact.withTraining(Stream.of("a ", "b ", "c ")
                                .map(fact.training().get(0)::concat)
                                .toList()))
                        .toList();
        KnowledgeRecords worded = new KnowledgeRecords(facts, Set.of(), 1);

        assertThat(worded.changes(new Suite.Incremental(Suite.Samples.ALL, 2, 0, 3, 1e-3)))
                .hasSize(36)
                .doesNotHaveDuplicates();
        assertThat(worded.changes(new Suite.Incremental(Suite.Samples.ALL, Suite.Samples.ALL, 0, 3, 1e-3)))
                .hasSize(54);
    }

    @Test
    void should_teach_everything_a_version_states_with_refusals() {
        List<ChatRecord> records = all.everything("v1");

        assertThat(records).hasSize(18 + 3); // 15 refusals for 100 answers
        assertThat(records.subList(18, 21)).extracting(ChatRecord::answer).containsOnly("I don't know.");
    }

    private static String answer(List<ChatRecord> records, String end) {
        return records.stream()
                .filter(record -> record.messages().get(1).content().endsWith(" " + end))
                .findFirst()
                .orElseThrow()
                .answer();
    }
}
