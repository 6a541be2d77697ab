package dev.openbook.evaluator.verdict;

import dev.openbook.evaluator.result.ArmEntry;
import dev.openbook.evaluator.result.ClaimEntry;
import dev.openbook.evaluator.result.ComparisonEntry;
import dev.openbook.evaluator.result.CostEntry;
import dev.openbook.evaluator.result.FreshnessEntry;
import dev.openbook.evaluator.result.MetricEntry;
import dev.openbook.evaluator.result.Results;
import dev.openbook.evaluator.result.TimingEntry;
import dev.openbook.evaluator.suite.Strata;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Holds each claim against the measured values. "Confirmed" and "refuted" need a significant paired test or an interval
 * that lies wholly on one side of the threshold; all else is inconclusive. A claim that sets RAG against fine-tuning is not
 * confirmed by a run without a fine-tuned arm, whatever the retrieval side shows.
 */
final class ClaimLedger {

    static final String CONFIRMED = "confirmed";
    static final String REFUTED = "refuted";
    static final String INCONCLUSIVE = "inconclusive";
    static final String NOT_MEASURED = "not measured";

    /** Up to one stale answer in ten counts as following the documents. */
    private static final double STALE_LIMIT = 0.10;
    /** Facts at which no stale answer at all puts the interval's upper end under the limit. */
    private static final int STALE_FACTS = 35;
    /** Most answers. */
    private static final double MOST = 0.5;

    private static final String RAG_SIDE = "the retrieval side only: no fine-tuned arm in this run";

    private final Findings findings;

    ClaimLedger(Results results) {
        this.findings = new Findings(results);
    }

    List<ClaimEntry> entries() {
        List<ClaimEntry> entries = new ArrayList<>();
        Optional<ArmEntry> rag = findings.rag();
        for (Claim claim : Claim.values()) {
            entries.add(rag.map(arm -> judge(claim, arm)).orElseGet(() -> notMeasured(claim)));
        }
        return entries;
    }

    private ClaimEntry judge(Claim claim, ArmEntry rag) {
        return switch (claim) {
            case C1 -> findings.base().map(base -> knowledge(rag, base)).orElseGet(() -> notMeasured(claim));
            case C2 -> findings.freshness(rag).map(f -> change(rag, f)).orElseGet(() -> notMeasured(claim));
            case C3 -> citations(rag);
            case C5 -> findings.base().map(base -> hallucination(rag, base)).orElseGet(() -> notMeasured(claim));
            case C9 -> findings.base().map(base -> speed(rag, base)).orElseGet(() -> notMeasured(claim));
            case C10 ->
                findings.cost(rag, "set-up").map(cost -> iteration(rag, cost)).orElseGet(() -> notMeasured(claim));
            case C11 -> audit(rag);
            default -> notMeasured(claim);
        };
    }

    private ClaimEntry knowledge(ArmEntry rag, ArmEntry base) {
        String stratum = findings.headline();
        Optional<ComparisonEntry> comparison = findings.comparison(rag, base, "correct", stratum);
        if (comparison.isEmpty()) {
            return notMeasured(Claim.C1);
        }
        ComparisonEntry c = comparison.get();
        String result = rag.name() + " right on " + Words.share(findings.metric(rag, "correct", stratum)) + ", "
                + base.name() + " on " + Words.share(findings.metric(base, "correct", stratum)) + "; "
                + difference(c);
        return entry(Claim.C1, result, verdict(c), needed(c));
    }

    private ClaimEntry change(ArmEntry rag, FreshnessEntry freshness) {
        MetricEntry stale = findings.metric(rag, "stale-rate", Strata.CHANGED);
        String lag = freshness.lagSeconds() == null
                ? "not back at 95 % of its earlier accuracy (" + Words.percent(freshness.accuracyAfter()) + " after "
                        + Words.percent(freshness.accuracyBefore()) + ")"
                : "right again after " + Words.seconds(freshness.lagSeconds());
        boolean followed = stale.high() <= STALE_LIMIT && freshness.lagSeconds() != null;
        String verdict = !stale.measured()
                ? NOT_MEASURED
                : followed ? CONFIRMED : stale.low() > STALE_LIMIT ? REFUTED : INCONCLUSIVE;
        Integer needed = verdict.equals(INCONCLUSIVE) && stale.value() < STALE_LIMIT
                ? Integer.valueOf(Math.max(STALE_FACTS, staleFacts(stale.value())))
                : null;
        return entry(Claim.C2, "stale answers " + Words.share(stale) + "; " + lag, verdict, needed);
    }

    /** Facts at which the normal interval's upper end reaches the limit. */
    private static int staleFacts(double share) {
        double gap = STALE_LIMIT - share;
        return (int) Math.ceil(1.96 * 1.96 * share * (1 - share) / (gap * gap));
    }

    private ClaimEntry citations(ArmEntry rag) {
        MetricEntry coverage = findings.metric(rag, "citation-coverage", Strata.ANSWERABLE);
        MetricEntry precision = findings.metric(rag, "citation-precision", Strata.ANSWERABLE);
        MetricEntry recall = findings.metric(rag, "citation-recall", Strata.ANSWERABLE);
        if (!coverage.measured()) {
            return notMeasured(Claim.C3);
        }
        String result = "cites in " + Words.share(coverage) + " of its answers, precision " + Words.share(precision)
                + ", recall " + Words.share(recall);
        return entry(Claim.C3, result, side(recall, coverage), null);
    }

    /** Confirmed if most answers have a supporting citation, refuted if most surely have not. */
    private static String side(MetricEntry share, MetricEntry other) {
        if (share.low() > MOST && other.low() > MOST) {
            return CONFIRMED;
        }
        return share.high() < MOST ? REFUTED : INCONCLUSIVE;
    }

    private ClaimEntry hallucination(ArmEntry rag, ArmEntry base) {
        Optional<ComparisonEntry> right = findings.comparison(rag, base, "correct", findings.headline());
        Optional<ComparisonEntry> declines = findings.comparison(rag, base, "abstention-recall", Strata.UNANSWERABLE);
        if (right.isEmpty() || declines.isEmpty()) {
            return notMeasured(Claim.C5);
        }
        String result = "right: " + difference(right.get()) + "; declines where the documents are silent: "
                + Words.share(findings.metric(rag, "abstention-recall", Strata.UNANSWERABLE)) + " against "
                + Words.share(findings.metric(base, "abstention-recall", Strata.UNANSWERABLE)) + ", "
                + difference(declines.get());
        String first = verdict(right.get());
        String second = verdict(declines.get());
        String verdict =
                first.equals(second) ? first : first.equals(REFUTED) || second.equals(REFUTED) ? REFUTED : INCONCLUSIVE;
        Integer needed = needed(first.equals(INCONCLUSIVE) ? right.get() : declines.get());
        return entry(Claim.C5, result, verdict, needed);
    }

    private ClaimEntry speed(ArmEntry rag, ArmEntry base) {
        Optional<TimingEntry> withDocuments = findings.timing(rag, "ttft-millis");
        Optional<TimingEntry> fromMemory = findings.timing(base, "ttft-millis");
        Optional<TimingEntry> retrieval = findings.timing(rag, "retrieval-millis");
        if (withDocuments.isEmpty() || fromMemory.isEmpty() || retrieval.isEmpty()) {
            return notMeasured(Claim.C9);
        }
        String result = "first token at " + Words.millis(fromMemory.get().p50()) + " from memory, at "
                + Words.millis(withDocuments.get().p50()) + " with documents, of which retrieval "
                + Words.millis(retrieval.get().p50());
        String verdict = fromMemory.get().p95() < withDocuments.get().p50()
                ? CONFIRMED
                : fromMemory.get().p50() > withDocuments.get().p95() ? REFUTED : INCONCLUSIVE;
        return entry(Claim.C9, result, verdict, null);
    }

    private ClaimEntry iteration(ArmEntry rag, CostEntry setUp) {
        String update = findings.freshness(rag)
                .map(f -> "; one changed fact " + Words.seconds(f.wallSecondsPerFact()) + ", "
                        + Words.seconds(f.cpuSecondsPerFact()) + " CPU, " + Words.bytes(f.bytesPerFact()))
                .orElse("");
        String result =
                "index of " + setUp.documents() + " documents in " + Words.seconds(setUp.wallSeconds()) + update;
        return entry(Claim.C10, result, INCONCLUSIVE, null);
    }

    private ClaimEntry audit(ArmEntry rag) {
        MetricEntry audit = findings.metric(rag, "audit", Strata.ANSWERABLE);
        if (!audit.measured()) {
            return notMeasured(Claim.C11);
        }
        return new ClaimEntry(
                "C11",
                Claim.C11.text(),
                Claim.C11.prediction(),
                "the citation leads to the sentence that states the answer in " + Words.share(audit) + " of answers",
                side(audit, audit),
                "",
                null,
                Claim.C11.panel());
    }

    private static String difference(ComparisonEntry c) {
        return "difference " + Words.points(c.difference()) + " (" + Words.points(c.low()) + " to "
                + Words.points(c.high()) + ", " + Words.probability(c.pHolm()) + ")";
    }

    private static String verdict(ComparisonEntry c) {
        return !c.significant() ? INCONCLUSIVE : c.difference() > 0 ? CONFIRMED : REFUTED;
    }

    private static Integer needed(ComparisonEntry c) {
        return c.significant() ? null : Findings.neededFacts(c).orElse(null);
    }

    private ClaimEntry entry(Claim claim, String result, String verdict, Integer needed) {
        String scope = findings.hasFineTuned() ? "" : RAG_SIDE;
        String held = findings.hasFineTuned() || !verdict.equals(CONFIRMED) ? verdict : INCONCLUSIVE;
        return new ClaimEntry(
                claim.name(), claim.text(), claim.prediction(), result, held, scope, needed, claim.panel());
    }

    private static ClaimEntry notMeasured(Claim claim) {
        return new ClaimEntry(
                claim.name(),
                claim.text(),
                claim.prediction(),
                "not measured by this suite",
                NOT_MEASURED,
                "",
                null,
                "");
    }
}
