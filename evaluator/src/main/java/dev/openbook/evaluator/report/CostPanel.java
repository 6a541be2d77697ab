package dev.openbook.evaluator.report;

import dev.openbook.evaluator.report.ReportModel.DataTable;
import dev.openbook.evaluator.report.ReportModel.Panel;
import dev.openbook.evaluator.result.CostEntry;
import dev.openbook.evaluator.result.FreshnessEntry;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** What it takes to make an arm ready, and to keep it so. */
final class CostPanel {

    private CostPanel() {}

    static Optional<Panel> of(Evidence evidence) {
        List<DataTable.Row> rows = new ArrayList<>();
        for (ArmLabel arm : evidence.arms().withLaterStates()) {
            for (String kind : List.of("set-up", "update")) {
                evidence.cost(arm, kind).ifPresent(cost -> rows.add(row(evidence, arm, cost)));
            }
        }
        if (rows.isEmpty()) {
            return Optional.empty();
        }
        DataTable table = new DataTable(
                "Set-up and update, one run each",
                List.of(
                        "Arm",
                        "Work",
                        "Wall time (s)",
                        "CPU time (s)",
                        "Written (bytes)",
                        "Documents",
                        "Wall time a changed fact (s)",
                        "What is in it"),
                List.of(false, true, true, true, true, true, false),
                rows);
        return Optional.of(new Panel(
                "cost",
                heading(evidence),
                BreakEven.drawing(evidence).stream().toList(),
                List.of(),
                BreakEven.reading(evidence)
                        .orElse("Measured once in this run; times depend on the machine and are not tested for"
                                + " significance."),
                List.of(table)));
    }

    private static DataTable.Row row(Evidence evidence, ArmLabel arm, CostEntry cost) {
        boolean update = cost.kind().equals("update");
        return DataTable.Row.of(
                arm,
                update ? "update to the changed documents" : "set-up",
                Numbers.fixed(cost.wallSeconds(), 2),
                Numbers.fixed(cost.cpuSeconds(), 2),
                Numbers.fixed(cost.bytesWritten(), 0),
                Numbers.fixed(cost.documents(), 0),
                update
                        ? evidence.freshness(arm)
                                .map(FreshnessEntry::wallSecondsPerFact)
                                .map(s -> Numbers.fixed(s, 3))
                                .orElse(Numbers.NONE)
                        : "",
                Text.clip(String.join("; ", cost.holds()), 400));
    }

    private static String heading(Evidence evidence) {
        Optional<ArmLabel> dearest = evidence.arms().list().stream()
                .filter(arm -> seconds(evidence, arm, "set-up") > 0)
                .max(Comparator.comparingDouble(arm -> seconds(evidence, arm, "set-up")));
        if (dearest.isEmpty()) {
            return "What set-up and change cost";
        }
        List<String> parts = evidence.arms().list().stream()
                .filter(arm -> seconds(evidence, arm, "set-up") > 0)
                .map(arm -> arm.name() + " " + Numbers.seconds(seconds(evidence, arm, "set-up")))
                .toList();
        String heading = "Getting ready takes " + Text.list(parts);
        List<String> changes = evidence.arms().withLaterStates().stream()
                .filter(arm -> seconds(evidence, arm, "update") > 0)
                .map(arm -> arm.name() + " " + Numbers.seconds(seconds(evidence, arm, "update")))
                .toList();
        return changes.isEmpty() ? heading : heading + "; taking in the change, " + Text.list(changes);
    }

    private static double seconds(Evidence evidence, ArmLabel arm, String kind) {
        return evidence.cost(arm, kind).map(CostEntry::wallSeconds).orElse(0.0);
    }
}
