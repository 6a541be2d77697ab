/**
 * How an answer is scored.
 *
 * <p>In: a question with its golds and an {@link dev.openbook.rag.answer.Answer}. Out:
 * {@link dev.openbook.evaluator.metric.ScoredAnswer}, per-answer values under the ids of
 * {@link dev.openbook.evaluator.metric.MetricId}, with their derivation in words. Next: {@code statistics} puts intervals
 * around their means. {@link dev.openbook.evaluator.metric.RefusalCurve} tells beforehand what any readiness to decline would
 * lead to.
 */
package dev.openbook.evaluator.metric;
