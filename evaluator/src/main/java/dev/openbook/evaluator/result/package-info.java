/**
 * The values of {@code results.json}, which other programs read: plain records, written and read by
 * {@link dev.openbook.evaluator.result.ResultsFile}, documented field by field in {@code docs/results.md}.
 *
 * <p>In: what {@code experiment} measured and {@code verdict} concluded. Out: {@code results.json}, and the page that
 * {@code report} draws. A package of its own so that neither of them has to know the others.
 */
package dev.openbook.evaluator.result;
