/**
 * The command line: the way into the house.
 *
 * <p>In: arguments. Out: {@code results.json} and {@code index.html}, answers on the terminal, exit code 0 (success), 1 (a
 * measured band was left), 2 (the user's input is wrong) or 130 (interrupted). Start reading at {@link dev.openbook.evaluator.cli.Openbook}.
 */
package dev.openbook.evaluator.cli;
