/**
 * How sure we are: intervals and paired tests, always by fact, because wordings of one fact are not independent.
 *
 * <p>In: per-answer values. Out: means with intervals, p-values, the smallest difference a sample could have shown. Next:
 * {@code experiment} puts them into the results.
 */
package dev.openbook.evaluator.statistics;
