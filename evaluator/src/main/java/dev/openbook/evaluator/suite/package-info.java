/**
 * What is asked of whom: suites, facts and question files become a plan of questions.
 *
 * <p>In: a suite's YAML ({@link dev.openbook.evaluator.suite.SuiteFile}), facts, question files. Out: a
 * {@link dev.openbook.evaluator.suite.QuestionPlan}. Next: {@code arm}, which answers, and {@code experiment}, which asks.
 */
package dev.openbook.evaluator.suite;
