package dev.openbook.evaluator.metric;

import static dev.openbook.evaluator.metric.MetricId.*;

import dev.openbook.evaluator.suite.Gold;
import dev.openbook.evaluator.suite.Question;
import dev.openbook.evaluator.suite.QuestionPlan;
import dev.openbook.evaluator.suite.Strata;
import dev.openbook.rag.answer.Citation;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Scores one answer in every metric that looks at one answer alone.
 *
 * <p>Correct = a right answer stands in it, is not denied, and it is no endless repetition; parts of a right answer and hedged
 * ones are told apart. Where the corpus does not answer, declining is
 * no answer (0) and anything else is wrong (−1): an arm that always declines earns 0, never +1.
 */
public final class AnswerScorer {

    private static final Pattern SENTENCE_END = Pattern.compile("(?<=[.!?])\\s+(?=[\\p{Lu}\\p{N}\"'(])|\\n+");

    private final CitationJudge judge;

    /** Scores citations against these documents. */
    public AnswerScorer(Sources sources) {
        this.judge = new CitationJudge(sources);
    }

    /**
     * Scores an answer.
     *
     * @param item what was asked, and of which corpus version
     * @param answer what the arm said
     */
    public ScoredAnswer score(QuestionPlan.Item item, Said answer) {
        Question question = item.question();
        Gold gold = question.gold(item.version());
        boolean answerable = question.answerable(item.version());
        List<String> why = new ArrayList<>();
        Map<String, Double> values = new TreeMap<>();

        Optional<String> held = ContainsGold.find(answer.text(), gold.answers());
        Optional<String> found = Assertion.find(question.wording(), answer.text(), gold.answers());
        boolean abstained = answer.abstained() || found.isEmpty() && Refusal.in(answer.text());
        boolean looped = !abstained && DegenerateLoop.in(answer.text());
        Outcome outcome =
                abstained ? Outcome.NO_ANSWER : found.isPresent() && !looped ? Outcome.CORRECT : Outcome.WRONG;
        why.add(outcomeReason(outcome, answerable, found, looped));
        if (outcome == Outcome.WRONG && !looped && held.isPresent()) {
            why.add("denied: '" + held.get() + "' stands in the answer, which says that it is not so");
        }

        text(values, answer, gold, answerable, abstained, held, why);
        manner(values, question, answer, gold, outcome, looped, why);
        outcome(values, outcome, answerable, abstained, looped);
        boolean stale = change(values, item, answer, found, abstained, why);

        List<CitationJudge.Judged> asAnswered = abstained ? List.of() : judge(answer.citations(), item, outcome);
        List<CitationJudge.Judged> afterwards = abstained ? List.of() : judge(answer.attributed(), item, outcome);
        if (!abstained) {
            double statements = statements(answer.text());
            citations(values, asAnswered, statements, CITATION_PRECISION, CITATION_RECALL, CITATION_COVERAGE);
            citations(values, afterwards, statements, ATTRIBUTED_PRECISION, ATTRIBUTED_RECALL, ATTRIBUTED_COVERAGE);
            put(values, AUDIT, asAnswered.stream().anyMatch(c -> c.supports() && c.exact()));
            explain("citation", asAnswered, why);
            explain("attributed citation", afterwards, why);
        }
        if (answer.promptTokens() != Said.NOT_COUNTED) {
            values.put(PROMPT_TOKENS.id(), (double) answer.promptTokens());
        }
        if (answer.answerTokens() != Said.NOT_COUNTED) {
            values.put(ANSWER_TOKENS.id(), (double) answer.answerTokens());
        }
        return new ScoredAnswer(outcome, abstained, stale, values, asAnswered, afterwards, why);
    }

    /** Scores a question whose arm crashed or ran out of time: wrong, and nothing else is known. */
    public ScoredAnswer scoreFailure(QuestionPlan.Item item, String failure) {
        boolean answerable = item.question().answerable(item.version());
        Map<String, Double> values = new TreeMap<>();
        values.put(EM.id(), 0.0);
        values.put(F1.id(), 0.0);
        if (answerable) {
            values.put(CONTAINS_GOLD.id(), 0.0);
            values.put(PARTIAL.id(), 0.0);
        }
        values.put(HEDGED.id(), 0.0);
        outcome(values, Outcome.WRONG, answerable, false, false);
        for (MetricId id : List.of(CITATION_RECALL, CITATION_COVERAGE, ATTRIBUTED_RECALL, ATTRIBUTED_COVERAGE, AUDIT)) {
            values.put(id.id(), 0.0);
        }
        if (item.stratum().equals(Strata.CHANGED)) {
            values.put(STALE_RATE.id(), 0.0);
        }
        if (item.stratum().equals(Strata.REMOVED)) {
            values.put(DELETION.id(), 0.0);
        }
        List<String> why = List.of("wrong: there is no answer (" + failure + ")");
        return new ScoredAnswer(Outcome.WRONG, false, false, values, List.of(), List.of(), why);
    }

    private static String outcomeReason(Outcome outcome, boolean answerable, Optional<String> found, boolean looped) {
        return switch (outcome) {
            case CORRECT -> "correct: '" + found.orElseThrow() + "' stands in the answer";
            case NO_ANSWER -> "no answer: it declines, and the corpus " + (answerable ? "does tell" : "does not tell");
            case WRONG ->
                looped
                        ? "wrong: the answer repeats itself over and over"
                        : answerable
                                ? "wrong: it gives no right answer"
                                : "wrong: it answers what the corpus does not tell";
        };
    }

    private static void text(
            Map<String, Double> values,
            Said answer,
            Gold gold,
            boolean answerable,
            boolean abstained,
            Optional<String> found,
            List<String> why) {
        if (!answerable) {
            put(values, EM, abstained);
            put(values, F1, abstained);
            return;
        }
        String text = abstained ? "" : answer.text();
        double em = Squad.exactMatch(text, gold.answers());
        double f1 = Squad.f1(text, gold.answers());
        values.put(EM.id(), em);
        values.put(F1.id(), f1);
        put(values, CONTAINS_GOLD, found.isPresent() && !abstained);
        why.add(String.format(
                Locale.ROOT, "em %.0f, f1 %.2f: compared as '%s'", em, f1, shorten(Squad.normalize(text))));
    }

    private static void manner(
            Map<String, Double> values,
            Question question,
            Said answer,
            Gold gold,
            Outcome outcome,
            boolean looped,
            List<String> why) {
        Optional<String> part = outcome == Outcome.WRONG && !looped
                ? Partial.find(question.wording(), answer.text(), gold.answers())
                : Optional.empty();
        boolean hedged = outcome != Outcome.NO_ANSWER && Hedge.in(answer.text(), gold.answers());
        if (!gold.answers().isEmpty()) {
            put(values, PARTIAL, part.isPresent());
        }
        put(values, HEDGED, hedged);
        part.ifPresent(whole -> why.add("partial: it gives a part of '" + whole + "' and nothing else"));
        if (hedged) {
            why.add("hedged: it says that it is unsure, or offers values to choose from");
        }
    }

    private static void outcome(
            Map<String, Double> values, Outcome outcome, boolean answerable, boolean abstained, boolean looped) {
        values.put(TRUTHFULNESS.id(), (double) outcome.truthfulness());
        put(values, CORRECT, outcome == Outcome.CORRECT);
        put(values, NO_ANSWER, outcome == Outcome.NO_ANSWER);
        put(values, WRONG, outcome == Outcome.WRONG);
        put(values, LOOPED, looped);
        put(values, answerable ? FALSE_ABSTENTION : ABSTENTION_RECALL, abstained);
        if (abstained) {
            put(values, ABSTENTION_PRECISION, !answerable);
        }
    }

    private static boolean change(
            Map<String, Double> values,
            QuestionPlan.Item item,
            Said answer,
            Optional<String> found,
            boolean abstained,
            List<String> why) {
        Optional<String> old = abstained
                ? Optional.empty()
                : Assertion.find(
                        item.question().wording(),
                        answer.text(),
                        item.question().superseded(item.version()));
        boolean stale = old.isPresent() && found.isEmpty();
        if (stale) {
            why.add("stale: '" + old.get() + "' was right in " + Strata.V1 + " and is not in " + item.version());
        }
        if (item.stratum().equals(Strata.CHANGED)) {
            put(values, STALE_RATE, stale);
        }
        if (item.stratum().equals(Strata.REMOVED)) {
            put(values, DELETION, stale);
        }
        return stale;
    }

    private List<CitationJudge.Judged> judge(List<Citation> citations, QuestionPlan.Item item, Outcome outcome) {
        return citations.stream()
                .map(c -> judge.judge(c, item.question(), item.version(), outcome == Outcome.CORRECT))
                .toList();
    }

    /** With the exact oracle only the statement that gives the value can be supported. */
    private static void citations(
            Map<String, Double> values,
            List<CitationJudge.Judged> citations,
            double statements,
            MetricId precision,
            MetricId recall,
            MetricId coverage) {
        long supporting =
                citations.stream().filter(CitationJudge.Judged::supports).count();
        if (!citations.isEmpty()) {
            values.put(precision.id(), (double) supporting / citations.size());
        }
        values.put(recall.id(), supporting > 0 ? 1 / statements : 0);
        put(values, coverage, !citations.isEmpty());
    }

    /** Sentences with content; at least one. */
    static int statements(String text) {
        return (int) Math.max(
                1,
                SENTENCE_END
                        .splitAsStream(text.strip())
                        .filter(sentence -> Tokens.of(sentence).size() > 1)
                        .count());
    }

    private static void explain(String name, List<CitationJudge.Judged> citations, List<String> why) {
        for (int i = 0; i < citations.size(); i++) {
            CitationJudge.Judged judged = citations.get(i);
            why.add(name + " " + (i + 1) + (judged.supports() ? " supports: " : " does not support: ") + judged.why());
        }
    }

    private static void put(Map<String, Double> values, MetricId id, boolean value) {
        values.put(id.id(), value ? 1.0 : 0.0);
    }

    private static String shorten(String text) {
        return text.length() <= 120 ? text : text.substring(0, 117) + "...";
    }
}
