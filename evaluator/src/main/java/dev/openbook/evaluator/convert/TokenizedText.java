package dev.openbook.evaluator.convert;

import java.util.regex.Pattern;

/**
 * Puts text that was taken apart for a tokenizer together again: {@code Arizona , Tucson ( 1912 ) .} becomes
 * {@code Arizona, Tucson (1912).}
 *
 * <p>Spaces go before commas, stops, semicolons, colons, question and exclamation marks and closing brackets, after opening
 * brackets, and around the slash between two numbers; a bracket with nothing left in it goes altogether, and a stop that
 * follows an abbreviation's own stop is one. Dashes stay as they are, because a range and a thought are spelled alike.
 * Applying it twice changes nothing more.
 */
final class TokenizedText {

    private static final Pattern SPACES = Pattern.compile("\\s+");
    private static final Pattern EMPTY_BRACKET = Pattern.compile("\\( ?(?:[,;:] ?)*\\)|\\[ ?]");
    private static final Pattern AFTER_OPENING = Pattern.compile("(?<=[(\\[]) (?:[,;:] )*");
    private static final Pattern BEFORE_CLOSING = Pattern.compile(" +(?=[,;:?!)\\]]|\\.(?![0-9]))");
    private static final Pattern SECOND_STOP = Pattern.compile("(?<=\\p{L}\\.)\\.(?!\\.)");
    private static final Pattern SLASH = Pattern.compile("(?<=\\d) / (?=\\d)");

    private TokenizedText() {}

    /** The text as a person would type it, on one line. */
    static String join(String tokenized) {
        String text = SPACES.matcher(tokenized.strip()).replaceAll(" ");
        text = EMPTY_BRACKET.matcher(text).replaceAll("");
        text = SPACES.matcher(text).replaceAll(" ");
        text = AFTER_OPENING.matcher(text).replaceAll("");
        text = BEFORE_CLOSING.matcher(text).replaceAll("");
        text = SECOND_STOP.matcher(text).replaceAll("");
        return SLASH.matcher(text).replaceAll("/").strip();
    }
}
