package dev.openbook.evaluator.verdict;

import dev.openbook.evaluator.result.ArmEntry;
import dev.openbook.evaluator.result.BandEntry;
import dev.openbook.evaluator.result.CostEntry;
import dev.openbook.evaluator.result.FreshnessEntry;
import dev.openbook.evaluator.result.MetricEntry;
import dev.openbook.evaluator.result.Results;
import dev.openbook.evaluator.suite.Strata;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The verdict as plain text: one row an arm, the sentences, and the bands that were left. */
public final class VerdictTable {

    private static final List<String> HEADINGS = List.of(
            "Arm",
            "Right",
            "No answer",
            "Wrong",
            "Invents",
            "Cite prec",
            "Cite rec",
            "Stale",
            "Fresh after",
            "TTFT p50 (p95)",
            "Set-up",
            "Per change");

    private final Results results;
    private final Findings findings;

    /** A table of concluded results. */
    public VerdictTable(Results results) {
        this.results = results;
        this.findings = new Findings(results);
    }

    /** The lines, without colours. */
    public List<String> lines() {
        List<List<String>> rows = new ArrayList<>(List.of(HEADINGS));
        findings.arms().forEach(arm -> rows.add(row(arm)));
        List<String> lines = new ArrayList<>(aligned(rows));
        lines.add("");
        lines.add("Right, no answer, wrong: of the " + findings.headline()
                + " questions. Invents: answers where the documents are silent.");
        lines.add("");
        lines.addAll(results.verdict().sentences());
        findings.arms().forEach(arm -> lines.addAll(seeds(arm)));
        for (BandEntry band : results.bands()) {
            if (!band.passed()) {
                lines.add(String.format(
                        Locale.ROOT,
                        "Band left: %s %s %s is %s, expected %.3f to %.3f (%s)",
                        band.arm(),
                        band.metric(),
                        band.stratum(),
                        band.measured() == null ? "not measured" : String.format(Locale.ROOT, "%.3f", band.measured()),
                        band.low(),
                        band.high(),
                        band.reason()));
            }
        }
        return lines;
    }

    /** How much of an arm's result is chance; nothing where it was trained once. */
    private List<String> seeds(ArmEntry arm) {
        List<String> right = findings.otherSeeds(arm).stream()
                .map(seed -> percent(findings.metric(seed, "correct", findings.headline())))
                .toList();
        return right.isEmpty()
                ? List.of()
                : List.of(arm.name() + " in " + right.size()
                        + " trainings from the start that differ in their seed alone, right of the "
                        + findings.headline() + " questions: "
                        + String.join(", ", right) + ".");
    }

    private List<String> row(ArmEntry arm) {
        String stratum = findings.headline();
        return List.of(
                arm.name(),
                percent(findings.metric(arm, "correct", stratum)),
                percent(findings.metric(arm, "no-answer", stratum)),
                percent(findings.metric(arm, "wrong", stratum)),
                percent(findings.metric(arm, "wrong", Strata.UNANSWERABLE)),
                percent(findings.metric(arm, "citation-precision", Strata.ANSWERABLE)),
                percent(findings.metric(arm, "citation-recall", Strata.ANSWERABLE)),
                percent(findings.metric(arm, "stale-rate", Strata.CHANGED)),
                findings.catchUp(arm).map(VerdictTable::lag).orElse("-"),
                findings.timing(arm, "ttft-millis")
                        .map(t -> Words.millis(t.p50()) + " (" + Words.millis(t.p95()) + ")")
                        .orElse("-"),
                findings.cost(arm, "set-up").map(VerdictTable::wall).orElse("-"),
                findings.catchUp(arm)
                        .filter(f -> f.wallSecondsPerFact() > 0)
                        .map(f -> Words.seconds(f.wallSecondsPerFact()))
                        .orElse("-"));
    }

    private static String lag(FreshnessEntry freshness) {
        return freshness.lagSeconds() == null ? "not reached" : Words.seconds(freshness.lagSeconds());
    }

    private static String wall(CostEntry cost) {
        return cost.wallSeconds() == 0 ? "none" : Words.seconds(cost.wallSeconds());
    }

    private static String percent(MetricEntry metric) {
        return metric.measured() ? Words.percent(metric.value()) : "-";
    }

    private static List<String> aligned(List<List<String>> rows) {
        int[] widths = new int[HEADINGS.size()];
        rows.forEach(
                row -> Arrays.setAll(widths, i -> Math.max(widths[i], row.get(i).length())));
        List<String> lines = new ArrayList<>();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                String pad = " ".repeat(widths[i] - row.get(i).length());
                line.append(i == 0 ? row.get(i) + pad : "  " + pad + row.get(i));
            }
            lines.add(line.toString());
            if (lines.size() == 1) {
                lines.add("-".repeat(line.length()));
            }
        }
        return lines;
    }
}
