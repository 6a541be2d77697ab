package dev.openbook.evaluator.report;

import dev.openbook.evaluator.report.ReportModel.Claim;
import dev.openbook.evaluator.report.ReportModel.DataTable;
import dev.openbook.evaluator.report.ReportModel.Panel;
import dev.openbook.evaluator.result.ClaimEntry;
import dev.openbook.evaluator.result.PredictionEntry;
import dev.openbook.evaluator.result.Results;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** Claims, predictions and bands: what was said before, beside what came out. */
final class ClaimSection {

    private static final Set<String> NOT_SHARES =
            Set.of("truthfulness", "mrr", "ndcg@10", "prompt-tokens", "answer-tokens");

    private ClaimSection() {}

    static List<Claim> claims(Results results, List<Panel> panels) {
        Set<String> drawn = panels.stream().map(Panel::id).collect(Collectors.toSet());
        return results.claims().stream().map(entry -> claim(entry, drawn)).toList();
    }

    private static Claim claim(ClaimEntry entry, Set<String> drawn) {
        String needed = entry.neededN() == null
                ? ""
                : " About " + Text.count(entry.neededN(), "fact") + " would decide it at the difference seen.";
        String css =
                switch (entry.verdict()) {
                    case "confirmed", "refuted", "inconclusive" -> entry.verdict();
                    default -> "not-measured";
                };
        return new Claim(
                entry.id(),
                entry.claim(),
                entry.scope() == null ? "" : entry.scope(),
                entry.prediction(),
                entry.result() + needed,
                entry.verdict(),
                css,
                entry.panel() != null && drawn.contains(entry.panel()) ? entry.panel() : "");
    }

    /** Null if nothing was predicted. */
    static DataTable predictions(Evidence evidence) {
        List<PredictionEntry> entries = evidence.results().predictions();
        List<DataTable.Row> rows = entries.stream()
                .map(p -> new DataTable.Row(
                        evidence.arms().get(p.arm()),
                        evidence.arms().name(p.arm()),
                        List.of(
                                metricName(p.metric()),
                                StratumNames.title(p.stratum()),
                                value(p.metric(), p.expected()),
                                value(p.metric(), p.measured()),
                                Text.clip(p.why(), 400))))
                .toList();
        return rows.isEmpty()
                ? null
                : new DataTable(
                        "Predictions, written into the suite before its first run",
                        List.of("Arm", "Metric", "Questions", "Expected", "Measured", "Why it was expected"),
                        List.of(false, false, true, true, false),
                        rows);
    }

    /** Null if there are none. */
    static DataTable bands(Evidence evidence) {
        List<DataTable.Row> rows = evidence.results().bands().stream()
                .map(b -> new DataTable.Row(
                        evidence.arms().get(b.arm()),
                        evidence.arms().name(b.arm()),
                        List.of(
                                metricName(b.metric()),
                                StratumNames.title(b.stratum()),
                                value(b.metric(), b.low()) + " to " + value(b.metric(), b.high()),
                                value(b.metric(), b.measured()),
                                b.passed() ? "within" : "left its band",
                                Text.clip(b.reason(), 400))))
                .toList();
        return rows.isEmpty()
                ? null
                : new DataTable(
                        "Bands: a value that leaves its band fails the run",
                        List.of("Arm", "Metric", "Questions", "Band", "Measured", "Result", "Reason"),
                        List.of(false, false, true, true, false, false),
                        rows);
    }

    static String metricName(String id) {
        return id.replace('-', ' ').toLowerCase(Locale.ROOT);
    }

    static String value(String metric, Double value) {
        return NOT_SHARES.contains(metric) ? Numbers.fixed(value, 2) : Numbers.percentSign(value);
    }
}
