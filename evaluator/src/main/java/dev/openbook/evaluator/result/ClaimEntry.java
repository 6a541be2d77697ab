package dev.openbook.evaluator.result;

/**
 * One claim of the article put to the test.
 *
 * @param id {@code C1} … {@code C13}
 * @param claim in the article's words
 * @param prediction what the literature leads one to expect
 * @param result what was measured, with interval and n
 * @param verdict {@code confirmed}, {@code refuted}, {@code inconclusive} or {@code not measured}
 * @param scope which part of the claim this run can speak about; empty if all of it
 * @param neededN facts that would decide it at the difference seen; null unless inconclusive and computable
 * @param panel the report's panel that shows it: {@code freshness}, {@code accuracy}, {@code citations},
 *     {@code latency}, {@code cost}; empty if none
 */
public record ClaimEntry(
        String id,
        String claim,
        String prediction,
        String result,
        String verdict,
        String scope,
        Integer neededN,
        String panel) {}
