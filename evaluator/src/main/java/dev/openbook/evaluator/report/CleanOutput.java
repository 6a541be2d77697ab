package dev.openbook.evaluator.report;

import gg.jte.TemplateOutput;

/**
 * Collects the page and replaces what no UTF-8 page may hold: control characters but tab and line end, lone surrogates and
 * non-characters become U+FFFD.
 */
final class CleanOutput implements TemplateOutput {

    private final StringBuilder page = new StringBuilder();

    @Override
    public void writeContent(String text) {
        writeContent(text, 0, text.length());
    }

    @Override
    public void writeContent(String text, int begin, int end) {
        for (int i = begin; i < end; i++) {
            char c = text.charAt(i);
            if (Character.isHighSurrogate(c) && i + 1 < end && Character.isLowSurrogate(text.charAt(i + 1))) {
                page.append(c).append(text.charAt(++i));
            } else {
                page.append(allowed(c) ? c : '\uFFFD');
            }
        }
    }

    private static boolean allowed(char c) {
        return c == '\n' || c == '\t' || !(Character.isISOControl(c) || Character.isSurrogate(c) || c >= '\uFFFE');
    }

    @Override
    public String toString() {
        return page.toString();
    }
}
