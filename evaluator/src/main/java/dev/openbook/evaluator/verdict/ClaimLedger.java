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
import java.util.stream.Stream;

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
    static final double STALE_LIMIT = 0.10;
    /** Facts at which no stale answer at all puts the interval's upper end under the limit. */
    private static final int STALE_FACTS = 35;
    /** What is left of a lesson that counts as permanent. */
    private static final double KEPT = 0.95;
    /** Machines drift by less than this from run to run. */
    private static final double CLEARLY = 2;
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
            entries.add(withoutCrashes(rag.map(arm -> judge(claim, arm)).orElseGet(() -> notMeasured(claim))));
        }
        return entries;
    }

    /** What an arm that crashed did not say neither confirms nor refutes. */
    private ClaimEntry withoutCrashes(ClaimEntry entry) {
        Optional<String> crashed = Stream.of(findings.rag(), findings.base(), findings.fineTuned())
                .flatMap(Optional::stream)
                .flatMap(arm -> findings.crashed(arm).stream())
                .findFirst();
        if (crashed.isEmpty() || entry.verdict().equals(NOT_MEASURED)) {
            return entry;
        }
        return new ClaimEntry(
                entry.id(),
                entry.claim(),
                entry.prediction(),
                entry.result(),
                INCONCLUSIVE,
                crashed.get(),
                null,
                entry.panel());
    }

    private ClaimEntry judge(Claim claim, ArmEntry rag) {
        Optional<ArmEntry> memory = findings.memory();
        return switch (claim) {
            case C1 -> findings.base().map(base -> knowledge(rag, base)).orElseGet(() -> notMeasured(claim));
            case C2 -> findings.freshness(rag).map(f -> change(rag, f)).orElseGet(() -> notMeasured(claim));
            case C3 -> citations(rag);
            case C5 -> memory.map(other -> hallucination(rag, other)).orElseGet(() -> notMeasured(claim));
            case C9 -> memory.map(other -> speed(rag, other)).orElseGet(() -> notMeasured(claim));
            case C10 ->
                findings.cost(rag, "set-up").map(cost -> iteration(rag, cost)).orElseGet(() -> notMeasured(claim));
            case C11 -> audit(rag);
            case C12 ->
                findings.fineTuned()
                        .flatMap(findings::retrained)
                        .map(this::lesson)
                        .orElseGet(() -> notMeasured(claim));
            default -> notMeasured(claim);
        };
    }

    private ClaimEntry knowledge(ArmEntry rag, ArmEntry base) {
        String stratum = findings.headline();
        Optional<ComparisonEntry> looked = findings.comparison(rag, base, "correct", stratum);
        if (looked.isEmpty()) {
            return notMeasured(Claim.C1);
        }
        String result = base.name() + " right on " + Words.share(findings.metric(base, "correct", stratum)) + "; "
                + rag.name() + " on " + Words.share(findings.metric(rag, "correct", stratum)) + ", "
                + difference(looked.get());
        Optional<ArmEntry> tuned = findings.fineTuned();
        Optional<ComparisonEntry> taught = tuned.flatMap(arm -> findings.comparison(arm, base, "correct", stratum));
        if (taught.isEmpty()) {
            return entry(Claim.C1, result, verdict(looked.get()), needed(looked.get()));
        }
        String both = result + "; " + tuned.get().name() + " on "
                + Words.share(findings.metric(tuned.get(), "correct", stratum)) + ", " + difference(taught.get());
        ComparisonEntry weaker = looked.get().significant() ? taught.get() : looked.get();
        return entry(Claim.C1, both, both(verdict(looked.get()), verdict(taught.get())), needed(weaker));
    }

    private ClaimEntry change(ArmEntry rag, FreshnessEntry freshness) {
        MetricEntry stale = findings.metric(rag, "stale-rate", Strata.CHANGED);
        if (!stale.measured()) {
            return notMeasured(Claim.C2);
        }
        String lag = freshness.lagSeconds() == null
                ? "not back at 95 % of its earlier accuracy (" + Words.percent(freshness.accuracyAfter()) + " after "
                        + Words.percent(freshness.accuracyBefore()) + ")"
                : "right again after " + Words.seconds(freshness.lagSeconds());
        boolean followed = stale.high() <= STALE_LIMIT && freshness.lagSeconds() != null;
        String followedDocuments = followed ? CONFIRMED : stale.low() > STALE_LIMIT ? REFUTED : INCONCLUSIVE;
        String result = rag.name() + ": stale answers " + Words.share(stale) + "; " + lag;
        Optional<ArmEntry> tuned = findings.fineTuned();
        if (tuned.isEmpty()) {
            return entry(Claim.C2, result, followedDocuments, staleFacts(followedDocuments, stale));
        }
        MetricEntry old = findings.metric(tuned.get(), "stale-rate", Strata.CHANGED);
        String wentStale = !old.measured()
                ? INCONCLUSIVE
                : old.low() > STALE_LIMIT ? CONFIRMED : old.high() <= STALE_LIMIT ? REFUTED : INCONCLUSIVE;
        String both = result + ". " + tuned.get().name() + ": stale answers " + Words.share(old)
                + findings.retrained(tuned.get())
                        .map(later -> ", after a further training "
                                + Words.share(findings.metric(later, "stale-rate", Strata.CHANGED)))
                        .orElse("");
        return entry(Claim.C2, both, both(followedDocuments, wentStale), staleFacts(followedDocuments, stale));
    }

    /** Facts at which the normal interval's upper end reaches the limit; null if that is not what is missing. */
    private static Integer staleFacts(String verdict, MetricEntry stale) {
        if (!verdict.equals(INCONCLUSIVE) || stale.value() >= STALE_LIMIT) {
            return null;
        }
        double gap = STALE_LIMIT - stale.value();
        double needed = 1.96 * 1.96 * stale.value() * (1 - stale.value()) / (gap * gap);
        return Math.max(STALE_FACTS, (int) Math.ceil(needed));
    }

    private ClaimEntry citations(ArmEntry rag) {
        MetricEntry coverage = findings.metric(rag, "citation-coverage", Strata.ANSWERABLE);
        MetricEntry precision = findings.metric(rag, "citation-precision", Strata.ANSWERABLE);
        MetricEntry recall = findings.metric(rag, "citation-recall", Strata.ANSWERABLE);
        if (!coverage.measured()) {
            return notMeasured(Claim.C3);
        }
        String result = rag.name() + " cites in " + Words.share(coverage) + " of its answers, precision "
                + Words.share(precision) + ", recall " + Words.share(recall);
        String cites = side(recall, coverage);
        Optional<ArmEntry> tuned = findings.fineTuned();
        if (tuned.isEmpty()) {
            return entry(Claim.C3, result, cites, null);
        }
        MetricEntry own = findings.metric(tuned.get(), "citation-coverage", Strata.ANSWERABLE);
        MetricEntry found = findings.metric(tuned.get(), "citation-recall-attributed", Strata.ANSWERABLE);
        String both = result + ". " + tuned.get().name() + " cites in " + Words.share(own)
                + " of its answers; a source found afterwards supports " + Words.share(found) + " of its statements";
        boolean silent = own.measured() && own.high() < MOST;
        boolean helped = found.measured() && found.high() >= recall.low();
        String cannot = !silent ? REFUTED : helped ? INCONCLUSIVE : CONFIRMED;
        return entry(Claim.C3, both, both(cites, cannot), null);
    }

    /** Confirmed if most answers have a supporting citation, refuted if most surely have not. */
    private static String side(MetricEntry share, MetricEntry other) {
        if (share.low() > MOST && other.low() > MOST) {
            return CONFIRMED;
        }
        return share.high() < MOST ? REFUTED : INCONCLUSIVE;
    }

    private ClaimEntry hallucination(ArmEntry rag, ArmEntry memory) {
        Optional<ComparisonEntry> right = findings.comparison(rag, memory, "correct", findings.headline());
        Optional<ComparisonEntry> declines = findings.comparison(rag, memory, "abstention-recall", Strata.UNANSWERABLE);
        if (right.isEmpty() || declines.isEmpty()) {
            return notMeasured(Claim.C5);
        }
        String result = rag.name() + " against " + memory.name() + ", right: " + difference(right.get())
                + "; declines where the documents are silent: "
                + Words.share(findings.metric(rag, "abstention-recall", Strata.UNANSWERABLE)) + " against "
                + Words.share(findings.metric(memory, "abstention-recall", Strata.UNANSWERABLE)) + ", "
                + difference(declines.get());
        String first = verdict(right.get());
        Integer needed = needed(first.equals(INCONCLUSIVE) ? right.get() : declines.get());
        return entry(Claim.C5, result, both(first, verdict(declines.get())), needed);
    }

    private ClaimEntry speed(ArmEntry rag, ArmEntry memory) {
        Optional<TimingEntry> withDocuments = findings.timing(rag, "ttft-millis");
        Optional<TimingEntry> fromMemory = findings.timing(memory, "ttft-millis");
        Optional<TimingEntry> retrieval = findings.timing(rag, "retrieval-millis");
        if (withDocuments.isEmpty() || fromMemory.isEmpty() || retrieval.isEmpty()) {
            return notMeasured(Claim.C9);
        }
        String result = "first token at " + Words.millis(fromMemory.get().p50()) + " from memory (" + memory.name()
                + "), at " + Words.millis(withDocuments.get().p50()) + " with documents (" + rag.name()
                + "), of which retrieval " + Words.millis(retrieval.get().p50());
        String verdict = fromMemory.get().p95() < withDocuments.get().p50()
                ? CONFIRMED
                : fromMemory.get().p50() > withDocuments.get().p95() ? REFUTED : INCONCLUSIVE;
        return entry(Claim.C9, result, verdict, null);
    }

    private ClaimEntry iteration(ArmEntry rag, CostEntry setUp) {
        Optional<FreshnessEntry> update = findings.freshness(rag);
        String result =
                rag.name() + ": index of " + setUp.documents() + " documents in " + Words.seconds(setUp.wallSeconds())
                        + update.map(ClaimLedger::aChange).orElse("");
        Optional<ArmEntry> tuned = findings.fineTuned();
        Optional<CostEntry> training = tuned.flatMap(arm -> findings.cost(arm, "set-up"));
        Optional<FreshnessEntry> further = tuned.flatMap(findings::retrained).flatMap(findings::freshness);
        if (training.isEmpty()) {
            return entry(Claim.C10, result, INCONCLUSIVE, null);
        }
        String both = result + ". " + tuned.get().name() + ": training in "
                + Words.seconds(training.get().wallSeconds())
                + further.map(ClaimLedger::aChange).orElse("");
        if (update.isEmpty() || further.isEmpty()) {
            return entry(Claim.C10, both, INCONCLUSIVE, null);
        }
        String start = dearer(training.get().wallSeconds(), setUp.wallSeconds());
        String change = dearer(further.get().wallSecondsPerFact(), update.get().wallSecondsPerFact());
        return entry(Claim.C10, both, both(start, change), null);
    }

    private static String aChange(FreshnessEntry f) {
        return "; one changed fact " + Words.seconds(f.wallSecondsPerFact()) + ", "
                + Words.seconds(f.cpuSecondsPerFact()) + " CPU, " + Words.bytes(f.bytesPerFact());
    }

    /** Times of one run on one machine decide only where one is a multiple of the other. */
    private static String dearer(double trained, double indexed) {
        return trained >= CLEARLY * indexed ? CONFIRMED : indexed >= CLEARLY * trained ? REFUTED : INCONCLUSIVE;
    }

    private ClaimEntry lesson(ArmEntry later) {
        MetricEntry kept = findings.metric(later, "retention", Strata.UNCHANGED);
        MetricEntry general = findings.metric(later, "retention", Strata.GENERAL);
        if (!kept.measured()) {
            return notMeasured(Claim.C12);
        }
        String result = "after a second lesson " + Words.share(kept)
                + " of what was right about unchanged facts is still right; of what the published model got right in"
                + " general questions, " + Words.share(general);
        String verdict = kept.low() >= KEPT ? CONFIRMED : kept.high() < KEPT ? REFUTED : INCONCLUSIVE;
        return new ClaimEntry(
                "C12",
                Claim.C12.text(),
                Claim.C12.prediction(),
                result,
                verdict,
                "facts and general questions; format is not measured by this suite",
                null,
                Claim.C12.panel());
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

    /** A claim with two halves: confirmed if both are, refuted if one is. */
    private static String both(String first, String second) {
        return first.equals(second) ? first : first.equals(REFUTED) || second.equals(REFUTED) ? REFUTED : INCONCLUSIVE;
    }

    private static Integer needed(ComparisonEntry c) {
        return c.significant() ? null : Findings.neededFacts(c).orElse(null);
    }

    private ClaimEntry entry(Claim claim, String result, String verdict, Integer needed) {
        boolean fair = findings.fineTuned().isPresent();
        String scope = fair ? "" : RAG_SIDE;
        String held = fair || !verdict.equals(CONFIRMED) ? verdict : INCONCLUSIVE;
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
