package dev.openbook.evaluator.verdict;

import dev.openbook.evaluator.result.AnswerEntry;
import dev.openbook.evaluator.result.ArmEntry;
import dev.openbook.evaluator.result.ComparisonEntry;
import dev.openbook.evaluator.result.CostEntry;
import dev.openbook.evaluator.result.FreshnessEntry;
import dev.openbook.evaluator.result.MetricEntry;
import dev.openbook.evaluator.result.Results;
import dev.openbook.evaluator.result.TimingEntry;
import dev.openbook.evaluator.statistics.McNemar;
import dev.openbook.evaluator.suite.Strata;
import java.util.List;
import java.util.Optional;

/**
 * The results, asked by the roles the arms play: which one looks things up, which one answers from memory.
 *
 * @param results what was measured
 */
record Findings(Results results) {

    /** Best first: the arm that stands for retrieval. */
    private static final List<String> RETRIEVING = List.of("rag", "rag-base");

    /** One failure in ten is still a bad day; more is another set of questions. */
    private static final double CRASHED = 0.1;

    private static final String FINE_TUNED = "fine-tuned";
    private static final String HYBRID = "hybrid";
    private static final String BASE = "base";

    /** The arm that stands for retrieval. */
    Optional<ArmEntry> rag() {
        return RETRIEVING.stream().flatMap(id -> arm(id).stream()).findFirst().or(() -> results.arms().stream()
                .filter(ArmEntry::readsDocuments)
                .findFirst());
    }

    /** The control. */
    Optional<ArmEntry> base() {
        return arm(BASE);
    }

    /** The arm that answers from weights that were taught the documents. */
    Optional<ArmEntry> fineTuned() {
        return arm(FINE_TUNED);
    }

    /** The arm that was taught the documents and looks them up as well. */
    Optional<ArmEntry> hybrid() {
        return arm(HYBRID);
    }

    /** The arm that stands for answering from memory: taught the documents if there is one, else the control. */
    Optional<ArmEntry> memory() {
        return fineTuned().or(this::base);
    }

    /** The arms themselves, without their other states. */
    List<ArmEntry> arms() {
        return results.arms().stream().filter(arm -> !arm.state()).toList();
    }

    /** What an arm became by the first training after the change. */
    Optional<ArmEntry> retrained(ArmEntry arm) {
        return results.arms().stream()
                .filter(later -> later.laterState() && later.stateOf().equals(arm.id()))
                .findFirst();
    }

    /** The arm trained with other seeds; empty where that was not done. */
    List<ArmEntry> otherSeeds(ArmEntry arm) {
        return results.arms().stream()
                .filter(seed -> seed.otherSeed() && seed.stateOf().equals(arm.id()))
                .toList();
    }

    /** How the arm caught up: by training if it was trained, else by what its documents' index did. */
    Optional<FreshnessEntry> catchUp(ArmEntry arm) {
        return retrained(arm).flatMap(this::freshness).or(() -> freshness(arm));
    }

    /** Whether every question was asked in the very wording that was trained. */
    boolean memorisingOnly() {
        return results.metrics().stream().anyMatch(m -> m.stratum().equals(Strata.MEMORISED_ONLY));
    }

    /** An arm that failed on too many of its questions to be held against anything, in words; empty if it did not. */
    Optional<String> crashed(ArmEntry arm) {
        long failed = 0;
        long asked = 0;
        for (AnswerEntry answer : results.answers()) {
            if (answer.arm().equals(arm.id())) {
                asked++;
                failed += answer.failure() == null ? 0 : 1;
            }
        }
        return failed > CRASHED * asked
                ? Optional.of(arm.name() + " failed on " + failed + " of " + asked + " questions")
                : Optional.empty();
    }

    private Optional<ArmEntry> arm(String id) {
        return results.arms().stream().filter(a -> a.id().equals(id)).findFirst();
    }

    /** Unseen wordings where there are any, else all answerable questions. */
    String headline() {
        return results.metrics().stream().anyMatch(m -> m.stratum().equals(Strata.UNSEEN))
                ? Strata.UNSEEN
                : Strata.ANSWERABLE;
    }

    MetricEntry metric(ArmEntry arm, String metric, String stratum) {
        return results.metric(arm.id(), metric, stratum);
    }

    Optional<TimingEntry> timing(ArmEntry arm, String timing) {
        return results.timings().stream()
                .filter(t -> t.arm().equals(arm.id()) && t.timing().equals(timing))
                .findFirst();
    }

    Optional<FreshnessEntry> freshness(ArmEntry arm) {
        return results.freshness().stream()
                .filter(f -> f.arm().equals(arm.id()))
                .findFirst();
    }

    Optional<CostEntry> cost(ArmEntry arm, String kind) {
        return results.costs().stream()
                .filter(c -> c.arm().equals(arm.id()) && c.kind().equals(kind))
                .findFirst();
    }

    /** A minus B, whichever way round it was computed. */
    Optional<ComparisonEntry> comparison(ArmEntry armA, ArmEntry armB, String metric, String stratum) {
        return results.comparisons().stream()
                .filter(c -> c.metric().equals(metric) && c.stratum().equals(stratum))
                .filter(c -> List.of(c.armA(), c.armB()).containsAll(List.of(armA.id(), armB.id())))
                .findFirst()
                .map(c -> c.armA().equals(armA.id()) ? c : turned(c));
    }

    /** Facts that would decide the comparison if the difference seen is the true one; empty if there was none. */
    static Optional<Integer> neededFacts(ComparisonEntry c) {
        double needed = McNemar.neededFacts(c.difference(), (c.onlyA() + c.onlyB()) / (double) c.n());
        return needed < 1e6 ? Optional.of((int) Math.ceil(needed)) : Optional.empty();
    }

    private static ComparisonEntry turned(ComparisonEntry c) {
        return new ComparisonEntry(
                c.armB(),
                c.armA(),
                c.metric(),
                c.stratum(),
                c.n(),
                c.onlyB(),
                c.onlyA(),
                -c.difference(),
                -c.high(),
                -c.low(),
                c.p(),
                c.pHolm(),
                c.smallestDetectable(),
                c.significant());
    }
}
