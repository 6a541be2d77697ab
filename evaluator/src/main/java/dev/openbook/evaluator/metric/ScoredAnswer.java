package dev.openbook.evaluator.metric;

import java.util.List;
import java.util.Map;

/**
 * One answer's scores.
 *
 * @param outcome right, declined or wrong
 * @param abstained whether it declined
 * @param stale whether it gives the superseded value and not the new one
 * @param values metric id to value, for those defined on this answer
 * @param citations each citation as answered
 * @param attributed each citation found afterwards
 * @param derivation how the values came about, a sentence each
 */
public record ScoredAnswer(
        Outcome outcome,
        boolean abstained,
        boolean stale,
        Map<String, Double> values,
        List<CitationJudge.Judged> citations,
        List<CitationJudge.Judged> attributed,
        List<String> derivation) {}
