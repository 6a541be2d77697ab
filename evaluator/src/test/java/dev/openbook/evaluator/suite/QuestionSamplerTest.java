package dev.openbook.evaluator.suite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.openbook.finetune.dataset.Fact;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class QuestionSamplerTest {

    private static final Suite.Samples SAMPLES = new Suite.Samples(
            2,
            Map.of(
                    "unseen",
                    12,
                    "reversed",
                    3,
                    "unanswerable",
                    5,
                    "changed",
                    4,
                    "unchanged",
                    4,
                    "removed",
                    2,
                    "added",
                    2));

    @Test
    void should_ask_before_the_change_whatever_is_asked_after_it() {
        QuestionPlan plan = new QuestionSampler(SAMPLES, 1).sample(questions(), true);

        assertThat(facts(plan.after(), "changed")).hasSize(4);
        assertThat(facts(plan.after(), "unchanged")).hasSize(4);
        assertThat(facts(plan.after(), "removed")).hasSize(2);
        assertThat(facts(plan.after(), "added")).hasSize(2);
        assertThat(facts(plan.before(), "unseen")).hasSize(12);
        assertThat(facts(plan.before(), "reversed")).hasSize(3);
        assertThat(facts(plan.before(), "unanswerable")).hasSize(5).containsAll(facts(plan.after(), "added"));
        assertThat(plan.before().stream().map(QuestionPlan.Item::question))
                .containsAll(
                        plan.after().stream().map(QuestionPlan.Item::question).toList());
    }

    @Test
    void should_ask_as_many_wordings_of_a_fact_as_wanted() {
        QuestionPlan plan = new QuestionSampler(SAMPLES, 1).sample(questions(), true);

        Map<String, Long> wordings = plan.after().stream()
                .collect(Collectors.groupingBy(i -> i.question().fact(), Collectors.counting()));
        assertThat(wordings.values()).containsOnly(2L);
    }

    @Test
    void should_not_depend_on_the_order_of_the_files() {
        List<Question> shuffled = new ArrayList<>(questions());
        Collections.reverse(shuffled);

        assertThat(new QuestionSampler(SAMPLES, 1).sample(shuffled, true))
                .isEqualTo(new QuestionSampler(SAMPLES, 1).sample(questions(), true));
    }

    @Test
    void should_draw_other_facts_with_another_seed() {
        assertThat(facts(
                        new QuestionSampler(SAMPLES, 2)
                                .sample(questions(), true)
                                .before(),
                        "unseen"))
                .isNotEqualTo(facts(
                        new QuestionSampler(SAMPLES, 1)
                                .sample(questions(), true)
                                .before(),
                        "unseen"));
    }

    @Test
    void should_ask_nothing_after_the_change_with_one_corpus_version() {
        QuestionPlan plan = new QuestionSampler(Suite.Samples.everything(), 1).sample(questions(), false);

        assertThat(plan.after()).isEmpty();
        assertThat(plan.before()).hasSameSizeAs(questions());
    }

    private static Set<String> facts(List<QuestionPlan.Item> items, String stratum) {
        return items.stream()
                .filter(i -> i.stratum().equals(stratum))
                .map(i -> i.question().fact())
                .collect(Collectors.toSet());
    }

    private static List<Question> questions() {
        List<Fact> facts = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            Fact.Statement old = new Fact.Statement("d.md", "value " + i, List.of(), "It is value " + i + ".");
            Fact.Statement now = new Fact.Statement("d.md", "other " + i, List.of(), "It is other " + i + ".");
            Map<String, Fact.Statement> versions =
                    switch (i % 4) {
                        case 0 -> Map.of("v1", old, "v2", now);
                        case 1 -> Map.of("v1", old, "v2", old);
                        case 2 -> Map.of("v1", old);
                        default -> Map.of("v2", now);
                    };
            facts.add(new Fact(
                    "f" + i,
                    "subject " + i,
                    List.of(),
                    "attribute",
                    versions,
                    List.of("training wording"),
                    List.of("first " + i + "?", "second " + i + "?", "third " + i + "?"),
                    Optional.of(new Fact.Reversed("which has value " + i + "?", List.of("subject " + i))),
                    Fact.Split.TEST));
        }
        return FactQuestions.of(facts);
    }
}
