package dev.openbook.model.generate;

/**
 * Guesses the next tokens of an answer that copies: those that followed when the last few tokens stood in the text before.
 *
 * <p>The model checks a guess in one pass and keeps what it would have said itself, so a wrong guess costs time and never
 * changes the text. The guess grows while guesses hold and shrinks when they do not.
 *
 * @see <a href="https://github.com/apoorvumang/prompt-lookup-decoding">Saxena, Prompt Lookup Decoding</a>
 */
final class PromptLookup {

    /** A run of three equal tokens is seldom chance, so what followed it is guessed at length. */
    private static final int SURE_MATCH = 3;

    /** A pass over eight tokens costs about twice one over a single token, a pass over more grows in proportion. */
    private static final int LONGEST = 8;

    private static final int[] NONE = {};

    private int length = LONGEST / 2;

    /** The guess for what follows {@code text}, at most {@code most} tokens; often none. */
    int[] guess(TokenSequence text, int most) {
        int at = most > 0 ? lastMatch(text, SURE_MATCH) : -1;
        if (at < 0) {
            return NONE;
        }
        int from = at + SURE_MATCH;
        return text.range(from, Math.min(from + Math.min(length, most), text.size()));
    }

    /** Learns how many tokens of a guess held. */
    void learn(int guessed, int held) {
        if (guessed > 0) {
            length = held == guessed ? Math.min(LONGEST, length * 2) : Math.max(2, held + 1);
        }
    }

    /** Where the last {@code match} tokens stood before, the latest place; -1 if nowhere. */
    private static int lastMatch(TokenSequence text, int match) {
        int end = text.size();
        for (int at = end - match - 1; at >= 0; at--) {
            int same = 0;
            while (same < match && text.get(at + same) == text.get(end - match + same)) {
                same++;
            }
            if (same == match) {
                return at;
            }
        }
        return -1;
    }
}
