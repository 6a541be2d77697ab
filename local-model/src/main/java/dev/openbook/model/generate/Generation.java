package dev.openbook.model.generate;

/**
 * What came of a generation.
 *
 * @param text the text, without end token and stop sequence
 * @param promptTokens tokens of the prompt
 * @param reusedTokens how many of them were still known from the request before
 * @param outputTokens tokens generated, the end token not counted
 * @param passes how often the model ran after the prompt; fewer than tokens where guesses from the prompt held
 * @param end why it ended
 */
public record Generation(String text, int promptTokens, int reusedTokens, int outputTokens, int passes, End end) {

    /** Why a generation ended. */
    public enum End {
        /** The model said that its answer is over. */
        END_OF_TEXT,
        /** A stop sequence appeared. */
        STOP_SEQUENCE,
        /** The token limit or the window's end was reached. */
        LENGTH,
        /** The caller no longer wanted it. */
        CANCELLED
    }
}
