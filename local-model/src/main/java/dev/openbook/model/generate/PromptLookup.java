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

    /** A run of three equal tokens is seldom chance; two often is, and a wrong guess costs a third of a pass. */
    private static final int MATCH = 3;

    /** A pass over eight tokens costs about twice one over a single token, a pass over more grows in proportion. */
    private static final int LONGEST = 8;

    private static final int[] NONE = {};

    private int length = LONGEST / 2;

    /** The guess for what follows {@code text}, at most {@code most} tokens; often none. */
    int[] guess(TokenSequence text, int most) {
        int wanted = Math.min(length, most);
        int end = text.size();
        for (int at = end - MATCH - 1; at >= 0 && wanted > 0; at--) {
            if (matches(text, at, end)) {
                int from = at + MATCH;
                return text.range(from, Math.min(from + wanted, end));
            }
        }
        return NONE;
    }

    /** Learns how many tokens of a guess held. */
    void learn(int guessed, int held) {
        if (guessed > 0) {
            length = held == guessed ? Math.min(LONGEST, length * 2) : Math.max(2, held + 1);
        }
    }

    private static boolean matches(TokenSequence text, int at, int end) {
        for (int i = 0; i < MATCH; i++) {
            if (text.get(at + i) != text.get(end - MATCH + i)) {
                return false;
            }
        }
        return true;
    }
}
