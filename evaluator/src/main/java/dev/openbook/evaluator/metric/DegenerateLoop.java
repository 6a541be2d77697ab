package dev.openbook.evaluator.metric;

import java.util.List;

/**
 * Recognises answers that say the same words over and over.
 *
 * <p>A loop is an n-gram (n ≤ 12) that stands at least four times in a row and makes up at least half of the answer. Four,
 * because lists such as "yes, yes and yes" occur in honest text.
 */
public final class DegenerateLoop {

    private static final int LONGEST = 12;
    private static final int TIMES = 4;

    private DegenerateLoop() {}

    /** Whether the answer is mostly repetition. */
    public static boolean in(String text) {
        List<String> tokens = Tokens.of(text);
        for (int n = 1; n <= LONGEST && n * TIMES <= tokens.size(); n++) {
            int same = 0; // tokens in a row that equal the one n places before
            for (int i = n; i < tokens.size(); i++) {
                same = tokens.get(i).equals(tokens.get(i - n)) ? same + 1 : 0;
                int repeated = same + n;
                if (repeated >= n * TIMES && repeated * 2 >= tokens.size()) {
                    return true;
                }
            }
        }
        return false;
    }
}
