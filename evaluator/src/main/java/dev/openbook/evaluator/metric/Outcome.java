package dev.openbook.evaluator.metric;

import java.util.Locale;

/** What became of a question (CRAG's three cases). */
public enum Outcome {
    /** A right answer. */
    CORRECT(1),
    /** Declined. */
    NO_ANSWER(0),
    /** Anything else; answering what the corpus does not tell, failing and timing out included. */
    WRONG(-1);

    private final int truthfulness;

    Outcome(int truthfulness) {
        this.truthfulness = truthfulness;
    }

    /** CRAG's score: +1, 0, −1. */
    public int truthfulness() {
        return truthfulness;
    }

    /** As it stands in {@code results.json}: {@code correct}, {@code no-answer}, {@code wrong}. */
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
