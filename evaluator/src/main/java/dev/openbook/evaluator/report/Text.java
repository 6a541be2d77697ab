package dev.openbook.evaluator.report;

import java.util.List;
import java.util.regex.Pattern;

/** Words and sentences of the page. */
final class Text {

    /** Between a number and its unit; results keep the plain space, which every terminal can show. */
    private static final Pattern BEFORE_UNIT = Pattern.compile("(?<=\\d) (?=(?:%|ms|s|min|h)(?!\\w))");

    private Text() {}

    /** The same, but no line ends between a number and its unit. */
    static String unbroken(String sentence) {
        return BEFORE_UNIT.matcher(sentence).replaceAll("\u00A0");
    }

    /** The text, or its beginning and how much is missing. */
    static String clip(String text, int letters) {
        if (text == null) {
            return "";
        }
        return text.length() <= letters
                ? text
                : text.substring(0, letters) + "… (" + Numbers.fixed(text.length() - letters, 0) + " more characters)";
    }

    /** The end of the text, after an ellipsis where something is missing. */
    static String clipFront(String text, int letters) {
        return text == null || text.length() <= letters
                ? clip(text, letters)
                : "…" + text.substring(text.length() - letters);
    }

    /** The beginning of the text, before an ellipsis where something is missing. */
    static String clipBack(String text, int letters) {
        return text == null || text.length() <= letters ? clip(text, letters) : text.substring(0, letters) + "…";
    }

    /** {@code a}, {@code a and b}, {@code a, b and c}. */
    static String list(List<String> words) {
        int last = words.size() - 1;
        return last <= 0
                ? String.join("", words)
                : String.join(", ", words.subList(0, last)) + " and " + words.get(last);
    }

    /** With a capital first letter. */
    static String sentence(String text) {
        return text.isEmpty() ? text : Character.toTitleCase(text.charAt(0)) + text.substring(1);
    }

    /** {@code 1 question}, {@code 2 questions}. */
    static String count(int n, String noun) {
        return Numbers.fixed(n, 0) + " " + noun + (n == 1 ? "" : "s");
    }
}
