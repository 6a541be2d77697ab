package dev.openbook.evaluator.convert;

import java.util.ArrayList;
import java.util.List;

/**
 * Reads a list as numpy prints it: {@code ['one' "it's" 'two\n']} with white space and line ends between the items, no
 * commas. Strings are Python literals in single or double quotes; numbers stand bare.
 */
final class NumpyList {

    private final String printed;
    private int at;

    private NumpyList(String printed) {
        this.printed = printed;
    }

    /**
     * The items in their order.
     *
     * @throws IllegalArgumentException if it is no such list; the message says where it stops being one
     */
    static List<String> read(String printed) {
        return new NumpyList(printed.strip()).items();
    }

    private List<String> items() {
        List<String> items = new ArrayList<>();
        expect('[');
        for (char c = next(); c != ']'; c = next()) {
            items.add(c == '\'' || c == '"' ? literal(c) : bare());
        }
        at++;
        if (at < printed.length()) {
            throw wrong("the end");
        }
        return items;
    }

    /** The first character of the next item or the closing bracket. */
    private char next() {
        while (at < printed.length() && Character.isWhitespace(printed.charAt(at))) {
            at++;
        }
        return peek("]");
    }

    private String bare() {
        int start = at;
        while (at < printed.length() && isPartOfNumber(printed.charAt(at))) {
            at++;
        }
        if (at == start) {
            throw wrong("a quoted string or a number");
        }
        return printed.substring(start, at);
    }

    private static boolean isPartOfNumber(char c) {
        return c >= '0' && c <= '9' || c == '-' || c == '+' || c == '.' || c == 'e';
    }

    private String literal(char quote) {
        StringBuilder text = new StringBuilder();
        at++;
        for (char c = peek("a closing quote"); c != quote; c = peek("a closing quote")) {
            at++;
            if (c == '\\') {
                escape(text);
            } else {
                text.append(c);
            }
        }
        at++;
        return text.toString();
    }

    /** The escapes of Python's {@code repr}. */
    private void escape(StringBuilder text) {
        char c = peek("an escaped character");
        at++;
        switch (c) {
            case 'n' -> text.append('\n');
            case 't' -> text.append('\t');
            case 'r' -> text.append('\r');
            case 'x' -> text.appendCodePoint(hexadecimal(2));
            case 'u' -> text.appendCodePoint(hexadecimal(4));
            case 'U' -> text.appendCodePoint(hexadecimal(8));
            case '\\', '\'', '"' -> text.append(c);
            default -> text.append('\\').append(c); // Python keeps what it does not know
        }
    }

    private int hexadecimal(int digits) {
        try {
            int value = Integer.parseInt(printed, at, Math.min(at + digits, printed.length()), 16);
            if (!Character.isValidCodePoint(value)) {
                throw wrong("a character");
            }
            at += digits;
            return value;
        } catch (NumberFormatException e) {
            throw wrong(digits + " hexadecimal digits");
        }
    }

    private void expect(char c) {
        if (peek("'" + c + "'") != c) {
            throw wrong("'" + c + "'");
        }
        at++;
    }

    private char peek(String wanted) {
        if (at >= printed.length()) {
            throw wrong(wanted);
        }
        return printed.charAt(at);
    }

    private IllegalArgumentException wrong(String wanted) {
        String found = at >= printed.length() ? "the end" : "'" + printed.charAt(at) + "'";
        return new IllegalArgumentException(
                "a printed list must have " + wanted + " at character " + (at + 1) + ", but has " + found);
    }
}
