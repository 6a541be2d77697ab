package dev.openbook.evaluator.experiment;

import dev.openbook.evaluator.metric.CitationJudge;
import dev.openbook.evaluator.metric.Said;
import dev.openbook.evaluator.metric.Span;
import dev.openbook.evaluator.result.AnswerEntry;
import dev.openbook.evaluator.result.QuestionEntry;
import dev.openbook.evaluator.suite.Question;
import dev.openbook.rag.answer.Citation;
import dev.openbook.rag.chunk.Passage;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToIntFunction;

/** Turns questions and scored answers into the records of the results. */
final class Entries {

    private static final double MILLIS = 1e6;

    private Entries() {}

    static QuestionEntry of(Question question) {
        Map<String, List<String>> golds = new TreeMap<>();
        Map<String, List<QuestionEntry.Source>> sources = new TreeMap<>();
        question.golds().forEach((version, gold) -> {
            golds.put(version, gold.answers());
            sources.put(
                    version,
                    gold.sources().stream()
                            .map(s -> new QuestionEntry.Source(s.document(), s.quote()))
                            .toList());
        });
        String subject = question.subject().isEmpty() ? "" : question.subject().get(0);
        return new QuestionEntry(
                question.id(), question.fact(), question.kind(), subject, question.wording(), golds, sources);
    }

    static AnswerEntry of(ScoredItem item) {
        Asked asked = item.asked();
        return new AnswerEntry(
                asked.question(),
                asked.arm(),
                asked.version(),
                item.item().stratum(),
                asked.said() == null ? "" : asked.said().text(),
                item.scored().outcome().id(),
                item.scored().stale(),
                item.scored().abstained(),
                asked.failure(),
                item.scored().citations().stream().map(Entries::of).toList(),
                item.scored().attributed().stream().map(Entries::of).toList(),
                rounded(item.values()),
                item.scored().derivation(),
                times(asked),
                counted(asked, Said::promptTokens),
                counted(asked, Said::answerTokens),
                asked.prompted().stream().map(Span::id).toList());
    }

    private static AnswerEntry.Times times(Asked asked) {
        return asked.totalNanos() == Asked.NOT_TIMED
                ? null
                : new AnswerEntry.Times(
                        Rounding.round(asked.retrievalNanos() / MILLIS),
                        Rounding.round(asked.firstTokenNanos() / MILLIS),
                        Rounding.round(asked.totalNanos() / MILLIS));
    }

    private static Integer counted(Asked asked, ToIntFunction<Said> tokens) {
        if (asked.totalNanos() == Asked.NOT_TIMED) {
            return null;
        }
        return asked.said() == null ? 0 : tokens.applyAsInt(asked.said());
    }

    private static Map<String, Double> rounded(Map<String, Double> values) {
        Map<String, Double> rounded = new TreeMap<>();
        values.forEach((metric, value) -> rounded.put(metric, Rounding.round(value)));
        return rounded;
    }

    private static AnswerEntry.Cited of(CitationJudge.Judged judged) {
        Citation citation = judged.citation();
        String before = "";
        String after = "";
        if (judged.passage().isPresent()) {
            Passage passage = judged.passage().get();
            int start = Math.max(0, citation.start() - passage.start());
            int end = Math.min(passage.text().length(), citation.end() - passage.start());
            before = passage.text().substring(0, Math.min(start, passage.text().length()));
            after = passage.text().substring(Math.max(0, end));
        }
        return new AnswerEntry.Cited(
                citation.documentId(),
                citation.version(),
                citation.start(),
                citation.end(),
                citation.quote(),
                before,
                after,
                citation.attributed(),
                judged.supports());
    }
}
