package dev.openbook.rag.answer;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Words and numbers of a text, in lower case; "3.10", "1,846" and "2025-06-01" are one number each. */
final class Terms {

    private static final Pattern TERM = Pattern.compile("\\p{N}+(?:[.,:/-]\\p{N}+)*+|[\\p{L}\\p{M}]++");

    private static final Set<String> STOP_WORDS = Set.of(
            "a", "an", "and", "are", "as", "at", "be", "been", "by", "did", "do", "does", "for", "from", "had", "has",
            "have", "how", "in", "is", "it", "its", "of", "on", "or", "s", "that", "the", "their", "there", "this",
            "to", "was", "were", "what", "when", "where", "which", "who", "why", "will", "with");

    private Terms() {}

    static List<String> of(String text) {
        List<String> terms = new ArrayList<>();
        Matcher term = TERM.matcher(text.toLowerCase(Locale.ROOT));
        while (term.find()) {
            terms.add(term.group());
        }
        return terms;
    }

    static boolean isContent(String term) {
        return !STOP_WORDS.contains(term);
    }

    static boolean isNumber(String term) {
        return Character.isDigit(term.codePointAt(0));
    }
}
