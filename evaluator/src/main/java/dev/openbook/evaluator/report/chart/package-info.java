/**
 * Charts as inline SVG, drawn from plain numbers.
 *
 * <p>In: shares, seconds and the look of each arm. Out: {@link dev.openbook.evaluator.report.chart.Svg}, text that a template
 * puts into the page. Colours are classes, so that the style sheet alone decides between light and dark.
 */
package dev.openbook.evaluator.report.chart;
