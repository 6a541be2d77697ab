package dev.openbook.evaluator.verdict;

import dev.openbook.evaluator.result.ArmEntry;
import dev.openbook.evaluator.result.ComparisonEntry;
import dev.openbook.evaluator.result.CostEntry;
import dev.openbook.evaluator.result.FreshnessEntry;
import dev.openbook.evaluator.result.MetricEntry;
import dev.openbook.evaluator.result.QuestionEntry;
import dev.openbook.evaluator.result.Results;
import dev.openbook.evaluator.result.TimingEntry;
import dev.openbook.evaluator.result.VerdictEntry;
import dev.openbook.evaluator.suite.Strata;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The three questions and the decision rules of the framework, each on measured values, with the point where it flips. */
final class DecisionRules {

    /** A person waits about this long for a first word without losing the thread (Nielsen 1993). */
    private static final double PATIENCE_MILLIS = 1000;
    /** Half of the answers. */
    private static final double MOST = 0.5;

    private static final String RAG = "RAG";
    private static final String FINE_TUNE = "fine-tune";
    private static final String OPEN = "not decided";

    private final Results results;
    private final Findings findings;

    DecisionRules(Results results) {
        this.results = results;
        this.findings = new Findings(results);
    }

    List<VerdictEntry.Question> questions() {
        return List.of(
                new VerdictEntry.Question("Is the knowledge stable or changing?", stability()),
                new VerdictEntry.Question("Is attribution needed?", attribution()),
                new VerdictEntry.Question("Is the problem behaviour or knowledge?", problem()));
    }

    List<VerdictEntry.Rule> rules() {
        List<VerdictEntry.Rule> rules = new ArrayList<>();
        Optional<ArmEntry> rag = findings.rag();
        rules.add(rag.flatMap(arm -> findings.freshness(arm).map(f -> changesOften(arm, f)))
                .orElse(open("changes often → RAG")));
        rules.add(rag.map(this::citations).orElse(open("citations → RAG")));
        rules.add(open("behaviour or tone → fine-tune"));
        rules.add(fastInference());
        rules.add(open("large corpus → RAG"));
        rules.add(open("narrow task → fine-tune"));
        rules.add(rag.map(this::notSure).orElse(open("not sure → RAG")));
        return rules;
    }

    private String stability() {
        List<QuestionEntry> both = results.questions().stream()
                .filter(q -> !q.kind().equals(Strata.GENERAL)) // it is not in the documents
                .filter(q -> q.golds().containsKey(Strata.V1) && q.golds().containsKey(Strata.V2))
                .collect(Collectors.toMap(QuestionEntry::fact, q -> q, (a, b) -> a))
                .values()
                .stream()
                .toList();
        if (results.corpora().size() < 2 || both.isEmpty()) {
            return "Not measured: this run has one version of the documents.";
        }
        long changed = both.stream()
                .filter(q -> !q.golds().get(Strata.V1).equals(q.golds().get(Strata.V2)))
                .count();
        return changed + " of the " + both.size() + " facts asked in both versions have another value in the second.";
    }

    private String attribution() {
        return findings.rag()
                .map(rag -> {
                    String retrieved = rag.name() + " leads to the sentence that states the answer in "
                            + Words.share(findings.metric(rag, "audit", Strata.ANSWERABLE)) + " of its answers";
                    String memory = findings.memory()
                            .map(arm -> "; a source found afterwards supports "
                                    + Words.share(findings.metric(arm, "citation-recall-attributed", Strata.ANSWERABLE))
                                    + " of what " + arm.name() + " says from memory")
                            .orElse("");
                    return retrieved + memory + ".";
                })
                .orElse("Not measured: no arm looks things up.");
    }

    private String problem() {
        String stratum = findings.headline();
        Optional<ArmEntry> base = findings.base();
        Optional<ArmEntry> rag = findings.rag();
        if (base.isEmpty() || rag.isEmpty()) {
            return "Not measured: it takes the base model and one that looks things up.";
        }
        MetricEntry from = findings.metric(base.get(), "correct", stratum);
        MetricEntry to = findings.metric(rag.get(), "correct", stratum);
        if (!from.measured() || !to.measured()) {
            return "Not measured: no question has an answer.";
        }
        String found = findings.metric(rag.get(), "recall@3", stratum).measured()
                ? " The first three passages hold the answer in "
                        + Words.percent(
                                findings.metric(rag.get(), "recall@3", stratum).value())
                        + ": what is missing beyond that is reading, not knowledge."
                : "";
        String taught = findings.fineTuned()
                .map(tuned -> findings.metric(tuned, "correct", stratum))
                .filter(MetricEntry::measured)
                .map(right -> ", training on it to " + Words.percent(right.value()))
                .orElse("");
        return "Knowledge: looking it up takes the right answers from " + Words.percent(from.value()) + " to "
                + Words.percent(to.value()) + taught + "." + found + " Behaviour is not measured by this suite.";
    }

    private VerdictEntry.Rule changesOften(ArmEntry rag, FreshnessEntry freshness) {
        MetricEntry stale = findings.metric(rag, "stale-rate", Strata.CHANGED);
        Optional<FreshnessEntry> trained =
                findings.fineTuned().flatMap(findings::retrained).flatMap(findings::freshness);
        String measured = "one changed fact takes " + Words.seconds(freshness.wallSecondsPerFact()) + " and "
                + Words.bytes(freshness.bytesPerFact())
                + (freshness.lagSeconds() == null
                        ? "; not back at its earlier accuracy"
                        : "; right again after " + Words.seconds(freshness.lagSeconds()))
                + trained.map(f -> "; by training " + Words.seconds(f.wallSecondsPerFact())
                                + (f.lagSeconds() == null
                                        ? ", not back at its earlier accuracy"
                                        : ", right again after " + Words.seconds(f.lagSeconds())))
                        .orElse("");
        boolean trainingIsCheaper = trained.filter(FreshnessEntry::reached)
                .filter(f -> f.wallSecondsPerFact() < freshness.wallSecondsPerFact())
                .isPresent();
        boolean follows = freshness.reached() || stale.measured() && stale.high() <= ClaimLedger.STALE_LIMIT;
        String flip = freshness.lagSeconds() == null
                ? "when the reader is back at 95 % of its earlier accuracy"
                : "when the documents change more often than every " + Words.seconds(freshness.lagSeconds())
                        + ", or training on a change takes less than "
                        + Words.seconds(freshness.wallSecondsPerFact()) + " a fact";
        return new VerdictEntry.Rule(
                "changes often → RAG",
                trainingIsCheaper ? FINE_TUNE : follows ? RAG : OPEN,
                measured,
                "right again before the next change",
                flip);
    }

    private VerdictEntry.Rule citations(ArmEntry rag) {
        MetricEntry audit = findings.metric(rag, "audit", Strata.ANSWERABLE);
        if (!audit.measured()) {
            return open("citations → RAG");
        }
        return new VerdictEntry.Rule(
                "citations → RAG",
                audit.low() > MOST ? RAG : OPEN,
                "the exact sentence is shown in " + Words.share(audit) + " of answers",
                "more than half of the answers",
                "when fewer than half of the answers lead to their sentence");
    }

    private VerdictEntry.Rule fastInference() {
        Optional<TimingEntry> rag = findings.rag().flatMap(arm -> findings.timing(arm, "ttft-millis"));
        Optional<TimingEntry> base = findings.memory().flatMap(arm -> findings.timing(arm, "ttft-millis"));
        if (rag.isEmpty() || base.isEmpty()) {
            return open("fast inference → fine-tune");
        }
        boolean tooSlow = rag.get().p50() > PATIENCE_MILLIS && base.get().p50() <= PATIENCE_MILLIS;
        return new VerdictEntry.Rule(
                "fast inference → fine-tune",
                tooSlow ? FINE_TUNE : OPEN,
                "first word after " + Words.millis(rag.get().p50()) + " with documents, after "
                        + Words.millis(base.get().p50()) + " from memory",
                "a limit of " + Words.millis(PATIENCE_MILLIS) + " that only the closed book keeps",
                "for a limit between " + Words.millis(base.get().p50()) + " and "
                        + Words.millis(rag.get().p50()) + " only the closed book keeps it");
    }

    private VerdictEntry.Rule notSure(ArmEntry rag) {
        Optional<CostEntry> cost = findings.cost(rag, "set-up");
        MetricEntry right = findings.metric(rag, "correct", findings.headline());
        if (cost.isEmpty() || !right.measured()) {
            return open("not sure → RAG");
        }
        String measured = "set up in " + Words.seconds(cost.get().wallSeconds()) + ", right on " + Words.share(right);
        Optional<ArmEntry> tuned = findings.fineTuned();
        Optional<ComparisonEntry> regret =
                tuned.flatMap(arm -> findings.comparison(arm, rag, "correct", findings.headline()));
        if (regret.isEmpty()) {
            return new VerdictEntry.Rule(
                    "not sure → RAG",
                    OPEN,
                    measured,
                    "regret against the best arm of every suite",
                    "needs the fine-tuned arms");
        }
        boolean loses = regret.get().significant() && regret.get().difference() > 0;
        return new VerdictEntry.Rule(
                "not sure → RAG",
                loses || findings.crashed(rag).isPresent() ? OPEN : RAG,
                measured + "; fine-tuning instead would gain "
                        + Words.points(regret.get().difference()) + " ("
                        + Words.probability(regret.get().pHolm()) + ")",
                "no significant loss against fine-tuning on this suite",
                "when fine-tuning is significantly ahead on facts that do not change");
    }

    private static VerdictEntry.Rule open(String rule) {
        return new VerdictEntry.Rule(rule, OPEN, "not measured by this suite", "", "");
    }
}
