package dev.openbook.rag.chunk;

import java.util.regex.Pattern;

/**
 * Takes the markup out of a line or paragraph: link addresses, emphasis, code marks, quote marks, HTML tags and comments,
 * attribute lists. What a person reads on the page is what stays.
 */
final class InlineMarkup {

    // Quantifiers are bounded or possessive, so that no input makes a pattern run long.
    private static final Pattern COMMENT = Pattern.compile("<!--[^>]*+-->");
    private static final Pattern IMAGE_OR_LINK = Pattern.compile(
            "!?\\[([^\\[\\]]{0,1000}+)]\\((?:[^()\\s]|\\([^()\\s]{0,200}+\\)){0,2000}+(?:\\s[^()]{0,500}+)?\\)");
    private static final Pattern REFERENCE_LINK = Pattern.compile("\\[([^\\[\\]]{1,1000}+)]\\[[^\\[\\]]{0,200}+]");
    private static final Pattern TAG =
            Pattern.compile("</?(?i:a|abbr|b|br|caption|center|code|dd|del|details|div|dl|dt|em|h[1-6]"
                    + "|hr|i|img|kbd|li|mark|ol|p|pre|s|small|span|strong|sub|summary|sup|table|tbody|td|th|thead|tr|u|ul)"
                    + "(?:\\s[^<>]{0,1000}+)?/?>");
    private static final Pattern ATTRIBUTES = Pattern.compile("\\{:?\\s?[#.:][^{}]{0,200}+}");
    private static final Pattern QUOTE_MARK = Pattern.compile("(?m)^[ \\t]{0,3}>[ \\t]?");
    private static final Pattern STRONG = Pattern.compile("(\\*\\*|__)(?=\\S)([^*_\\n]{1,500}+)\\1");
    private static final Pattern EMPHASIS =
            Pattern.compile("(?<![\\p{L}\\p{N}_*\\\\])([*_])(?=\\S)([^*_\\n]{1,500}+)\\1(?![\\p{L}\\p{N}_*])");
    private static final Pattern CODE = Pattern.compile("(`{1,3})([^`\\n]{1,500}+)\\1");
    private static final Pattern ESCAPE = Pattern.compile("\\\\([\\\\`*_{}\\[\\]()#+.!|>~-])");
    private static final Pattern SPACES = Pattern.compile("[ \\t\\x0B\\f\\r]++");

    private InlineMarkup() {}

    /** The text without markup, its lines kept. */
    static String plain(String text) {
        String plain = text;
        if (plain.indexOf('<') >= 0) {
            plain = TAG.matcher(COMMENT.matcher(plain).replaceAll("")).replaceAll(" ");
        }
        if (plain.indexOf('[') >= 0) {
            plain = IMAGE_OR_LINK.matcher(plain).replaceAll("$1");
            plain = REFERENCE_LINK.matcher(plain).replaceAll("$1");
        }
        if (plain.indexOf('{') >= 0) {
            plain = ATTRIBUTES.matcher(plain).replaceAll("");
        }
        if (plain.indexOf('>') >= 0) {
            plain = QUOTE_MARK.matcher(plain).replaceAll("");
        }
        if (plain.indexOf('*') >= 0 || plain.indexOf('_') >= 0) {
            plain = EMPHASIS.matcher(STRONG.matcher(plain).replaceAll("$2")).replaceAll("$2");
        }
        if (plain.indexOf('`') >= 0) {
            plain = CODE.matcher(plain).replaceAll("$2");
        }
        if (plain.indexOf('\\') >= 0) {
            plain = ESCAPE.matcher(plain).replaceAll("$1");
        }
        return plain.equals(text)
                ? text
                : SPACES.matcher(plain).replaceAll(" ").replace(" \n", "\n").strip();
    }

    /** A heading as one line. */
    static String title(String text) {
        return SPACES.matcher(plain(text).replace('\n', ' ')).replaceAll(" ").trim();
    }
}
