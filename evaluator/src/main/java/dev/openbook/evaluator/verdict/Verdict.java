package dev.openbook.evaluator.verdict;

import dev.openbook.evaluator.result.ArmEntry;
import dev.openbook.evaluator.result.ComparisonEntry;
import dev.openbook.evaluator.result.FreshnessEntry;
import dev.openbook.evaluator.result.MetricEntry;
import dev.openbook.evaluator.result.Results;
import dev.openbook.evaluator.result.TimingEntry;
import dev.openbook.evaluator.result.VerdictEntry;
import dev.openbook.evaluator.suite.Strata;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Draws the conclusions: claim ledger, sentences, questions and rules. */
public final class Verdict {

    private final Results results;
    private final Findings findings;

    private Verdict(Results results) {
        this.results = results;
        this.findings = new Findings(results);
    }

    /** The results with claims and verdict. */
    public static Results conclude(Results results) {
        DecisionRules rules = new DecisionRules(results);
        return results.conclude(
                new ClaimLedger(results).entries(),
                new VerdictEntry(new Verdict(results).sentences(), rules.questions(), rules.rules()));
    }

    private List<String> sentences() {
        List<String> sentences = new ArrayList<>();
        accuracy(sentences);
        findings.rag().ifPresent(rag -> {
            findings.freshness(rag).ifPresent(f -> sentences.add(freshness(rag, f)));
            sources(rag, sentences);
            speed(rag, sentences);
            cost(rag, sentences);
        });
        return sentences;
    }

    private void accuracy(List<String> sentences) {
        String stratum = findings.headline();
        List<String> parts = new ArrayList<>();
        for (ArmEntry arm : results.arms()) {
            MetricEntry right = findings.metric(arm, "correct", stratum);
            if (right.measured()) {
                parts.add(arm.name() + " " + Words.share(right));
            }
        }
        if (parts.isEmpty()) {
            sentences.add("No question of this run has an answer in the documents, so nothing was won.");
            return;
        }
        sentences.add("Right answers to questions the documents answer: " + String.join("; ", parts) + ".");
        Optional<ArmEntry> rag = findings.rag();
        Optional<ArmEntry> base = findings.base();
        if (rag.isPresent() && base.isPresent()) {
            findings.comparison(rag.get(), base.get(), "correct", stratum)
                    .ifPresent(c -> sentences.add(winner(rag.get(), base.get(), c)));
        }
    }

    private static String winner(ArmEntry rag, ArmEntry base, ComparisonEntry c) {
        if (!c.significant()) {
            String needed = Findings.neededFacts(c)
                    .map(n -> "about " + n + " facts would decide a difference of this size")
                    .orElse("no difference was seen");
            return "The data do not decide between them (" + Words.probability(c.pHolm()) + ", " + c.n() + " facts); "
                    + needed + ".";
        }
        ArmEntry better = c.difference() > 0 ? rag : base;
        return better.name() + " is ahead by "
                + Words.points(Math.abs(c.difference())).replace("+", "") + " on the same " + c.n() + " facts ("
                + Words.probability(c.pHolm()) + ").";
    }

    private String freshness(ArmEntry rag, FreshnessEntry f) {
        MetricEntry stale = findings.metric(rag, "stale-rate", Strata.CHANGED);
        String again = f.lagSeconds() == null
                ? " was not back at 95 % of its earlier accuracy (" + Words.percent(f.accuracyBefore()) + " before, "
                        + Words.percent(f.accuracyAfter()) + " after)"
                : " was right again " + Words.seconds(f.lagSeconds()) + " after the edit";
        return "When the documents changed, " + rag.name() + again + " and gave the old value on " + Words.share(stale)
                + " of the changed facts.";
    }

    private void sources(ArmEntry rag, List<String> sentences) {
        MetricEntry coverage = findings.metric(rag, "citation-coverage", Strata.ANSWERABLE);
        MetricEntry precision = findings.metric(rag, "citation-precision", Strata.ANSWERABLE);
        if (coverage.measured()) {
            sentences.add(rag.name() + " shows a quote for " + Words.percent(coverage.value()) + " of its answers"
                    + (precision.measured()
                            ? ", and " + Words.share(precision) + " of the quotes support a right answer."
                            : "."));
        }
    }

    private void speed(ArmEntry rag, List<String> sentences) {
        Optional<TimingEntry> slow = findings.timing(rag, "ttft-millis");
        Optional<TimingEntry> retrieval = findings.timing(rag, "retrieval-millis");
        Optional<TimingEntry> fast = findings.base().flatMap(base -> findings.timing(base, "ttft-millis"));
        if (slow.isPresent() && retrieval.isPresent() && fast.isPresent()) {
            sentences.add(
                    "The first word comes after " + Words.millis(fast.get().p50()) + " from memory and after "
                            + Words.millis(slow.get().p50()) + " with documents (medians), of which retrieval takes "
                            + Words.millis(retrieval.get().p50()) + "; the rest is reading the passages.");
        }
    }

    private void cost(ArmEntry rag, List<String> sentences) {
        findings.cost(rag, "set-up").ifPresent(setUp -> {
            String change = findings.freshness(rag)
                    .map(f -> "; each changed fact then costs " + Words.seconds(f.wallSecondsPerFact()))
                    .orElse("");
            sentences.add("Setting " + rag.name() + " up takes " + Words.seconds(setUp.wallSeconds()) + change + ".");
        });
    }
}
