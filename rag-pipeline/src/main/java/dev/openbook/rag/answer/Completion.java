package dev.openbook.rag.answer;

/** How an answer came to its end. */
public enum Completion {
    /** The model ended it. */
    COMPLETE,
    /** The token limit cut it off; endless repetition ends here too. */
    LENGTH,
    /** The caller cancelled it; the text is what was there by then. */
    CANCELLED,
    /** The model was not asked: no question, or nothing retrieved that was good enough. */
    NOT_ASKED
}
