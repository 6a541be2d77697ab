package dev.openbook.evaluator.verdict;

import dev.openbook.evaluator.result.ArmEntry;
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
import java.util.Locale;
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
        rules.add(rag.flatMap(findings::freshness).map(this::changesOften).orElse(open("changes often → RAG")));
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
                    String memory = findings.base()
                            .map(base -> "; a source found afterwards supports "
                                    + Words.share(
                                            findings.metric(base, "citation-recall-attributed", Strata.ANSWERABLE))
                                    + " of what the " + base.name().toLowerCase(Locale.ROOT) + " says from memory")
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
        return "Knowledge: looking it up takes the right answers from " + Words.percent(from.value()) + " to "
                + Words.percent(to.value()) + "." + found + " Behaviour is not measured by this suite.";
    }

    private VerdictEntry.Rule changesOften(FreshnessEntry freshness) {
        String measured = "one changed fact takes " + Words.seconds(freshness.wallSecondsPerFact()) + " and "
                + Words.bytes(freshness.bytesPerFact())
                + (freshness.lagSeconds() == null
                        ? "; not back at its earlier accuracy"
                        : "; right again after " + Words.seconds(freshness.lagSeconds()));
        return new VerdictEntry.Rule(
                "changes often → RAG",
                freshness.reached() ? RAG : OPEN,
                measured,
                "right again before the next change",
                freshness.lagSeconds() == null
                        ? "when the reader is back at 95 % of its earlier accuracy"
                        : "when the documents change more often than every " + Words.seconds(freshness.lagSeconds())
                                + ", or training on a change takes less than "
                                + Words.seconds(freshness.wallSecondsPerFact()) + " a fact");
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
        Optional<TimingEntry> base = findings.base().flatMap(arm -> findings.timing(arm, "ttft-millis"));
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
        return new VerdictEntry.Rule(
                "not sure → RAG",
                OPEN,
                "set up in " + Words.seconds(cost.get().wallSeconds()) + ", right on " + Words.share(right),
                "regret against the best arm of every suite",
                "needs the fine-tuned arms");
    }

    private static VerdictEntry.Rule open(String rule) {
        return new VerdictEntry.Rule(rule, OPEN, "not measured by this suite", "", "");
    }
}
