package dev.openbook.evaluator.report;

import dev.openbook.evaluator.report.ReportModel.DataTable;
import dev.openbook.evaluator.report.ReportModel.Drawing;
import dev.openbook.evaluator.report.ReportModel.Key;
import dev.openbook.evaluator.report.ReportModel.Panel;
import dev.openbook.evaluator.report.chart.StepChart;
import dev.openbook.evaluator.result.FreshnessEntry;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What happened when the documents changed. */
final class FreshnessPanel {

    private static final double KNEW_NOTHING = 0.05; // by chance a short answer may contain a value

    private FreshnessPanel() {}

    static Optional<Panel> of(Evidence evidence) {
        List<FreshnessEntry> entries = new ArrayList<>();
        evidence.arms().withLaterStates().forEach(arm -> evidence.freshness(arm).ifPresent(entries::add));
        if (entries.isEmpty()) {
            return Optional.empty();
        }
        String heading = heading(evidence, entries);
        return Optional.of(new Panel(
                "freshness",
                heading,
                drawing(evidence, entries, heading),
                List.of(new Key("target", "95 % of what the arm had right before the change")),
                "Each line is the share of changed facts an arm answers with the new value, from the moment the"
                        + " documents were edited; a line that stays low is an arm that goes on giving the old answer or"
                        + " none. Costs are per changed fact that the update took in.",
                conflict(evidence)
                        .map(c -> List.of(table(evidence, entries), c))
                        .orElseGet(() -> List.of(table(evidence, entries)))));
    }

    private static String heading(Evidence evidence, List<FreshnessEntry> entries) {
        Map<String, List<String>> byLag = new LinkedHashMap<>();
        entries.stream()
                .filter(FreshnessPanel::caughtUp)
                .sorted(Comparator.comparingDouble(FreshnessEntry::lagSeconds))
                .forEach(entry -> byLag.computeIfAbsent(Numbers.seconds(entry.lagSeconds()), lag -> new ArrayList<>())
                        .add(evidence.arms().name(entry.arm())));
        List<String> lags = new ArrayList<>();
        byLag.forEach((lag, arms) -> lags.add(Text.list(arms)
                + (lags.isEmpty()
                        ? (arms.size() == 1 ? " is" : " are") + " right again " + lag + " after the edit"
                        : " after " + lag)));
        List<String> parts = new ArrayList<>();
        if (!lags.isEmpty()) {
            parts.add(String.join(", ", lags));
        }
        List<String> stale = names(evidence, entries, false);
        if (!stale.isEmpty()) {
            parts.add(Text.list(stale)
                    + (stale.size() == 1 ? " is not back at 95 % of its" : " are not back at 95 % of their")
                    + " earlier accuracy");
        }
        List<String> empty = names(evidence, entries, true);
        if (!empty.isEmpty()) {
            parts.add(Text.list(empty) + " knew almost none of these facts to begin with");
        }
        return Text.sentence(String.join("; ", parts));
    }

    private static boolean caughtUp(FreshnessEntry entry) {
        return entry.reached() && entry.lagSeconds() != null && entry.accuracyBefore() >= KNEW_NOTHING;
    }

    private static List<String> names(Evidence evidence, List<FreshnessEntry> entries, boolean knewNothing) {
        return entries.stream()
                .filter(entry -> !caughtUp(entry) && entry.accuracyBefore() < KNEW_NOTHING == knewNothing)
                .map(entry -> evidence.arms().name(entry.arm()))
                .toList();
    }

    /** Who wins where the weights say the old value and the index the new one. */
    private static Optional<DataTable> conflict(Evidence evidence) {
        List<DataTable.Row> rows = evidence.results().arms().stream()
                .filter(arm -> arm.knowsCorpus() && arm.readsDocuments())
                .map(arm -> evidence.arms().get(arm.id()))
                .filter(arm -> evidence.metric(arm, "correct", "changed").measured())
                .map(arm -> DataTable.Row.of(
                        arm,
                        String.valueOf(
                                evidence.metric(arm, "correct", "changed").n()),
                        Numbers.percent(
                                evidence.metric(arm, "correct", "changed").value()),
                        Numbers.percent(
                                evidence.metric(arm, "stale-rate", "changed").value()),
                        Numbers.percent(
                                evidence.metric(arm, "no-answer", "changed").value())))
                .toList();
        return rows.isEmpty()
                ? Optional.empty()
                : Optional.of(Layout.table(
                        "Conflict: the weights learned the old value, the index holds the new one",
                        List.of("Arm", "Changed facts (n)", "New value (%)", "Old value (%)", "No answer (%)"),
                        rows));
    }

    private static List<Drawing> drawing(Evidence evidence, List<FreshnessEntry> entries, String label) {
        List<StepChart.Line> lines = entries.stream()
                .filter(entry -> !entry.curve().isEmpty())
                .filter(entry -> evidence.catchUp(evidence.arms().get(entry.arm()))
                        .equals(Optional.of(entry))) // what was not retrained is where the retrained line begins
                .map(entry -> line(evidence, entry))
                .toList();
        return lines.isEmpty()
                ? List.of()
                : List.of(new Drawing(
                        StepChart.draw(Layout.NARROW, label, lines),
                        StepChart.draw(Layout.WIDE, label, lines),
                        entries.stream()
                                .filter(entry -> evidence.catchUp(
                                                evidence.arms().get(entry.arm()))
                                        .equals(Optional.of(entry)))
                                .map(entry -> evidence.arms().get(entry.arm()))
                                .toList()));
    }

    private static StepChart.Line line(Evidence evidence, FreshnessEntry entry) {
        ArmLabel arm = evidence.arms().get(entry.arm());
        String tip = arm.name() + ": " + Numbers.percentSign(entry.accuracyBefore()) + " right before, "
                + Numbers.percentSign(entry.accuracyAfter()) + " after; n = " + entry.changedFacts() + " changed facts";
        return new StepChart.Line(
                arm.look(),
                entry.curve().stream()
                        .map(p -> new StepChart.Point(p.seconds(), p.shareRight()))
                        .toList(),
                entry.accuracyBefore() < KNEW_NOTHING ? null : entry.target(),
                entry.lagSeconds(),
                tip);
    }

    private static String means(Evidence evidence, ArmLabel arm) {
        return evidence.results().arms().stream()
                .filter(entry -> entry.id().equals(arm.id()))
                .findFirst()
                .map(entry -> entry.laterState() ? "training" : entry.readsDocuments() ? "index" : "nothing")
                .orElse("");
    }

    private static DataTable table(Evidence evidence, List<FreshnessEntry> entries) {
        String stale = evidence.stratumOf("stale-rate", "changed", "v2").orElse("changed");
        String gone = evidence.stratumOf("deletion", "removed", "v2").orElse("removed");
        String kept = evidence.stratumOf("retention", "unchanged", "v2").orElse("unchanged");
        List<DataTable.Row> rows = entries.stream()
                .map(entry -> {
                    ArmLabel arm = evidence.arms().get(entry.arm());
                    return DataTable.Row.of(
                            arm,
                            means(evidence, arm),
                            String.valueOf(entry.changedFacts()),
                            String.valueOf(entry.updatedFacts()),
                            Numbers.percent(entry.accuracyBefore()),
                            Numbers.percent(entry.accuracyAfter()),
                            Numbers.percent(entry.target()),
                            entry.lagSeconds() == null ? "not reached" : Numbers.fixed(entry.lagSeconds(), 2),
                            Numbers.percent(
                                    evidence.metric(arm, "stale-rate", stale).value()),
                            Numbers.percent(
                                    evidence.metric(arm, "deletion", gone).value()),
                            Numbers.percent(
                                    evidence.metric(arm, "retention", kept).value()),
                            Numbers.fixed(entry.wallSecondsPerFact(), 3),
                            Numbers.fixed(entry.cpuSecondsPerFact(), 3),
                            Numbers.fixed(entry.bytesPerFact(), 0));
                })
                .toList();
        return new DataTable(
                "The change from the first version of the documents to the second",
                List.of(
                        "Arm",
                        "Brought up to date by",
                        "Changed facts (n)",
                        "Taken in",
                        "Right before (%)",
                        "Right after (%)",
                        "Target (%)",
                        "Lag (s)",
                        "Stale (%)",
                        "Removed facts still told (%)",
                        "Unchanged facts kept (%)",
                        "Wall time a fact (s)",
                        "CPU time a fact (s)",
                        "Written a fact (bytes)"),
                List.of(false, true, true, true, true, true, true, true, true, true, true, true, true),
                rows);
    }
}
