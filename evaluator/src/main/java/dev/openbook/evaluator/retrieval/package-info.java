/**
 * Questions with relevant documents come in, how well and how fast a retriever finds them goes out; no language model
 * takes part.
 *
 * <p>{@link dev.openbook.evaluator.retrieval.RetrievalEvaluation} asks, {@link
 * dev.openbook.evaluator.retrieval.RankingScore} judges one ranking. Next: {@code dev.openbook.evaluator.cli} prints it.
 */
package dev.openbook.evaluator.retrieval;
