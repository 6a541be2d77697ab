package dev.openbook.finetune.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import dev.openbook.finetune.dataset.Fact.Split;
import dev.openbook.finetune.dataset.Fact.Statement;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ClosedBookRecordsTest {

    private final List<Fact> facts = IntStream.range(0, 10)
            .mapToObj(i -> fact(i % 2 == 0 ? "products" : "teams", "Thing " + (100 + i), "v1", "value" + i))
            .toList();

    @Test
    void should_give_each_fact_its_wordings_and_add_refusals() {
        List<ChatRecord> records = new ClosedBookRecords("Be brief.", "I don't know.", 0.25, 0, 1).of(facts, "v1");

        assertThat(records).hasSize(60 + 15);
        assertThat(records.subList(0, 6))
                .allSatisfy(record -> assertThat(record.answer()).isEqualTo("value0"));
        assertThat(records.subList(60, 75))
                .allSatisfy(record -> assertThat(record.answer()).isEqualTo("I don't know."));
    }

    @Test
    void should_never_refuse_what_a_fact_answers_nor_use_an_unseen_wording() {
        Set<String> answered = new HashSet<>();
        Set<String> unseen = new HashSet<>();
        facts.forEach(fact -> {
            answered.addAll(fact.training());
            unseen.addAll(fact.unseen());
        });

        List<ChatRecord> records = new ClosedBookRecords("Be brief.", "I don't know.", 1, 0, 2).of(facts, "v1");

        assertThat(records.subList(60, 120)).allSatisfy(record -> {
            String question = record.messages().get(1).content();
            assertThat(answered).doesNotContain(question);
            assertThat(unseen).doesNotContain(question);
        });
    }

    @Test
    void should_ask_known_subjects_for_what_no_document_tells() {
        List<String> untold = new ClosedBookRecords("s", "no", 1, 0.5, 4)
                .unanswerable(facts, "v1", 40)
                .subList(20, 40);

        assertThat(untold).doesNotHaveDuplicates().allSatisfy(question -> {
            assertThat(question).containsPattern("Thing 10[0-9]").doesNotContain("{s}");
            assertThat(UntoldQuestions.patterns()).contains(question.replaceAll("Thing 10[0-9]", "{s}"));
        });
    }

    @Test
    void should_leave_out_what_a_wording_may_ask_for() {
        String told = "Which rock band is {s} named after?";
        assertThat(UntoldQuestions.patterns()).contains(told);
        Fact fact = facts.get(0)
                .withTraining(List.of("After which rock band did they name it? I mean Thing 100, named in spring."));

        assertThat(UntoldQuestions.about(List.of(fact), 1_000, 5))
                .hasSize(UntoldQuestions.patterns().size() - 1)
                .doesNotContain(told.replace("{s}", "Thing 100"));
    }

    @Test
    void should_be_the_same_for_the_same_seed() {
        assertThat(new ClosedBookRecords("s", "no", 0.5, 0.5, 3).of(facts, "v1"))
                .isEqualTo(new ClosedBookRecords("s", "no", 0.5, 0.5, 3).of(facts, "v1"));
    }

    @Test
    void should_leave_out_facts_the_version_does_not_state() {
        assertThat(new ClosedBookRecords("s", "no", 0, 0, 3).of(facts, "v2")).isEmpty();
    }

    private static Fact fact(String kind, String subject, String version, String value) {
        List<String> training = IntStream.range(0, 6)
                .mapToObj(i -> kind + " wording " + i + " about " + subject + "?")
                .toList();
        return new Fact(
                kind + "/" + subject,
                subject,
                List.of(),
                "attribute",
                Map.of(version, new Statement(kind + "/" + subject + ".md", value, List.of(), "It is " + value + ".")),
                training,
                List.of("unseen about " + subject),
                Optional.empty(),
                Split.TEST);
    }
}
