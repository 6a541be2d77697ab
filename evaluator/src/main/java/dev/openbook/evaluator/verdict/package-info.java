/**
 * What the measured values say, in words.
 *
 * <p>In: {@link dev.openbook.evaluator.result.Results}. Out: the claim ledger, the sentences of the verdict, the decision
 * rules with their flip points, and the table that the terminal shows. Nothing here measures; every sentence is made from
 * values of the results. Next: {@code report} draws it.
 */
package dev.openbook.evaluator.verdict;
