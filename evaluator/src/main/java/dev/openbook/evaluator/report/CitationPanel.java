package dev.openbook.evaluator.report;

import dev.openbook.evaluator.report.ReportModel.DataTable;
import dev.openbook.evaluator.report.ReportModel.Drawing;
import dev.openbook.evaluator.report.ReportModel.Key;
import dev.openbook.evaluator.report.ReportModel.Panel;
import dev.openbook.evaluator.report.chart.DotPlot;
import dev.openbook.evaluator.result.MetricEntry;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Who can show where an answer stands. */
final class CitationPanel {

    private static final List<String> MEASURES = List.of("precision", "recall", "coverage");

    private CitationPanel() {}

    static Optional<Panel> of(Evidence evidence) {
        Optional<String> stratum = evidence.stratumOf("citation-coverage", "answerable", "v1", "unseen");
        return stratum.map(on -> panel(evidence, on));
    }

    private static Panel panel(Evidence evidence, String stratum) {
        String heading = heading(evidence, stratum);
        List<DotPlot.Group> groups = MEASURES.stream()
                .map(measure -> new DotPlot.Group(
                        switch (measure) {
                            case "precision" -> "Citations that support the answer (precision)";
                            case "recall" -> "Statements with a supporting citation (recall)";
                            default -> "Answers with any citation (coverage)";
                        },
                        evidence.arms().list().stream()
                                .map(arm -> row(evidence, arm, "citation-" + measure, stratum))
                                .toList()))
                .toList();
        return new Panel(
                "citations",
                heading,
                List.of(Drawing.of(
                        DotPlot.draw(Layout.NARROW, heading, groups), DotPlot.draw(Layout.WIDE, heading, groups))),
                List.of(
                        new Key("fill", "as answered"),
                        new Key("hollow", "attributed afterwards, the same way for every arm"),
                        new Key("whisker", "95 % interval")),
                "A citation supports an answer if the answer is right and the cited passage, in the version that was live,"
                        + " states the value and names its subject. An arm that cites nothing has no precision.",
                List.of(table(evidence, stratum)));
    }

    private static String heading(Evidence evidence, String stratum) {
        List<ArmLabel> citing = evidence.arms().list().stream()
                .filter(arm -> value(evidence, arm, "citation-coverage", stratum) > 0)
                .sorted(Comparator.comparingDouble(arm -> -value(evidence, arm, "citation-recall", stratum)))
                .toList();
        List<String> silent = evidence.arms().list().stream()
                .filter(arm ->
                        evidence.metric(arm, "citation-coverage", stratum).measured())
                .filter(arm -> value(evidence, arm, "citation-coverage", stratum) == 0)
                .map(ArmLabel::name)
                .toList();
        String nothing = Text.list(silent) + (silent.size() == 1 ? " cites" : " cite") + " nothing";
        if (citing.isEmpty()) {
            return silent.isEmpty() ? "Citations" : nothing;
        }
        ArmLabel best = citing.get(0);
        String found = best.name() + " shows a supporting source for "
                + Numbers.percentSign(value(evidence, best, "citation-recall", stratum)) + " of its statements";
        return silent.isEmpty() ? found : found + "; " + nothing;
    }

    private static double value(Evidence evidence, ArmLabel arm, String metric, String stratum) {
        MetricEntry entry = evidence.metric(arm, metric, stratum);
        return entry.measured() ? entry.value() : 0;
    }

    private static DotPlot.Row row(Evidence evidence, ArmLabel arm, String metric, String stratum) {
        MetricEntry answered = evidence.metric(arm, metric, stratum);
        MetricEntry attributed = evidence.metric(arm, metric + "-attributed", stratum);
        String tip = arm.name() + " as answered: " + Numbers.percentSign(answered.value()) + ", "
                + Evidence.tip(answered) + "; attributed afterwards: " + Numbers.percentSign(attributed.value()) + ", "
                + Evidence.tip(attributed);
        return new DotPlot.Row(arm.look(), dot(answered), dot(attributed), tip);
    }

    private static DotPlot.Dot dot(MetricEntry entry) {
        return entry.measured() ? new DotPlot.Dot(entry.value(), entry.low(), entry.high()) : null;
    }

    private static DataTable table(Evidence evidence, String stratum) {
        List<DataTable.Row> rows = new ArrayList<>();
        for (ArmLabel arm : evidence.arms()) {
            for (String way : List.of("", "-attributed")) {
                rows.add(DataTable.Row.of(
                        arm,
                        way.isEmpty() ? "as answered" : "attributed",
                        cell(evidence.metric(arm, "citation-precision" + way, stratum)),
                        cell(evidence.metric(arm, "citation-recall" + way, stratum)),
                        cell(evidence.metric(arm, "citation-coverage" + way, stratum)),
                        way.isEmpty() ? cell(evidence.metric(arm, "audit", stratum)) : ""));
            }
        }
        return new DataTable(
                "Citations: share in percent, 95 % interval and n",
                List.of(
                        "Arm",
                        "Citations",
                        "Precision (%)",
                        "Recall (%)",
                        "Coverage (%)",
                        "Leads to the exact sentence (%)"),
                List.of(false, true, true, true, true),
                rows);
    }

    private static String cell(MetricEntry entry) {
        String range = Numbers.percentRange(entry.low(), entry.high());
        return entry.measured()
                ? Numbers.percent(entry.value()) + (range.isEmpty() ? " (" : " (" + range + "; ") + "n = " + entry.n()
                        + ")"
                : Numbers.NONE;
    }
}
