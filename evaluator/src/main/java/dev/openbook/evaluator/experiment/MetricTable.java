package dev.openbook.evaluator.experiment;

import dev.openbook.evaluator.metric.MetricId;
import dev.openbook.evaluator.result.ArmEntry;
import dev.openbook.evaluator.result.MetricEntry;
import dev.openbook.evaluator.statistics.Interval;
import dev.openbook.evaluator.suite.Strata;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Means with intervals per arm, stratum and metric.
 *
 * <p>Means are over answers. Shares get Wilson's interval with one observation a fact, because wordings of one are not
 * independent; scores get a bootstrap over facts.
 */
final class MetricTable {

    /** Metrics that are not means of values between 0 and 1. */
    private static final Set<MetricId> UNBOUNDED =
            EnumSet.of(MetricId.TRUTHFULNESS, MetricId.RETENTION, MetricId.PROMPT_TOKENS, MetricId.ANSWER_TOKENS);

    private final long seed;

    MetricTable(long seed) {
        this.seed = seed;
    }

    List<MetricEntry> of(List<ArmEntry> arms, List<ScoredItem> items) {
        List<MetricEntry> entries = new ArrayList<>();
        String untrained = arms.stream()
                .filter(arm -> arm.adapter().isEmpty() && !arm.readsDocuments() && !arm.recorded())
                .map(ArmEntry::id)
                .findFirst()
                .orElse("");
        for (ArmEntry entry : arms) {
            String arm = entry.id();
            Map<String, List<ScoredItem>> strata = strata(of(arm, items));
            strata.forEach((stratum, members) -> {
                for (MetricId metric : MetricId.values()) {
                    entry(arm, metric, stratum, members, entries);
                }
            });
            String earlier = entry.laterState() ? entry.stateOf() : arm;
            retention(arm, Strata.UNCHANGED, before(earlier, items), strata, entries);
            if (!arm.equals(untrained)) {
                retention(arm, Strata.GENERAL, before(untrained, items), strata, entries);
            }
        }
        return entries;
    }

    private static List<ScoredItem> of(String arm, List<ScoredItem> items) {
        return items.stream().filter(i -> i.arm().equals(arm)).toList();
    }

    private static List<ScoredItem> before(String arm, List<ScoredItem> items) {
        return of(arm, items).stream()
                .filter(i -> i.item().version().equals(Strata.V1))
                .toList();
    }

    private static Map<String, List<ScoredItem>> strata(List<ScoredItem> items) {
        Map<String, List<ScoredItem>> strata = new LinkedHashMap<>();
        items.forEach(i -> strata.computeIfAbsent(i.item().stratum(), s -> new ArrayList<>())
                .add(i));
        for (ScoredItem item : items) {
            String version = item.item().version();
            if (Strata.APART.contains(item.item().stratum())) {
                continue;
            }
            strata.computeIfAbsent(version, s -> new ArrayList<>()).add(item);
            if (version.equals(Strata.V1) && item.item().question().answerable(version)) {
                strata.computeIfAbsent(Strata.ANSWERABLE, s -> new ArrayList<>())
                        .add(item);
            }
        }
        return strata;
    }

    private void entry(
            String arm, MetricId metric, String stratum, List<ScoredItem> members, List<MetricEntry> entries) {
        Map<String, List<Double>> byFact = new TreeMap<>();
        for (ScoredItem member : members) {
            Double value = member.values().get(metric.id());
            if (value != null) {
                byFact.computeIfAbsent(member.fact(), f -> new ArrayList<>()).add(value);
            }
        }
        if (byFact.isEmpty()) {
            return;
        }
        int n = byFact.values().stream().mapToInt(List::size).sum();
        Interval interval = metric.share() ? wilson(byFact.values()) : Interval.bootstrap(byFact.values(), seed);
        if (!UNBOUNDED.contains(metric) && (interval.high() == 0 || interval.low() == 1)) {
            interval =
                    wilson(byFact.values()); // all values the same: resampling them shows no spread, more facts might
        }
        entries.add(new MetricEntry(
                arm,
                metric.id(),
                stratum,
                Rounding.round(interval.mean()),
                n,
                Rounding.round(interval.low()),
                Rounding.round(interval.high())));
    }

    private static Interval wilson(Collection<List<Double>> byFact) {
        double mean = byFact.stream()
                .flatMap(List::stream)
                .mapToDouble(Double::doubleValue)
                .average()
                .orElse(0);
        return Interval.wilson(mean * byFact.size(), byFact.size());
    }

    /** Accuracy of a stratum's questions / accuracy on the same questions earlier; undefined if nothing was right then. */
    private void retention(
            String arm,
            String stratum,
            List<ScoredItem> earlier,
            Map<String, List<ScoredItem>> strata,
            List<MetricEntry> entries) {
        Map<String, Double> before = new TreeMap<>();
        earlier.forEach(i -> before.put(i.item().question().id(), correct(i)));
        Map<String, double[]> byFact = new TreeMap<>();
        List<ScoredItem> after = strata.getOrDefault(stratum, List.of());
        for (ScoredItem item : after) {
            double[] sums = byFact.computeIfAbsent(item.fact(), f -> new double[2]);
            sums[0] += correct(item);
            sums[1] += before.getOrDefault(item.item().question().id(), 0.0);
        }
        double[] numerators = byFact.values().stream().mapToDouble(s -> s[0]).toArray();
        double[] denominators = byFact.values().stream().mapToDouble(s -> s[1]).toArray();
        if (Arrays.stream(denominators).sum() > 0) {
            Interval ratio = Interval.ratio(numerators, denominators, seed);
            if (ratio.low() == ratio.high() && ratio.mean() <= 1) { // no spread among these facts, more might show some
                double facts = Arrays.stream(denominators).filter(d -> d > 0).count();
                ratio = Interval.wilson(ratio.mean() * facts, (int) facts);
            }
            entries.add(new MetricEntry(
                    arm,
                    MetricId.RETENTION.id(),
                    stratum,
                    Rounding.round(ratio.mean()),
                    after.size(),
                    Rounding.round(ratio.low()),
                    Rounding.round(ratio.high())));
        }
    }

    private static double correct(ScoredItem item) {
        return item.values().get(MetricId.CORRECT.id());
    }
}
