package dev.openbook.evaluator.verdict;

import dev.openbook.evaluator.result.ArmEntry;
import dev.openbook.evaluator.result.ComparisonEntry;
import dev.openbook.evaluator.result.CostEntry;
import dev.openbook.evaluator.result.FreshnessEntry;
import dev.openbook.evaluator.result.MetricEntry;
import dev.openbook.evaluator.result.Results;
import dev.openbook.evaluator.result.TimingEntry;
import dev.openbook.evaluator.result.VerdictEntry;
import dev.openbook.evaluator.suite.Strata;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Draws the conclusions: claim ledger, at most three sentences, questions and rules. */
public final class Verdict {

    private final Findings findings;

    private Verdict(Results results) {
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
        sentences.add(accuracy());
        findings.rag().flatMap(this::change).ifPresent(sentences::add);
        findings.rag().flatMap(this::service).ifPresent(sentences::add);
        return sentences;
    }

    /** What won on facts. */
    private String accuracy() {
        String stratum = findings.headline();
        List<String> parts = new ArrayList<>();
        int n = 0;
        for (ArmEntry arm : findings.arms()) {
            MetricEntry right = findings.metric(arm, "correct", stratum);
            if (right.measured()) {
                parts.add(arm.name() + " " + Words.brief(right));
                n = Math.max(n, right.n());
            }
        }
        if (parts.isEmpty()) {
            return "No question of this run has an answer in the documents, so nothing was won.";
        }
        String shares = "Right on questions that the documents answer (95 % intervals, n = " + n + "): "
                + String.join(", ", parts);
        String between = findings.rag()
                .flatMap(rag -> findings.memory().flatMap(memory -> between(rag, memory)))
                .orElse("");
        String memorised = findings.memorisingOnly()
                ? "; every question has one wording, so what was trained was asked as trained, which measures"
                        + " memorising only"
                : "";
        return shares + between + both() + memorised + ".";
    }

    /** Whether doing both beats the better of the two. */
    private String both() {
        String stratum = findings.headline();
        return findings.hybrid()
                .flatMap(hybrid -> Stream.of(findings.rag(), findings.fineTuned())
                        .flatMap(Optional::stream)
                        .filter(arm -> findings.metric(arm, "correct", stratum).measured())
                        .max(Comparator.comparingDouble(
                                arm -> findings.metric(arm, "correct", stratum).value()))
                        .flatMap(better -> between(hybrid, better)))
                .orElse("");
    }

    private Optional<String> between(ArmEntry one, ArmEntry other) {
        return findings.comparison(one, other, "correct", findings.headline()).map(c -> "; " + winner(one, other, c));
    }

    private String winner(ArmEntry one, ArmEntry other, ComparisonEntry c) {
        Optional<String> crashed = findings.crashed(one).or(() -> findings.crashed(other));
        if (crashed.isPresent()) {
            return "no winner is named between " + one.name() + " and " + other.name() + ", because " + crashed.get();
        }
        if (!c.significant()) {
            String needed = Findings.neededFacts(c)
                    .map(n -> "; about " + n + " facts would decide a difference of this size")
                    .orElse("; no difference was seen");
            return "these data do not decide between " + one.name() + " and " + other.name() + " ("
                    + Words.probability(c.pHolm()) + ", " + c.n() + " facts, on which a difference under "
                    + Words.points(c.smallestDetectable()).replace("+", "") + " would hardly show" + needed + ")";
        }
        ArmEntry ahead = c.difference() > 0 ? one : other;
        ArmEntry behind = c.difference() > 0 ? other : one;
        return ahead.name() + " is ahead of " + behind.name() + " by "
                + Words.points(Math.abs(c.difference())).replace("+", "") + " on the same " + c.n() + " facts ("
                + Words.probability(c.pHolm()) + ")";
    }

    /** What happened when the documents changed. */
    private Optional<String> change(ArmEntry rag) {
        return findings.freshness(rag).map(f -> {
            String again = f.lagSeconds() == null
                    ? " was not back at 95 % of its earlier accuracy (" + Words.percent(f.accuracyBefore())
                            + " before, " + Words.percent(f.accuracyAfter()) + " after)"
                    : " was right again " + Words.seconds(f.lagSeconds()) + " after the edit";
            return "When the documents changed, " + rag.name() + again + " and gave the old value on "
                    + Words.brief(findings.metric(rag, "stale-rate", Strata.CHANGED)) + " of the changed facts"
                    + findings.fineTuned().map(this::retraining).orElse("")
                    + findings.hybrid().map(this::conflict).orElse("") + ".";
        });
    }

    /** What won where weights and index disagreed. */
    private String conflict(ArmEntry hybrid) {
        MetricEntry stale = findings.metric(hybrid, "stale-rate", Strata.CHANGED);
        return stale.measured()
                ? "; " + hybrid.name() + ", its weights old and its index new, gave it on " + Words.brief(stale)
                        + " and the new one on "
                        + Words.brief(findings.metric(hybrid, "correct", Strata.CHANGED))
                : "";
    }

    private String retraining(ArmEntry tuned) {
        String stale = "; " + tuned.name() + " gave it on "
                + Words.brief(findings.metric(tuned, "stale-rate", Strata.CHANGED));
        Optional<FreshnessEntry> caughtUp = findings.retrained(tuned).flatMap(findings::freshness);
        return stale
                + caughtUp.map(f -> " until "
                                + Words.seconds(f.wallSecondsPerFact() * f.updatedFacts()) + " of training on "
                                + f.updatedFacts() + " changes, and was right on " + Words.percent(f.accuracyAfter())
                                + " of them then")
                        .orElse(", and was not retrained in this run");
    }

    /** Who can show sources, who answers sooner, and what getting ready takes. */
    private Optional<String> service(ArmEntry rag) {
        List<String> parts = Stream.of(sources(rag), speed(rag), setUp(rag))
                .flatMap(Optional::stream)
                .toList();
        return parts.isEmpty() ? Optional.empty() : Optional.of(sentence(String.join("; ", parts)));
    }

    private static String sentence(String text) {
        return Character.toTitleCase(text.charAt(0)) + text.substring(1) + ".";
    }

    private Optional<String> sources(ArmEntry rag) {
        MetricEntry recall = findings.metric(rag, "citation-recall", Strata.ANSWERABLE);
        if (!recall.measured()) {
            return Optional.empty();
        }
        String tuned = findings.fineTuned()
                .map(arm -> findings.metric(arm, "citation-recall-attributed", Strata.ANSWERABLE))
                .filter(MetricEntry::measured)
                .map(found -> ", a source found afterwards for " + Words.brief(found) + " of what was said from memory")
                .orElse("");
        return Optional.of(
                rag.name() + " shows a supporting quote for " + Words.brief(recall) + " of its statements" + tuned);
    }

    private Optional<String> speed(ArmEntry rag) {
        Optional<TimingEntry> slow = findings.timing(rag, "ttft-millis");
        Optional<TimingEntry> fast = findings.memory().flatMap(memory -> findings.timing(memory, "ttft-millis"));
        return slow.isEmpty() || fast.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        "the first word comes after " + Words.millis(fast.get().p50()) + " from memory and "
                                + Words.millis(slow.get().p50()) + " with documents");
    }

    private Optional<String> setUp(ArmEntry rag) {
        return findings.cost(rag, "set-up")
                .map(index -> "getting ready takes " + rag.name() + " "
                        + Words.seconds(index.wallSeconds())
                        + findings.fineTuned()
                                .flatMap(tuned -> findings.cost(tuned, "set-up")
                                        .map(CostEntry::wallSeconds)
                                        .map(seconds -> " and " + tuned.name() + " " + Words.seconds(seconds)))
                                .orElse(""));
    }
}
