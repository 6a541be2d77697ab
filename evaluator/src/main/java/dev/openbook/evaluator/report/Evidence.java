package dev.openbook.evaluator.report;

import dev.openbook.evaluator.result.ComparisonEntry;
import dev.openbook.evaluator.result.CostEntry;
import dev.openbook.evaluator.result.FreshnessEntry;
import dev.openbook.evaluator.result.MetricEntry;
import dev.openbook.evaluator.result.Results;
import dev.openbook.evaluator.result.TimingEntry;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** What the sections look up in the results. */
final class Evidence {

    private final Results results;
    private final Arms arms;

    Evidence(Results results) {
        this.results = results;
        this.arms = new Arms(results.arms());
    }

    Results results() {
        return results;
    }

    Arms arms() {
        return arms;
    }

    MetricEntry metric(ArmLabel arm, String metric, String stratum) {
        return results.metric(arm.id(), metric, stratum);
    }

    /** The first of these strata on which any arm has a value; empty if none has. */
    Optional<String> stratumOf(String metric, String... preferred) {
        for (String stratum : preferred) {
            if (measured(metric, stratum)) {
                return Optional.of(stratum);
            }
        }
        return results.metrics().stream()
                .filter(m -> m.metric().equals(metric) && m.measured())
                .map(MetricEntry::stratum)
                .findFirst();
    }

    /** Where the headline is read: facts in unseen wordings, or all the documents answer. */
    Optional<String> headlineStratum() {
        return stratumOf("correct", "unseen", "answerable", "v1");
    }

    boolean measured(String metric, String stratum) {
        return results.metrics().stream()
                .anyMatch(m -> m.metric().equals(metric) && m.stratum().equals(stratum) && m.measured());
    }

    /** Kinds of questions on which arms were scored, in their order. */
    List<String> strata() {
        return results.metrics().stream()
                .filter(m -> m.metric().equals("correct") && m.measured() && m.n() > 0)
                .map(MetricEntry::stratum)
                .filter(stratum -> !StratumNames.isTotal(stratum))
                .distinct()
                .sorted(StratumNames.order())
                .toList();
    }

    Optional<TimingEntry> timing(ArmLabel arm, String timing) {
        return results.timings().stream()
                .filter(t -> t.arm().equals(arm.id()) && t.timing().equals(timing) && t.n() > 0)
                .findFirst();
    }

    Optional<CostEntry> cost(ArmLabel arm, String kind) {
        return results.costs().stream()
                .filter(c -> c.arm().equals(arm.id()) && c.kind().equals(kind))
                .findFirst();
    }

    Optional<FreshnessEntry> freshness(ArmLabel arm) {
        return results.freshness().stream()
                .filter(f -> f.arm().equals(arm.id()))
                .findFirst();
    }

    /** How the arm caught up with the change: by the first training after it if it was trained, else by its index. */
    Optional<FreshnessEntry> catchUp(ArmLabel arm) {
        return results.arms().stream()
                .filter(entry -> entry.laterState() && entry.stateOf().equals(arm.id()))
                .findFirst()
                .map(entry -> arms.get(entry.id()))
                .flatMap(this::freshness)
                .or(() -> freshness(arm));
    }

    /** The paired test of two arms on one of these metrics, whichever of the two stands first in it. */
    Optional<ComparisonEntry> comparison(ArmLabel a, ArmLabel b, String stratum, String... metrics) {
        return List.of(metrics).stream()
                .map(metric -> results.comparisons().stream()
                        .filter(c -> c.metric().equals(metric) && c.stratum().equals(stratum))
                        .filter(c -> pair(c, a, b) || pair(c, b, a))
                        .findFirst()
                        .orElse(null))
                .filter(Objects::nonNull)
                .findFirst();
    }

    private static boolean pair(ComparisonEntry comparison, ArmLabel a, ArmLabel b) {
        return comparison.armA().equals(a.id()) && comparison.armB().equals(b.id());
    }

    /** The sentence on hovering over a value: how many answers it is the mean of, and its interval. */
    static String tip(MetricEntry entry) {
        if (!entry.measured()) {
            return "not defined for this arm";
        }
        String range = Numbers.percentRange(entry.low(), entry.high());
        return "n = " + entry.n() + (range.isEmpty() ? "" : "; 95 % interval " + range + " %");
    }
}
