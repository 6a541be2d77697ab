package dev.openbook.evaluator.metric;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Recognises answers that say the same words over and over.
 *
 * <p>A loop is an n-gram (n ≤ 12) that stands at least four times in a row and makes up at least half of the answer. Four,
 * because lists such as "yes, yes and yes" occur in honest text. So are one to twelve letters that stand ten times in a row.
 */
public final class DegenerateLoop {

    private static final int LONGEST = 12;
    private static final int TIMES = 4;
    private static final Pattern LETTERS = Pattern.compile("([\\p{L}\\p{M}]{1,12}?)\\1{9,}");

    private DegenerateLoop() {}

    /** Whether the answer is mostly repetition. */
    public static boolean in(String text) {
        return inWords(text) || inLetters(text);
    }

    /** The same letters over and over without a space, as in "hahaha". */
    private static boolean inLetters(String text) {
        Matcher run = LETTERS.matcher(text);
        int longest = 0;
        while (run.find()) {
            longest = Math.max(longest, run.end() - run.start());
        }
        return longest > 0 && longest * 2 >= text.strip().length();
    }

    private static boolean inWords(String text) {
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
