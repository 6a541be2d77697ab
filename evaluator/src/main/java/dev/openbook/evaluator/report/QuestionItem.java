package dev.openbook.evaluator.report;

import java.util.List;

/**
 * One question under one corpus version, with every arm's answer.
 *
 * @param number unique on the page
 * @param id in the data
 * @param css {@code wrong}, {@code stale} and {@code differ} where they apply, for the filter
 * @param detail how much of it is shown
 * @param gold the right answers; empty if the documents do not answer it
 * @param sources where the answer stands
 */
record QuestionItem(
        int number,
        String id,
        String wording,
        String version,
        String css,
        Detail detail,
        List<String> gold,
        List<Source> sources,
        List<Answered> answers) {

    /** How much of a question is shown. */
    enum Detail {
        /** The wording and each arm's mark. */
        LINE,
        /** Answers and quotes. */
        BRIEF,
        /** Everything: quotes inside their passages, derivations, timings. */
        FULL
    }

    /** Where the answer stands. */
    record Source(String document, String quote) {}

    /** One arm's answer; {@code mark} is right, wrong, stale or no answer. */
    record Answered(
            ArmLabel arm,
            String mark,
            String markCss,
            String text,
            String failure,
            List<Quote> quotes,
            String timing,
            List<String> derivation,
            String scores,
            String prompted) {}

    /** A citation: its quote inside its passage. */
    record Quote(
            String document,
            String version,
            int start,
            int end,
            String before,
            String quote,
            String after,
            boolean attributed,
            boolean supports) {}

    QuestionItem with(Detail other) {
        return new QuestionItem(number, id, wording, version, css, other, gold, sources, answers);
    }

    boolean full() {
        return detail == Detail.FULL;
    }

    boolean line() {
        return detail == Detail.LINE;
    }

    /** Wrong answers first, then arms that disagree. */
    int interest() {
        int interest = css.contains("differ") ? 1 : 0;
        for (Answered answer : answers) {
            interest += switch (answer.mark()) {
                case "right" -> 0;
                case "no answer" -> 1;
                default -> 3;
            };
        }
        return interest;
    }
}
