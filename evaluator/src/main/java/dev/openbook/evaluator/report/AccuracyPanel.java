package dev.openbook.evaluator.report;

import dev.openbook.evaluator.report.ReportModel.DataTable;
import dev.openbook.evaluator.report.ReportModel.Drawing;
import dev.openbook.evaluator.report.ReportModel.Key;
import dev.openbook.evaluator.report.ReportModel.Panel;
import dev.openbook.evaluator.report.chart.DivergingBars;
import dev.openbook.evaluator.result.ComparisonEntry;
import dev.openbook.evaluator.result.MetricEntry;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Right, unanswered and wrong on each kind of question. */
final class AccuracyPanel {

    private static final Set<String> AFTER = Set.of("changed", "unchanged", "removed", "added");

    private AccuracyPanel() {}

    static Optional<Panel> of(Evidence evidence) {
        List<String> strata = evidence.strata();
        if (strata.isEmpty()) {
            return Optional.empty();
        }
        List<String> before = strata.stream().filter(s -> !AFTER.contains(s)).toList();
        List<String> after = strata.stream().filter(AFTER::contains).toList();
        return Optional.of(new Panel(
                "accuracy",
                hallucination(evidence).orElse(heading(evidence)),
                Stream.of(before, after)
                        .filter(part -> !part.isEmpty())
                        .map(part -> drawing(evidence, part))
                        .toList(),
                List.of(new Key("fill", "right"), new Key("hollow", "no answer"), new Key("hatch", "wrong")),
                "Every bar is 100 % of an arm's answers: what is right grows to the right of the line, what is wrong to"
                        + " its left, and what was not answered is hollow. Where the documents do not answer, declining"
                        + " is what is right.",
                Stream.concat(
                                Stream.of(table(evidence, strata), abstention(evidence)),
                                evidence.arms().list().stream().flatMap(arm -> seeds(evidence, arm, before).stream()))
                        .toList()));
    }

    /** An arm, which may have been trained otherwise, beside trainings from the start that differ in their seed alone. */
    private static Optional<DataTable> seeds(Evidence evidence, ArmLabel arm, List<String> strata) {
        List<ArmLabel> seeds = evidence.arms().seedsOf(arm);
        if (seeds.isEmpty()) {
            return Optional.empty();
        }
        List<String> columns = new ArrayList<>(List.of("Training"));
        strata.forEach(stratum -> columns.add(StratumNames.title(stratum) + " (% right)"));
        List<DataTable.Row> rows = Stream.concat(Stream.of(arm), seeds.stream())
                .map(training -> DataTable.Row.of(
                        training,
                        strata.stream()
                                .map(stratum -> share(evidence.metric(training, "correct", stratum)))
                                .toArray(String[]::new)))
                .toList();
        return Optional.of(Layout.table(
                arm.name() + " beside trainings from the start that differ in their seed alone", columns, rows));
    }

    private static Drawing drawing(Evidence evidence, List<String> strata) {
        List<DivergingBars.Group> groups =
                strata.stream().map(stratum -> group(evidence, stratum)).toList();
        String label = "Right, no answer and wrong: "
                + Text.list(strata.stream().map(StratumNames::title).toList());
        return Drawing.of(
                DivergingBars.draw(Layout.NARROW, label, groups), DivergingBars.draw(Layout.WIDE, label, groups));
    }

    /** Who invents answers where there are none, and whether the paired test calls it decided. */
    private static Optional<String> hallucination(Evidence evidence) {
        String stratum = "unanswerable";
        List<ArmLabel> ranked = evidence.arms().list().stream()
                .filter(arm -> evidence.metric(arm, "wrong", stratum).measured())
                .sorted(Comparator.comparingDouble(
                        arm -> evidence.metric(arm, "wrong", stratum).value()))
                .toList();
        if (ranked.isEmpty()) {
            return Optional.empty();
        }
        ArmLabel least = ranked.get(0);
        ArmLabel most = ranked.get(ranked.size() - 1);
        String heading = "asked what the documents do not tell, " + least.name() + " invents an answer to "
                + Numbers.percentSign(evidence.metric(least, "wrong", stratum).value()) + " of the questions";
        if (ranked.size() == 1) {
            return Optional.of(Text.sentence(heading));
        }
        heading += ", " + most.name() + " to "
                + Numbers.percentSign(evidence.metric(most, "wrong", stratum).value());
        return Optional.of(
                evidence.comparison(least, most, stratum, "abstention-recall", "correct")
                                .filter(ComparisonEntry::significant)
                                .isPresent()
                        ? Text.sentence(heading)
                        : "Not decided by these data: " + heading);
    }

    /** Who is right most often on the headline questions, and whether the paired test calls it decided. */
    static String heading(Evidence evidence) {
        String stratum = evidence.headlineStratum().orElse("v1");
        List<ArmLabel> ranked = evidence.arms().list().stream()
                .filter(arm -> evidence.metric(arm, "correct", stratum).measured())
                .sorted(Comparator.comparingDouble(
                        arm -> -evidence.metric(arm, "correct", stratum).value()))
                .toList();
        if (ranked.isEmpty()) {
            return "No answer of this run could be scored";
        }
        String first = ranked.get(0).name() + " gets "
                + Numbers.percentSign(
                        evidence.metric(ranked.get(0), "correct", stratum).value())
                + " of the answers right";
        if (ranked.size() == 1) {
            return first;
        }
        String second = ", " + ranked.get(1).name() + " "
                + Numbers.percentSign(
                        evidence.metric(ranked.get(1), "correct", stratum).value());
        return evidence.comparison(ranked.get(0), ranked.get(1), stratum, "correct", "contains-gold")
                        .filter(ComparisonEntry::significant)
                        .isPresent()
                ? first + second
                : "Not decided by these data: " + first + second;
    }

    private static DivergingBars.Group group(Evidence evidence, String stratum) {
        List<DivergingBars.Bar> bars = new ArrayList<>();
        int n = 0;
        for (ArmLabel arm : evidence.arms().withLaterStates()) {
            MetricEntry right = evidence.metric(arm, "correct", stratum);
            if (right.measured()) {
                double noAnswer = value(evidence.metric(arm, "no-answer", stratum));
                double wrong = value(evidence.metric(arm, "wrong", stratum));
                String tip = arm.name() + ": " + Numbers.percent(right.value()) + " % right, "
                        + Numbers.percent(noAnswer) + " % no answer, " + Numbers.percent(wrong) + " % wrong; right: "
                        + Evidence.tip(right);
                bars.add(new DivergingBars.Bar(arm.look(), right.value(), noAnswer, wrong, tip));
                n = Math.max(n, right.n());
            }
        }
        return new DivergingBars.Group(StratumNames.title(stratum) + " (n = " + n + ")", bars);
    }

    private static double value(MetricEntry entry) {
        return entry.measured() ? entry.value() : 0;
    }

    private static DataTable table(Evidence evidence, List<String> strata) {
        List<DataTable.Row> rows = new ArrayList<>();
        for (String stratum : strata) {
            for (ArmLabel arm : evidence.arms().withLaterStates()) {
                MetricEntry right = evidence.metric(arm, "correct", stratum);
                if (right.measured()) {
                    rows.add(DataTable.Row.of(
                            arm,
                            StratumNames.title(stratum),
                            String.valueOf(right.n()),
                            Numbers.percent(right.value()),
                            Numbers.percentRange(right.low(), right.high()),
                            Numbers.percent(
                                    evidence.metric(arm, "no-answer", stratum).value()),
                            Numbers.percent(
                                    evidence.metric(arm, "wrong", stratum).value()),
                            Numbers.percent(evidence.metric(arm, "em", stratum).value()),
                            Numbers.percent(evidence.metric(arm, "f1", stratum).value()),
                            Numbers.fixed(
                                    evidence.metric(arm, "truthfulness", stratum)
                                            .value(),
                                    2)));
                }
            }
        }
        List<String> columns = List.of(
                "Arm",
                "Questions",
                "n",
                "Right (%)",
                "95 % interval",
                "No answer (%)",
                "Wrong (%)",
                "Exact match (%)",
                "Token F1 (%)",
                "Truthfulness (−1 to 1)");
        return new DataTable(
                "Answers by kind of question",
                columns,
                List.of(false, true, true, true, true, true, true, true, true),
                rows);
    }

    private static DataTable abstention(Evidence evidence) {
        String recall =
                evidence.stratumOf("abstention-recall", "unanswerable", "v1").orElse("v1");
        String precision = evidence.stratumOf("abstention-precision", "v1").orElse("v1");
        String refusals =
                evidence.stratumOf("false-abstention", "answerable", "v1").orElse("v1");
        List<DataTable.Row> rows = evidence.arms().list().stream()
                .map(arm -> DataTable.Row.of(
                        arm,
                        share(evidence.metric(arm, "abstention-recall", recall)),
                        share(evidence.metric(arm, "abstention-precision", precision)),
                        share(evidence.metric(arm, "false-abstention", refusals))))
                .toList();
        return Layout.table(
                "Declining to answer",
                List.of(
                        "Arm",
                        "Declined where nothing answers (%)",
                        "Right refusals (%)",
                        "Declined though answerable (%)"),
                rows);
    }

    private static String share(MetricEntry entry) {
        return entry.measured() ? Numbers.percent(entry.value()) + " (n = " + entry.n() + ")" : Numbers.NONE;
    }
}
