package dev.openbook.evaluator.report;

import dev.openbook.evaluator.report.ReportModel.DataTable;
import dev.openbook.evaluator.report.ReportModel.Drawing;
import dev.openbook.evaluator.report.ReportModel.Key;
import dev.openbook.evaluator.report.ReportModel.Panel;
import dev.openbook.evaluator.report.chart.StackedBars;
import dev.openbook.evaluator.result.TimingEntry;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** How long a person waits, and for what. */
final class LatencyPanel {

    private static final double ALIKE = 1.1; // ratios under this are within what the machine's load does

    private LatencyPanel() {}

    static Optional<Panel> of(Evidence evidence) {
        List<ArmLabel> timed = evidence.arms().list().stream()
                .filter(arm -> evidence.timing(arm, "ttft-millis").isPresent())
                .toList();
        if (timed.isEmpty()) {
            return Optional.empty();
        }
        String heading = heading(evidence, timed);
        List<StackedBars.Bar> bars =
                timed.stream().map(arm -> bar(evidence, arm)).toList();
        return Optional.of(new Panel(
                "latency",
                heading,
                List.of(Drawing.of(
                        StackedBars.draw(Layout.NARROW, heading, "milliseconds", bars),
                        StackedBars.draw(Layout.WIDE, heading, "milliseconds", bars))),
                List.of(
                        new Key("fill", "retrieval"),
                        new Key("tint", "reading the prompt (prefill)"),
                        new Key("pale", "writing the answer (decode)"),
                        new Key("whisker", "95th percentile of the whole")),
                "Medians from the question to the end of the answer, cut where the passages were there and where the first"
                        + " token came; the parts are differences of medians.",
                List.of(table(evidence, timed))));
    }

    private static String heading(Evidence evidence, List<ArmLabel> timed) {
        List<ArmLabel> ranked = timed.stream()
                .sorted(Comparator.comparingDouble(arm -> p50(evidence, arm, "ttft-millis")))
                .toList();
        ArmLabel first = ranked.get(0);
        ArmLabel last = ranked.get(ranked.size() - 1);
        double quick = p50(evidence, first, "ttft-millis");
        double slow = p50(evidence, last, "ttft-millis");
        if (ranked.size() == 1) {
            return first.name() + " starts to answer after " + Numbers.seconds(quick / 1000);
        }
        if (quick > 0 && slow / quick < ALIKE) {
            return "All arms start to answer after about " + Numbers.seconds(slow / 1000);
        }
        return first.name() + " starts to answer after " + Numbers.seconds(quick / 1000) + ", " + last.name()
                + " after " + Numbers.seconds(slow / 1000);
    }

    private static StackedBars.Bar bar(Evidence evidence, ArmLabel arm) {
        double retrieval = p50(evidence, arm, "retrieval-millis");
        double first = p50(evidence, arm, "ttft-millis");
        double total = p50(evidence, arm, "total-millis");
        double[] parts = {retrieval, Math.max(0, first - retrieval), Math.max(0, total - first)};
        double whisker =
                evidence.timing(arm, "total-millis").map(TimingEntry::p95).orElse(total);
        String tip = arm.name() + ": retrieval " + Numbers.fixed(parts[0], 1) + " ms, prefill "
                + Numbers.fixed(parts[1], 0) + " ms, decode " + Numbers.fixed(parts[2], 0) + " ms; 95th percentile "
                + Numbers.fixed(whisker, 0) + " ms; n = "
                + evidence.timing(arm, "ttft-millis").map(TimingEntry::n).orElse(0);
        return new StackedBars.Bar(arm.look(), parts, whisker, tip);
    }

    private static double p50(Evidence evidence, ArmLabel arm, String timing) {
        return evidence.timing(arm, timing).map(TimingEntry::p50).orElse(0.0);
    }

    private static DataTable table(Evidence evidence, List<ArmLabel> timed) {
        String stratum = evidence.stratumOf("prompt-tokens", "v1", "answerable").orElse("v1");
        List<DataTable.Row> rows = new ArrayList<>();
        for (ArmLabel arm : timed) {
            rows.add(DataTable.Row.of(
                    arm,
                    String.valueOf(evidence.timing(arm, "ttft-millis")
                            .map(TimingEntry::n)
                            .orElse(0)),
                    pair(evidence, arm, "retrieval-millis", 1),
                    pair(evidence, arm, "ttft-millis", 0),
                    pair(evidence, arm, "tpot-millis", 1),
                    pair(evidence, arm, "total-millis", 0),
                    Numbers.fixed(evidence.metric(arm, "prompt-tokens", stratum).value(), 0),
                    Numbers.fixed(evidence.metric(arm, "answer-tokens", stratum).value(), 1)));
        }
        return Layout.table(
                "Latency: median (95th percentile)",
                List.of(
                        "Arm",
                        "n",
                        "Retrieval (ms)",
                        "First token (ms)",
                        "A further token (ms)",
                        "Whole answer (ms)",
                        "Tokens read (mean)",
                        "Tokens written (mean)"),
                rows);
    }

    private static String pair(Evidence evidence, ArmLabel arm, String timing, int decimals) {
        return evidence.timing(arm, timing)
                .map(t -> Numbers.fixed(t.p50(), decimals) + " (" + Numbers.fixed(t.p95(), decimals) + ")")
                .orElse(Numbers.NONE);
    }
}
