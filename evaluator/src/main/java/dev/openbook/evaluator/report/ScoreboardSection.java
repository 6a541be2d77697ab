package dev.openbook.evaluator.report;

import dev.openbook.evaluator.report.ReportModel.Scoreboard;
import dev.openbook.evaluator.report.ReportModel.Scoreboard.Cell;
import dev.openbook.evaluator.report.chart.ShareBar;
import dev.openbook.evaluator.result.ComparisonEntry;
import dev.openbook.evaluator.result.CostEntry;
import dev.openbook.evaluator.result.FreshnessEntry;
import dev.openbook.evaluator.result.MetricEntry;
import dev.openbook.evaluator.result.TimingEntry;
import gg.jte.Content;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/** One row an arm; columns that nobody measured are not there. */
final class ScoreboardSection {

    private final Evidence evidence;
    private final List<Column> columns = new ArrayList<>();

    /** A heading and what stands under it for each arm. */
    private record Column(String heading, Function<ArmLabel, Draft> draft) {}

    /** A cell before footnotes are numbered. */
    private record Draft(String text, String rest, Content drawing, String tip, boolean best) {

        static Draft of(String text, String tip) {
            return new Draft(text, "", null, tip, false);
        }
    }

    private ScoreboardSection(Evidence evidence) {
        this.evidence = evidence;
    }

    static Scoreboard of(Evidence evidence) {
        return evidence.results().arms().isEmpty() ? null : new ScoreboardSection(evidence).build();
    }

    private Scoreboard build() {
        Optional<String> headline = evidence.headlineStratum();
        headline.ifPresent(stratum ->
                columns.add(new Column("Right, no answer, wrong (% of answers)", arm -> outcome(arm, stratum))));
        share("citation-precision", "Citation precision (%)", "answerable", "v1", "unseen");
        share("citation-recall", "Citation recall (%)", "answerable", "v1", "unseen");
        share("stale-rate", "Stale after the change (%)", "changed", "v2");
        if (!evidence.results().freshness().isEmpty()) {
            columns.add(new Column("Right again after (s)", this::lag));
        }
        if (evidence.results().timings().stream().anyMatch(t -> t.timing().equals("ttft-millis"))) {
            columns.add(new Column("First token, p50 (p95) (ms)", this::firstToken));
        }
        cost("Set\u2011up (s)", "set-up");
        if (!evidence.results().freshness().isEmpty()) {
            changeCost();
        }
        return number(headline.map(StratumNames::title).orElse(""));
    }

    private Scoreboard number(String on) {
        List<String> notes = new ArrayList<>();
        List<Scoreboard.Row> rows = new ArrayList<>();
        boolean best = false;
        for (ArmLabel arm : evidence.arms()) {
            List<Cell> cells = new ArrayList<>();
            for (Column column : columns) {
                Draft draft = column.draft().apply(arm);
                if (!draft.tip().isEmpty()) {
                    notes.add(arm.name() + ", " + column.heading() + ": " + draft.tip());
                }
                int note = draft.tip().isEmpty() ? 0 : notes.size();
                cells.add(new Cell(
                        column.heading(),
                        draft.text(),
                        draft.rest(),
                        draft.drawing(),
                        draft.tip(),
                        note,
                        draft.best()));
                best |= draft.best();
            }
            rows.add(new Scoreboard.Row(arm, description(arm), cells));
        }
        return new Scoreboard(on, columns.stream().map(Column::heading).toList(), rows, notes, best);
    }

    private String description(ArmLabel arm) {
        return evidence.results().arms().stream()
                .filter(entry -> entry.id().equals(arm.id()))
                .map(entry -> Text.clip(entry.description(), 200))
                .findFirst()
                .orElse("");
    }

    private Draft outcome(ArmLabel arm, String stratum) {
        MetricEntry right = evidence.metric(arm, "correct", stratum);
        if (!right.measured()) {
            return Draft.of(Numbers.NONE, "");
        }
        double noAnswer = value(evidence.metric(arm, "no-answer", stratum));
        double wrong = value(evidence.metric(arm, "wrong", stratum));
        String rest = " right, " + Numbers.percent(noAnswer) + " no answer, " + Numbers.percent(wrong) + " wrong";
        String number = Numbers.percent(right.value());
        return new Draft(
                number,
                rest,
                ShareBar.draw(arm.look(), right.value(), noAnswer, wrong, number + rest + " (%)"),
                "right: " + Evidence.tip(right),
                best(arm, stratum, "correct", "contains-gold"));
    }

    private static double value(MetricEntry entry) {
        return entry.measured() ? entry.value() : 0;
    }

    private void share(String metric, String heading, String... strata) {
        evidence.stratumOf(metric, strata)
                .ifPresent(stratum -> columns.add(new Column(heading, arm -> {
                    MetricEntry entry = evidence.metric(arm, metric, stratum);
                    String tip = metric.startsWith("citation") && !entry.measured()
                            ? "this arm cited nothing"
                            : Evidence.tip(entry);
                    return new Draft(Numbers.percent(entry.value()), "", null, tip, best(arm, stratum, metric));
                })));
    }

    /** Whether every other arm was compared with this one and is significantly worse. */
    private boolean best(ArmLabel arm, String stratum, String... metrics) {
        List<ArmLabel> others = evidence.arms().list().stream()
                .filter(other -> !other.id().equals(arm.id()))
                .toList();
        return !others.isEmpty()
                && others.stream().allMatch(other -> evidence.comparison(arm, other, stratum, metrics)
                        .filter(c -> c.significant() && favours(c, arm))
                        .isPresent());
    }

    private static boolean favours(ComparisonEntry comparison, ArmLabel arm) {
        return comparison.armA().equals(arm.id()) == comparison.difference() > 0;
    }

    private Draft lag(ArmLabel arm) {
        Optional<FreshnessEntry> freshness = evidence.catchUp(arm);
        if (freshness.isEmpty()) {
            return Draft.of(Numbers.NONE, "");
        }
        FreshnessEntry entry = freshness.get();
        String tip = "n = " + entry.changedFacts() + " changed facts; right before the change "
                + Numbers.percentSign(entry.accuracyBefore()) + ", after it "
                + Numbers.percentSign(entry.accuracyAfter());
        if (entry.lagSeconds() == null) {
            return Draft.of("not reached", tip);
        }
        int decimals = Numbers.decimals(evidence.results().freshness().stream()
                .map(FreshnessEntry::lagSeconds)
                .filter(Objects::nonNull)
                .toList());
        return Draft.of(Numbers.fixed(entry.lagSeconds(), decimals), tip);
    }

    private Draft firstToken(ArmLabel arm) {
        return evidence.timing(arm, "ttft-millis")
                .map(t -> Draft.of(Numbers.fixed(t.p50(), 0) + " (" + Numbers.fixed(t.p95(), 0) + ")", times(t)))
                .orElse(Draft.of(Numbers.NONE, ""));
    }

    private static String times(TimingEntry timing) {
        return "n = " + timing.n() + " answers, median and 95th percentile";
    }

    private void cost(String heading, String kind) {
        List<Double> seconds = evidence.results().costs().stream()
                .filter(c -> c.kind().equals(kind))
                .map(CostEntry::wallSeconds)
                .filter(taken -> taken > 0)
                .toList();
        if (!seconds.isEmpty()) {
            int decimals = Numbers.decimals(seconds);
            columns.add(new Column(heading, arm -> evidence.cost(arm, kind)
                    .map(c -> Draft.of(
                            c.wallSeconds() == 0 ? Numbers.NONE : Numbers.fixed(c.wallSeconds(), decimals), holds(c)))
                    .orElse(Draft.of(Numbers.NONE, ""))));
        }
    }

    private static String holds(CostEntry cost) {
        String documents = cost.documents() == 0 ? "" : ", " + cost.documents() + " documents";
        return "one run" + documents + (cost.holds().isEmpty() ? "" : ": " + String.join("; ", cost.holds()));
    }

    private void changeCost() {
        int decimals = Numbers.decimals(evidence.results().freshness().stream()
                .map(FreshnessEntry::wallSecondsPerFact)
                .filter(taken -> taken > 0)
                .toList());
        columns.add(new Column("One changed fact (s)", arm -> evidence.catchUp(arm)
                .filter(f -> f.wallSecondsPerFact() > 0)
                .map(f -> Draft.of(
                        Numbers.fixed(f.wallSecondsPerFact(), decimals),
                        "one run; " + Numbers.fixed(f.cpuSecondsPerFact(), 3) + " CPU seconds and "
                                + Numbers.fixed(f.bytesPerFact(), 0) + " bytes a fact"))
                .orElse(Draft.of(Numbers.NONE, ""))));
    }
}
