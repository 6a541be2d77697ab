package dev.openbook.evaluator.report;

import dev.openbook.evaluator.report.ReportModel.Drawing;
import dev.openbook.evaluator.report.chart.RegionMap;
import dev.openbook.evaluator.result.CostEntry;
import dev.openbook.evaluator.result.FreshnessEntry;
import dev.openbook.evaluator.result.TimingEntry;
import java.util.Optional;

/**
 * From how many questions a day a trained arm is cheaper than one that looks things up.
 *
 * <p>In seconds of this machine over {@link #DAYS} days: looking up costs {@code I + U·u + Q·q}, a trained arm
 * {@code T + U·t + Q·p}, with set-up {@code I} and {@code T}, {@code U} changed facts, {@code Q} questions. The trained arm
 * is cheaper iff {@code Q·(q − p) > (T − I) + U·(t − u)}.
 */
final class BreakEven {

    /** A year pays off what a month may not. */
    static final int DAYS = 365;

    private BreakEven() {}

    /** What one arm costs in seconds. */
    record Unit(ArmLabel arm, double setUp, double change, double question) {}

    /** The questions a day above which training is cheaper; infinite if it never is. */
    static double questionsPerDay(Unit lookUp, Unit trained, double changesPerDay) {
        double saved = lookUp.question() - trained.question();
        double extra = (trained.setUp() - lookUp.setUp()) / DAYS + changesPerDay * (trained.change() - lookUp.change());
        return extra <= 0 && saved >= 0 ? 0 : saved <= 0 ? Double.POSITIVE_INFINITY : extra / saved;
    }

    static Optional<Drawing> drawing(Evidence evidence) {
        return reading(evidence).map(label -> {
            Unit lookUp = unit(evidence, true).orElseThrow();
            Unit trained = unit(evidence, false).orElseThrow();
            RegionMap map = new RegionMap(
                    label,
                    lookUp.arm().look(),
                    trained.arm().look(),
                    changes -> questionsPerDay(lookUp, trained, changes));
            return Drawing.of(map.draw(Layout.NARROW), map.draw(Layout.WIDE));
        });
    }

    /** How to read the map; empty if there is nothing to draw. */
    static Optional<String> reading(Evidence evidence) {
        Optional<Unit> lookUp = unit(evidence, true);
        Optional<Unit> trained = unit(evidence, false);
        if (lookUp.isEmpty() || trained.isEmpty()) {
            return Optional.empty();
        }
        double still = questionsPerDay(lookUp.get(), trained.get(), 0);
        double daily = questionsPerDay(lookUp.get(), trained.get(), 1);
        return Optional.of(
                "In seconds of this machine over a year, " + trained.get().arm().name()
                        + " is cheaper than " + lookUp.get().arm().name() + " " + from(still)
                        + " if nothing changes, and " + from(daily) + " if one fact changes a day.");
    }

    private static String from(double questions) {
        return Double.isInfinite(questions)
                ? "at no number of questions"
                : "from " + Numbers.fixed(Math.ceil(questions), 0) + " questions a day on";
    }

    /** The last arm of the kind that has all costs: the one that does it best. */
    private static Optional<Unit> unit(Evidence evidence, boolean readsDocuments) {
        return evidence.results().arms().stream()
                .filter(entry -> entry.readsDocuments() == readsDocuments
                        && !entry.state()
                        && !entry.id().equals("hybrid"))
                .map(entry -> evidence.arms().get(entry.id()))
                .filter(arm ->
                        evidence.cost(arm, "set-up").map(CostEntry::wallSeconds).orElse(0.0) > 0)
                .filter(arm -> evidence.catchUp(arm)
                        .filter(change -> change.wallSecondsPerFact() > 0)
                        .isPresent())
                .filter(arm -> evidence.timing(arm, "total-millis").isPresent())
                .map(arm -> new Unit(
                        arm,
                        evidence.cost(arm, "set-up").map(CostEntry::wallSeconds).orElseThrow(),
                        evidence.catchUp(arm)
                                .map(FreshnessEntry::wallSecondsPerFact)
                                .orElseThrow(),
                        evidence.timing(arm, "total-millis")
                                        .map(TimingEntry::p50)
                                        .orElseThrow()
                                / 1000))
                .reduce((earlier, later) -> later);
    }
}
