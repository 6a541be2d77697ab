package dev.openbook.evaluator.report;

import dev.openbook.evaluator.report.chart.Look;

/**
 * An arm as the page names it.
 *
 * @param id in the data
 * @param look its name, colour and marker
 */
record ArmLabel(String id, Look look) {

    String name() {
        return look.name();
    }

    String css() {
        return look.css();
    }

    String marker() {
        return "#" + look.shape().id();
    }
}
