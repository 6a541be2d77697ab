package dev.openbook.evaluator.report.chart;

/**
 * How an arm looks, everywhere on the page.
 *
 * @param name for people
 * @param css the class that sets its colour and the dashes of its line
 * @param shape of its marker
 */
public record Look(String name, String css, Shape shape) {}
