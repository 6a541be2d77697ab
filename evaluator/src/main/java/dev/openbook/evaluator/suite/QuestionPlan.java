package dev.openbook.evaluator.suite;

import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What is asked, in which phase, counted under which stratum.
 *
 * @param before asked of the first corpus version
 * @param after asked of the second; empty with one version
 */
public record QuestionPlan(List<Item> before, List<Item> after) {

    /** Takes unmodifiable copies. */
    public QuestionPlan {
        before = List.copyOf(before);
        after = List.copyOf(after);
    }

    /**
     * One question in one phase.
     *
     * @param question what is asked
     * @param version the corpus version that is live
     * @param stratum where it counts
     */
    public record Item(Question question, String version, String stratum) {}

    /** The plan without the questions that are for nobody. */
    public QuestionPlan keep(Predicate<Item> wanted) {
        return new QuestionPlan(
                before.stream().filter(wanted).toList(),
                after.stream().filter(wanted).toList());
    }

    /** Every question once, in the order of asking. */
    public List<Question> questions() {
        return Stream.concat(before.stream(), after.stream())
                .map(Item::question)
                .distinct()
                .toList();
    }
}
