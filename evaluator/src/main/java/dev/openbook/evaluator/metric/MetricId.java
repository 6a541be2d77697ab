package dev.openbook.evaluator.metric;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * The metrics, their fixed ids and what they mean. All are means over answers, except {@code retention}; an answer for
 * which a metric is not defined does not count.
 */
public enum MetricId {
    /** Exact match. */
    EM(
            "em",
            true,
            "the normalised answer equals a right answer (SQuAD); on questions without answer: 1 if it abstains"),
    /** Token F1. */
    F1("f1", false, "token F1 against the best right answer (SQuAD); on questions without answer: 1 if it abstains"),
    /** Contains-gold; the headline. */
    CONTAINS_GOLD("contains-gold", true, "a right answer stands in the answer as whole tokens; answerable questions"),
    /** Truthfulness. */
    TRUTHFULNESS("truthfulness", false, "correct +1, no answer 0, wrong -1 (CRAG)"),
    /** Share correct. */
    CORRECT(
            "correct",
            true,
            "share of correct answers: gives a right answer, does not deny it, and is no endless repetition"),
    /** Share of no answer. */
    NO_ANSWER("no-answer", true, "share of questions the arm declined to answer"),
    /** Share wrong. */
    WRONG("wrong", true, "share of wrong answers; failures and time-outs included"),
    /** Share of endless repetition. */
    LOOPED("looped", true, "share of answers that repeat the same words over and over"),
    /** Share of partial answers. */
    PARTIAL("partial", true, "wrong answers that give a part of a right answer and nothing else; answerable questions"),
    /** Share of hedged answers. */
    HEDGED("hedged", true, "share of answers, right or wrong, that say they are unsure or offer values to choose from"),
    /** Abstention recall. */
    ABSTENTION_RECALL("abstention-recall", true, "refused / unanswerable"),
    /** Abstention precision. */
    ABSTENTION_PRECISION("abstention-precision", true, "right refusals / refusals"),
    /** False abstention. */
    FALSE_ABSTENTION("false-abstention", true, "refused / answerable"),
    /** Citation precision as answered. */
    CITATION_PRECISION("citation-precision", false, "supporting citations / citations, as answered"),
    /** Citation recall as answered. */
    CITATION_RECALL("citation-recall", false, "statements with a supporting citation / statements, as answered"),
    /** Citation coverage as answered. */
    CITATION_COVERAGE("citation-coverage", true, "answers with any citation, as answered"),
    /** Citation precision after attribution. */
    ATTRIBUTED_PRECISION("citation-precision-attributed", false, "supporting citations / citations, found afterwards"),
    /** Citation recall after attribution. */
    ATTRIBUTED_RECALL(
            "citation-recall-attributed",
            false,
            "statements with a supporting citation / statements, found afterwards"),
    /** Citation coverage after attribution. */
    ATTRIBUTED_COVERAGE("citation-coverage-attributed", true, "answers with any citation, found afterwards"),
    /** Audit. */
    AUDIT("audit", true, "answers whose citation leads to the sentence that states the answer"),
    /** Stale rate. */
    STALE_RATE("stale-rate", true, "changed facts answered with the superseded value and not the new one"),
    /** Deletion. */
    DELETION("deletion", true, "removed facts still answered with the removed value"),
    /** Retention. */
    RETENTION(
            "retention",
            false,
            "accuracy on unchanged facts after the change / before it; on general questions: over the published"
                    + " model's"),
    /** Recall at 1. */
    RECALL_1("recall@1", false, "gold sources among the first passage retrieved"),
    /** Recall at 3. */
    RECALL_3("recall@3", false, "gold sources among the first 3 passages retrieved"),
    /** Recall at 5. */
    RECALL_5("recall@5", false, "gold sources among the first 5 passages retrieved"),
    /** Recall at 10. */
    RECALL_10("recall@10", false, "gold sources among the first 10 passages retrieved"),
    /** Mean reciprocal rank. */
    MRR("mrr", false, "1 / rank of the first passage that holds a gold source, 0 beyond 10"),
    /** nDCG at 10. */
    NDCG_10("ndcg@10", false, "sum of 1/log2(rank+1) over gold sources found, over the ideal"),
    /** Prompt tokens. */
    PROMPT_TOKENS("prompt-tokens", false, "tokens read by the model"),
    /** Answer tokens. */
    ANSWER_TOKENS("answer-tokens", false, "tokens written by the model");

    private final String id;
    private final boolean share;
    private final String meaning;

    MetricId(String id, boolean share, String meaning) {
        this.id = id;
        this.share = share;
        this.meaning = meaning;
    }

    /** As it stands in {@code results.json} and in suites. */
    public String id() {
        return id;
    }

    /** Whether each answer counts 0 or 1. */
    public boolean share() {
        return share;
    }

    /** Its definition in a line. */
    public String meaning() {
        return meaning;
    }

    /** All ids in the order in which they are reported. */
    public static Set<String> ids() {
        Set<String> ids = new LinkedHashSet<>();
        Arrays.stream(values()).forEach(metric -> ids.add(metric.id));
        return ids;
    }
}
