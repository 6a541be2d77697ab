package dev.openbook.evaluator.experiment;

import dev.openbook.evaluator.metric.MetricId;
import dev.openbook.evaluator.result.ComparisonEntry;
import dev.openbook.evaluator.statistics.Holm;
import dev.openbook.evaluator.statistics.Interval;
import dev.openbook.evaluator.statistics.PairedComparison;
import dev.openbook.evaluator.suite.Strata;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The paired tests between arms, adjusted as one family.
 *
 * <p>A question on which an arm failed counts as wrong; but a difference that is there because of failures names no winner: it
 * must also hold on the facts on which neither arm failed.
 */
final class Comparisons {

    /** α of the family. */
    private static final double ALPHA = 0.05;

    private record Subject(MetricId metric, String stratum) {}

    private static final List<Subject> SUBJECTS = List.of(
            new Subject(MetricId.CORRECT, Strata.UNSEEN),
            new Subject(MetricId.CORRECT, Strata.ANSWERABLE),
            new Subject(MetricId.CORRECT, Strata.CHANGED),
            new Subject(MetricId.ABSTENTION_RECALL, Strata.UNANSWERABLE),
            new Subject(MetricId.AUDIT, Strata.ANSWERABLE));

    private final long seed;

    Comparisons(long seed) {
        this.seed = seed;
    }

    List<ComparisonEntry> of(List<String> arms, List<ScoredItem> items) {
        List<ComparisonEntry> raw = new ArrayList<>();
        List<PairedComparison> withoutFailures = new ArrayList<>();
        for (int b = 0; b < arms.size(); b++) {
            for (int a = b + 1; a < arms.size(); a++) {
                for (Subject subject : SUBJECTS) {
                    Map<String, Double> ofA = successes(items, arms.get(a), subject);
                    Map<String, Double> ofB = successes(items, arms.get(b), subject);
                    PairedComparison pair = PairedComparison.of(ofA, ofB, seed);
                    if (pair.n() > 0) {
                        raw.add(entry(arms.get(a), arms.get(b), subject, pair));
                        Set<String> failed = failed(items, List.of(arms.get(a), arms.get(b)), subject);
                        ofA.keySet().removeAll(failed);
                        ofB.keySet().removeAll(failed);
                        withoutFailures.add(failed.isEmpty() ? pair : PairedComparison.of(ofA, ofB, seed));
                    }
                }
            }
        }
        double[] adjusted =
                Holm.adjust(raw.stream().mapToDouble(ComparisonEntry::p).toArray());
        double[] adjustedWithout = Holm.adjust(
                withoutFailures.stream().mapToDouble(PairedComparison::p).toArray());
        List<ComparisonEntry> entries = new ArrayList<>();
        for (int i = 0; i < adjusted.length; i++) {
            Interval without = withoutFailures.get(i).difference();
            boolean holds = adjustedWithout[i] < ALPHA && (without.low() > 0 || without.high() < 0);
            entries.add(adjusted(raw.get(i), adjusted[i], holds));
        }
        return entries;
    }

    private static ComparisonEntry entry(String armA, String armB, Subject subject, PairedComparison pair) {
        return new ComparisonEntry(
                armA,
                armB,
                subject.metric().id(),
                subject.stratum(),
                pair.n(),
                pair.onlyA(),
                pair.onlyB(),
                Rounding.round(pair.difference().mean()),
                Rounding.round(pair.difference().low()),
                Rounding.round(pair.difference().high()),
                pair.p(),
                pair.p(),
                Rounding.round(pair.smallestDetectable()),
                false);
    }

    private static ComparisonEntry adjusted(ComparisonEntry c, double p, boolean holdsWithoutFailures) {
        boolean significant = holdsWithoutFailures && p < ALPHA && (c.low() > 0 || c.high() < 0);
        return new ComparisonEntry(
                c.armA(),
                c.armB(),
                c.metric(),
                c.stratum(),
                c.n(),
                c.onlyA(),
                c.onlyB(),
                c.difference(),
                c.low(),
                c.high(),
                c.p(),
                p,
                c.smallestDetectable(),
                significant);
    }

    /** One wording per fact, the first by id; answers on which the metric is not defined did not succeed. */
    private static Map<String, Double> successes(List<ScoredItem> items, String arm, Subject subject) {
        Map<String, Double> byFact = new LinkedHashMap<>();
        items.stream()
                .filter(i -> i.arm().equals(arm) && isIn(i, subject.stratum()))
                .sorted(Comparator.comparing(i -> i.item().question().id()))
                .forEach(i -> byFact.putIfAbsent(
                        i.fact(), i.values().getOrDefault(subject.metric().id(), 0.0)));
        return byFact;
    }

    private static Set<String> failed(List<ScoredItem> items, List<String> arms, Subject subject) {
        return items.stream()
                .filter(i -> i.asked().failure() != null && arms.contains(i.arm()) && isIn(i, subject.stratum()))
                .map(ScoredItem::fact)
                .collect(Collectors.toSet());
    }

    private static boolean isIn(ScoredItem item, String stratum) {
        return stratum.equals(Strata.ANSWERABLE)
                ? item.item().version().equals(Strata.V1)
                        && !Strata.APART.contains(item.item().stratum())
                        && item.item().question().answerable(Strata.V1)
                : item.item().stratum().equals(stratum);
    }
}
