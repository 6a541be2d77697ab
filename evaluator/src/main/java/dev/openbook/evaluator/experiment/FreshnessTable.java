package dev.openbook.evaluator.experiment;

import dev.openbook.evaluator.arm.Cost;
import dev.openbook.evaluator.metric.ContainsGold;
import dev.openbook.evaluator.metric.MetricId;
import dev.openbook.evaluator.result.ArmEntry;
import dev.openbook.evaluator.result.FreshnessEntry;
import dev.openbook.evaluator.suite.Question;
import dev.openbook.evaluator.suite.Strata;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How each arm got from the first corpus version to the second.
 *
 * <p>Between the edit and the end of the update an arm still answers from the first version; those answers were given
 * before the edit and are scored here by the second version's values. Once the update is done the changed-fact questions
 * are asked again; the arm is fresh if it then reaches 95 % of its own accuracy on them before the edit.
 */
final class FreshnessTable {

    private static final double TARGET = 0.95;

    private FreshnessTable() {}

    /**
     * What bringing an arm up to date took.
     *
     * @param changedFacts how many changed facts it took in, asked or not
     */
    record Update(Cost cost, int changedFacts) {}

    /**
     * One entry an arm; none if nothing changed.
     *
     * @param arms later states are held against what they were before
     * @param updates what the update took each arm; an arm of which that is not known has no entry
     */
    static List<FreshnessEntry> of(List<ArmEntry> arms, List<ScoredItem> items, Map<String, Update> updates) {
        List<FreshnessEntry> entries = new ArrayList<>();
        for (ArmEntry entry : arms) {
            String arm = entry.id();
            String earlier = entry.laterState() ? entry.stateOf() : arm;
            Map<String, ScoredItem> before = new HashMap<>();
            List<ScoredItem> after = new ArrayList<>();
            for (ScoredItem item : items) {
                if (item.arm().equals(earlier) && item.item().version().equals(Strata.V1)) {
                    before.put(item.item().question().id(), item);
                }
                if (item.arm().equals(arm) && item.item().stratum().equals(Strata.CHANGED)) {
                    after.add(item);
                }
            }
            if (!after.isEmpty() && updates.containsKey(arm)) {
                entries.add(entry(arm, before, after, updates.get(arm)));
            }
        }
        return entries;
    }

    private static FreshnessEntry entry(
            String arm, Map<String, ScoredItem> before, List<ScoredItem> after, Update update) {
        double n = after.size();
        double rightBefore = 0;
        double rightMeanwhile = 0;
        double rightAfter = 0;
        for (ScoredItem item : after) {
            ScoredItem earlier = before.get(item.item().question().id());
            rightBefore += earlier.values().get(MetricId.CORRECT.id());
            rightMeanwhile += rightByNewValue(earlier) ? 1 : 0;
            rightAfter += item.values().get(MetricId.CORRECT.id());
        }
        double target = TARGET * rightBefore / n;
        boolean reached = rightBefore > 0 && rightAfter / n >= target;
        Cost cost = update.cost();
        double seconds = cost.wallSeconds();
        int facts = Math.max(1, update.changedFacts());
        return new FreshnessEntry(
                arm,
                (int) after.stream().map(ScoredItem::fact).distinct().count(),
                update.changedFacts(),
                Rounding.round(rightBefore / n),
                Rounding.round(rightAfter / n),
                Rounding.round(target),
                reached,
                reached ? Rounding.round(seconds) : null,
                Rounding.round(seconds / facts),
                Rounding.round(cost.cpuSeconds() / facts),
                Rounding.round((double) cost.bytesWritten() / facts),
                List.of(
                        new FreshnessEntry.Point(0, Rounding.round(rightMeanwhile / n)),
                        new FreshnessEntry.Point(Rounding.round(seconds), Rounding.round(rightAfter / n))));
    }

    private static boolean rightByNewValue(ScoredItem earlier) {
        Question question = earlier.item().question();
        return earlier.asked().said() != null
                && !earlier.scored().abstained()
                && ContainsGold.find(
                                earlier.asked().said().text(),
                                question.gold(Strata.V2).answers())
                        .isPresent();
    }
}
