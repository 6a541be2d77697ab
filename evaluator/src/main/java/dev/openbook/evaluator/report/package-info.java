/**
 * The page people read.
 *
 * <p>In: {@link dev.openbook.evaluator.result.Results}. Out: one self-contained {@code index.html}. Last station before
 * {@code cli}, which prints its path.
 */
package dev.openbook.evaluator.report;
