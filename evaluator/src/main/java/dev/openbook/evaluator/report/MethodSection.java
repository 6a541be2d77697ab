package dev.openbook.evaluator.report;

import dev.openbook.evaluator.metric.MetricId;
import dev.openbook.evaluator.report.ReportModel.DataTable;
import dev.openbook.evaluator.report.ReportModel.Method;
import dev.openbook.evaluator.report.ReportModel.Pair;
import dev.openbook.evaluator.result.ArmEntry;
import dev.openbook.evaluator.result.MetricEntry;
import dev.openbook.evaluator.result.Results;
import dev.openbook.evaluator.result.RunEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** How this was measured. */
final class MethodSection {

    private MethodSection() {}

    static Method of(Evidence evidence) {
        Results results = evidence.results();
        return new Method(
                results.run().command(),
                arms(evidence),
                corpora(results),
                parity(evidence),
                comparisons(evidence),
                run(results.run()),
                pairs(results.run().settings()),
                pairs(results.run().environment()),
                definitions(results));
    }

    private static DataTable arms(Evidence evidence) {
        List<DataTable.Row> rows = new ArrayList<>();
        for (ArmEntry entry : evidence.results().arms()) {
            rows.add(DataTable.Row.of(
                    evidence.arms().get(entry.id()),
                    entry.id(),
                    entry.recorded() ? "not known" : entry.readsDocuments() ? "yes" : "no",
                    Text.clip(entry.description(), 400)));
        }
        return Layout.words("Arms", List.of("Arm", "In the data", "Sees documents when asked", "What it is"), rows);
    }

    private static DataTable corpora(Results results) {
        List<DataTable.Row> rows = results.corpora().stream()
                .map(c -> new DataTable.Row(
                        null,
                        c.version(),
                        List.of(
                                Text.clip(c.name(), 80),
                                Numbers.fixed(c.documents(), 0),
                                Numbers.fixed(c.passages(), 0),
                                c.skipped().isEmpty() ? "none" : skipped(c.skipped()),
                                c.sha256())))
                .toList();
        return new DataTable(
                "Documents",
                List.of("Version", "Folder", "Documents", "Passages", "Files left out", "SHA-256"),
                List.of(false, true, true, false, false),
                rows);
    }

    private static String skipped(Map<String, Integer> reasons) {
        return new TreeMap<>(reasons)
                .entrySet().stream()
                        .map(e -> e.getValue() + " " + Text.clip(e.getKey(), 80))
                        .reduce((a, b) -> a + ", " + b)
                        .orElse("none");
    }

    private static DataTable comparisons(Evidence evidence) {
        List<DataTable.Row> rows = evidence.results().comparisons().stream()
                .map(c -> new DataTable.Row(
                        null,
                        evidence.arms().name(c.armA()) + " against "
                                + evidence.arms().name(c.armB()),
                        List.of(
                                ClaimSection.metricName(c.metric()),
                                StratumNames.title(c.stratum()),
                                Numbers.fixed(c.n(), 0),
                                Numbers.fixed(c.onlyA(), 0),
                                Numbers.fixed(c.onlyB(), 0),
                                Numbers.fixed(c.difference() * 100, 1),
                                Numbers.fixed(c.low() * 100, 1) + " to " + Numbers.fixed(c.high() * 100, 1),
                                probability(c.pHolm()),
                                Numbers.fixed(c.smallestDetectable() * 100, 1),
                                c.significant() ? "yes" : "no")))
                .toList();
        return new DataTable(
                "Paired tests by fact, Holm-adjusted over all of them",
                List.of(
                        "Arms",
                        "Metric",
                        "Questions",
                        "Facts (n)",
                        "Only the first right",
                        "Only the second right",
                        "Difference (points)",
                        "95 % interval",
                        "p, adjusted",
                        "Smallest detectable (points)",
                        "Significant"),
                List.of(false, false, true, true, true, true, true, true, true, false),
                rows);
    }

    private static String probability(double p) {
        return p < 0.001 ? "<0.001" : Numbers.fixed(p, 3);
    }

    private static List<Pair> run(RunEntry run) {
        List<Pair> pairs = new ArrayList<>();
        pairs.add(new Pair("Suite", run.suite() + ", version " + run.suiteVersion()));
        if (run.suiteSha256() != null && !run.suiteSha256().isEmpty()) {
            pairs.add(new Pair("Suite SHA-256", run.suiteSha256()));
        }
        pairs.add(new Pair("Started", run.startedAt()));
        pairs.add(new Pair("Took", Numbers.seconds(run.durationSeconds())));
        if (run.resumedAnswers() > 0) {
            pairs.add(new Pair(
                    "Resumed", Text.count(run.resumedAnswers(), "answer") + " from a run that was interrupted"));
        }
        pairs.add(new Pair("Seed", String.valueOf(run.seed())));
        pairs.add(new Pair(
                "Language model",
                Text.clip(run.model().name(), 200) + ", " + run.model().precision()));
        pairs.add(new Pair(
                "Model SHA-256",
                run.model().sha256().isEmpty() ? "not known" : run.model().sha256()));
        pairs.add(new Pair("Embedding model", Text.clip(run.embedder(), 200)));
        return pairs;
    }

    private static List<Pair> pairs(Map<String, String> values) {
        return new TreeMap<>(values)
                .entrySet().stream()
                        .map(e -> new Pair(Text.clip(e.getKey(), 80), Text.clip(e.getValue(), 400)))
                        .toList();
    }

    /** What is behind each adapter; null if no arm has one. */
    private static DataTable parity(Evidence evidence) {
        List<DataTable.Row> rows = evidence.results().parity().stream()
                .map(p -> DataTable.Row.of(
                        evidence.arms().get(p.arm()),
                        p.adapter(),
                        Numbers.fixed(p.examples(), 0),
                        p.factsLearned() + " of " + p.indexFacts(),
                        p.otherExamples() < 0 ? "other text" : Numbers.fixed(p.otherExamples(), 0),
                        Numbers.fixed(p.questionsShared(), 0),
                        Numbers.fixed(p.phraseOverlap() * 100, 2),
                        p.sha256()))
                .toList();
        return new DataTable(
                "What the adapters learned, held against the index (hashes in parity.json)",
                List.of(
                        "Arm",
                        "Adapter",
                        "Examples",
                        "Facts of the index learned",
                        "Examples of anything else",
                        "Questions of the test learned",
                        "Phrases of the documents learned (%)",
                        "SHA-256"),
                List.of(false, true, true, true, true, true, false),
                rows);
    }

    /** Of the headline terms, in words; the metrics that were measured, by their own meaning. */
    private static List<Pair> definitions(Results results) {
        List<Pair> pairs = new ArrayList<>(List.of(
                new Pair("Right", "correct as defined below; where the documents do not answer, declining is right"),
                new Pair(
                        "Right again after",
                        "from the edit until changed facts reach 95 % of the arm's own share of"
                                + " right answers before it"),
                new Pair("Interval", "95 %; Wilson for shares, bootstrap over facts with 10,000 resamples for scores"),
                new Pair(
                        "Best",
                        "marked only where it is significantly better than every other arm: paired by fact,"
                                + " exact McNemar, Holm-adjusted p under .05 and an interval that excludes zero"),
                new Pair("First token", "from the question to the first token that is not empty, retrieval included")));
        Set<String> measured =
                results.metrics().stream().map(MetricEntry::metric).collect(Collectors.toSet());
        Stream.of(MetricId.values())
                .filter(metric -> measured.contains(metric.id()))
                .forEach(metric -> pairs.add(new Pair(ClaimSection.metricName(metric.id()), metric.meaning())));
        return pairs;
    }
}
