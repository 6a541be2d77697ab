package dev.openbook.rag.chunk;

import java.util.Locale;
import java.util.Set;

/**
 * Finds where sentences end: after {@code . ! ? …} and their East Asian forms, with the quotes and brackets that close
 * behind them, when white space follows and what follows does not go on in lower case. Common abbreviations and initials
 * do not end a sentence; a line break does not either.
 *
 * <p>A rule of its own rather than {@code java.text.BreakIterator}, whose results differ between Java releases: the same
 * document must always be cut at the same places.
 */
public final class Sentences {

    private static final Set<String> ABBREVIATIONS = Set.of(
            "mr", "mrs", "ms", "dr", "prof", "st", "vs", "e.g", "i.e", "cf", "ca", "approx", "fig", "figs", "eq", "sec",
            "ch", "vol", "pp", "dept", "est", "inc", "ltd", "co", "jr", "sr", "al", "min", "max", "tel", "ext", "ref");
    private static final Set<String> ABBREVIATIONS_BEFORE_NUMBERS = Set.of("no", "nos", "nr", "p", "art", "v");

    private Sentences() {}

    /**
     * The end of the sentence that begins at {@code from}, white space after it not included.
     *
     * @return more than {@code from}, at most {@code end}
     */
    public static int endOfSentence(CharSequence text, int from, int end) {
        for (int i = from; i < end; i++) {
            char c = text.charAt(i);
            boolean wide = c == '。' || c == '！' || c == '？';
            if (!wide && c != '.' && c != '!' && c != '?' && c != '…') {
                continue;
            }
            int after = i + 1;
            while (after < end && isClosing(text.charAt(after))) {
                after++;
            }
            if (after == end || wide) {
                return after;
            }
            if (Character.isWhitespace(text.charAt(after)) && !goesOn(text, from, i, after, end)) {
                return after;
            }
            i = after - 1;
        }
        return end;
    }

    private static boolean goesOn(CharSequence text, int from, int mark, int after, int end) {
        int next = after;
        while (next < end && Character.isWhitespace(text.charAt(next))) {
            next++;
        }
        if (next == end) {
            return false;
        }
        char following = text.charAt(next);
        if (Character.isLowerCase(following)) {
            return true;
        }
        if (text.charAt(mark) != '.' || after != mark + 1) {
            return false;
        }
        int word = mark;
        while (word > from
                && mark - word < 8
                && (Character.isLetter(text.charAt(word - 1)) || text.charAt(word - 1) == '.')) {
            word--;
        }
        String before = text.subSequence(word, mark).toString().toLowerCase(Locale.ROOT);
        boolean initial = mark - word == 1 && Character.isUpperCase(text.charAt(word)) && word > from;
        boolean number = Character.isDigit(following);
        return initial && Character.isLetter(following) && isNameInitial(text, from, word)
                || ABBREVIATIONS.contains(before)
                || number && ABBREVIATIONS_BEFORE_NUMBERS.contains(before);
    }

    /** "J. Smith" is a name, "grade A. The next" is an end: an initial stands after a capitalised word or a title. */
    private static boolean isNameInitial(CharSequence text, int from, int word) {
        int previous = word - 1;
        while (previous > from && !Character.isWhitespace(text.charAt(previous - 1))) {
            if (word - previous > 30) {
                return false;
            }
            previous--;
        }
        return Character.isUpperCase(text.charAt(Math.max(previous, from)));
    }

    private static boolean isClosing(char c) {
        return "\"'”’»)]*_.!?…`".indexOf(c) >= 0;
    }
}
