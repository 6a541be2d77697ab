package dev.openbook.evaluator.report;

import dev.openbook.evaluator.report.ReportModel.DataTable;
import dev.openbook.evaluator.report.ReportModel.Drawing;
import dev.openbook.evaluator.report.ReportModel.Key;
import dev.openbook.evaluator.report.ReportModel.Panel;
import dev.openbook.evaluator.report.chart.DotPlot;
import dev.openbook.evaluator.result.MetricEntry;
import java.util.List;
import java.util.Optional;

/** Whether the passage that holds the answer was found. */
final class RetrievalPanel {

    private static final List<String> DEPTHS = List.of("1", "3", "5", "10");

    private RetrievalPanel() {}

    static Optional<Panel> of(Evidence evidence) {
        return evidence.stratumOf("recall@10", "answerable", "v1", "unseen").map(on -> panel(evidence, on));
    }

    private static Panel panel(Evidence evidence, String stratum) {
        List<ArmLabel> readers = evidence.arms().list().stream()
                .filter(arm -> evidence.metric(arm, "recall@10", stratum).measured())
                .toList();
        String heading = heading(evidence, readers.get(0), stratum);
        List<DotPlot.Group> groups = DEPTHS.stream()
                .map(depth -> new DotPlot.Group(
                        depth.equals("1") ? "In the first passage" : "In the first " + depth + " passages",
                        readers.stream()
                                .map(arm -> row(arm, evidence.metric(arm, "recall@" + depth, stratum)))
                                .toList()))
                .toList();
        return new Panel(
                "retrieval",
                heading,
                List.of(Drawing.of(
                        DotPlot.draw(Layout.NARROW, heading, groups), DotPlot.draw(Layout.WIDE, heading, groups))),
                List.of(new Key("fill", "recall"), new Key("whisker", "95 % interval")),
                "The share of questions whose source was among the first passages found; what is not found cannot be"
                        + " read.",
                List.of(table(evidence, readers, stratum)));
    }

    private static String heading(Evidence evidence, ArmLabel arm, String stratum) {
        MetricEntry first = evidence.metric(arm, "recall@1", stratum);
        MetricEntry ten = evidence.metric(arm, "recall@10", stratum);
        return "Retrieval ranks the right passage first for " + Numbers.percentSign(first.value())
                + " of the questions, among the first ten for " + Numbers.percentSign(ten.value());
    }

    private static DotPlot.Row row(ArmLabel arm, MetricEntry entry) {
        DotPlot.Dot dot = entry.measured() ? new DotPlot.Dot(entry.value(), entry.low(), entry.high()) : null;
        String tip = arm.name() + ": " + Numbers.percentSign(entry.value()) + ", " + Evidence.tip(entry);
        return new DotPlot.Row(arm.look(), dot, null, tip);
    }

    private static DataTable table(Evidence evidence, List<ArmLabel> readers, String stratum) {
        List<DataTable.Row> rows = readers.stream()
                .map(arm -> DataTable.Row.of(
                        arm,
                        String.valueOf(
                                evidence.metric(arm, "recall@10", stratum).n()),
                        fixed(evidence, arm, "recall@1", stratum),
                        fixed(evidence, arm, "recall@3", stratum),
                        fixed(evidence, arm, "recall@5", stratum),
                        fixed(evidence, arm, "recall@10", stratum),
                        fixed(evidence, arm, "mrr", stratum),
                        fixed(evidence, arm, "ndcg@10", stratum)))
                .toList();
        return Layout.table(
                "Retrieval on: " + StratumNames.title(stratum),
                List.of("Arm", "n", "Recall@1", "Recall@3", "Recall@5", "Recall@10", "MRR", "nDCG@10"),
                rows);
    }

    private static String fixed(Evidence evidence, ArmLabel arm, String metric, String stratum) {
        return Numbers.fixed(evidence.metric(arm, metric, stratum).value(), 3);
    }
}
