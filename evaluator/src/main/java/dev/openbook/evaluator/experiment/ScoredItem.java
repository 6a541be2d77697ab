package dev.openbook.evaluator.experiment;

import dev.openbook.evaluator.metric.ScoredAnswer;
import dev.openbook.evaluator.suite.QuestionPlan;
import java.util.Map;
import java.util.TreeMap;

/**
 * One scored answer of one arm.
 *
 * @param arm the arm's id
 * @param item what was asked
 * @param asked what was said
 * @param scored how it was scored
 * @param values all its metrics, those of retrieval included
 */
record ScoredItem(String arm, QuestionPlan.Item item, Asked asked, ScoredAnswer scored, Map<String, Double> values) {

    static ScoredItem of(QuestionPlan.Item item, Asked asked, ScoredAnswer scored, Map<String, Double> retrieval) {
        Map<String, Double> values = new TreeMap<>(scored.values());
        values.putAll(retrieval);
        return new ScoredItem(asked.arm(), item, asked, scored, values);
    }

    String fact() {
        return item.question().fact();
    }
}
