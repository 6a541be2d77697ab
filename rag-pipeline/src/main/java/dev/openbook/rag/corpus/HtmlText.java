package dev.openbook.rag.corpus;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.jsoup.select.Elements;
import org.jsoup.select.NodeFilter;
import org.jsoup.select.NodeTraversor;

/**
 * The readable text of an HTML page, with headings, lists, tables and preformatted text in Markdown notation, so that the
 * page is cut at the same places as a Markdown file.
 *
 * <p>Scripts, styles, templates and hidden elements are left out; nothing is fetched, and no external entity is resolved.
 */
final class HtmlText {

    private static final Set<String> LEFT_OUT =
            Set.of("script", "style", "template", "noscript", "head", "svg", "iframe", "object", "textarea", "select");
    private static final Set<String> DATA_TABLE_EXCLUDES = Set.of("table", "h1", "h2", "h3", "ul", "ol", "pre");
    private static final Pattern CHARSET = Pattern.compile("charset\\s*=\\s*[\"']?([A-Za-z0-9_:.-]+)");

    private static final int MAX_INDENT = 8;

    private final StringBuilder out = new StringBuilder();

    /** How many list items enclose the place that is being read; asking each element's parents takes too long in the deep. */
    private int openItems;

    private HtmlText() {}

    static String extract(byte[] bytes) {
        Document page = Jsoup.parse(decode(bytes));
        HtmlText text = new HtmlText();
        if (page.selectFirst("h1") == null && !page.title().isBlank()) {
            text.block("# " + page.title());
        }
        NodeTraversor.filter(text.new Writer(), page.body());
        return text.out.toString().strip() + "\n";
    }

    /** As {@link TextDecoder}, but a page that is not UTF-8 may name its encoding. */
    private static String decode(byte[] bytes) {
        TextDecoder.Decoded decoded = TextDecoder.decode(bytes);
        boolean guessed = decoded.charset() != StandardCharsets.UTF_8 || decoded.replacements() > 0;
        if (guessed && !decoded.charset().name().startsWith("UTF-16")) {
            String head = new String(bytes, 0, Math.min(bytes.length, 1024), StandardCharsets.ISO_8859_1);
            Matcher named = CHARSET.matcher(head);
            if (named.find()) {
                try {
                    return TextDecoder.decode(bytes, 0, Charset.forName(named.group(1)))
                            .text();
                } catch (IllegalArgumentException unknownCharset) {
                    return decoded.text();
                }
            }
        }
        return decoded.text();
    }

    private void block(String text) {
        blankLine();
        out.append(text);
        blankLine();
    }

    private void blankLine() {
        trimSpaces();
        if (!out.isEmpty()) {
            int newlines = 0;
            while (newlines < 2 && newlines < out.length() && out.charAt(out.length() - 1 - newlines) == '\n') {
                newlines++;
            }
            out.append("\n\n", newlines, 2);
        }
    }

    private void newLine() {
        trimSpaces();
        if (!atLineStart()) {
            out.append('\n');
        }
    }

    private void trimSpaces() {
        while (!out.isEmpty() && out.charAt(out.length() - 1) == ' ') {
            out.setLength(out.length() - 1);
        }
    }

    private boolean atLineStart() {
        return out.isEmpty() || out.charAt(out.length() - 1) == '\n';
    }

    /** Appends running text with white space collapsed; a line that would read as Markdown notation is escaped. */
    private void running(String text) {
        boolean lineStart = atLineStart();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isWhitespace(c)) {
                if (!lineStart && !out.isEmpty() && out.charAt(out.length() - 1) != ' ') {
                    out.append(' ');
                }
            } else {
                if (lineStart && (c == '#' || c == '|' || c == '`')) {
                    out.append('\\');
                }
                out.append(c);
                lineStart = false;
            }
        }
    }

    private final class Writer implements NodeFilter {
        @Override
        public FilterResult head(Node node, int depth) {
            if (node instanceof TextNode text) {
                running(text.getWholeText());
                return FilterResult.CONTINUE;
            }
            if (!(node instanceof Element element)) {
                return FilterResult.SKIP_ENTIRELY;
            }
            String name = element.normalName();
            if (LEFT_OUT.contains(name) || element.hasAttr("hidden")) {
                return FilterResult.SKIP_ENTIRELY;
            }
            if (name.length() == 2 && name.charAt(0) == 'h' && name.charAt(1) >= '1' && name.charAt(1) <= '6') {
                if (element.hasText()) {
                    block("#".repeat(name.charAt(1) - '0') + " " + element.text());
                }
                return FilterResult.SKIP_ENTIRELY;
            }
            switch (name) {
                case "br" -> newLine();
                case "hr" -> blankLine();
                case "li" -> {
                    newLine();
                    out.append("  ".repeat(Math.min(openItems, MAX_INDENT))).append("- ");
                    openItems++;
                }
                case "ul", "ol" -> {
                    if (openItems == 0) {
                        blankLine();
                    }
                }
                case "pre" -> {
                    preformatted(element);
                    return FilterResult.SKIP_ENTIRELY;
                }
                case "table" -> {
                    if (isDataTable(element)) {
                        table(element);
                        return FilterResult.SKIP_ENTIRELY;
                    }
                    blankLine();
                }
                case "td", "th" -> running(" ");
                default -> {
                    if (element.isBlock() && openItems == 0) {
                        blankLine();
                    }
                }
            }
            return FilterResult.CONTINUE;
        }

        @Override
        public FilterResult tail(Node node, int depth) {
            if (node instanceof Element element) {
                if (element.normalName().equals("li")) {
                    openItems--;
                    newLine();
                } else if (element.isBlock()
                        && openItems == 0
                        && !element.normalName().equals("br")) {
                    blankLine();
                }
            }
            return FilterResult.CONTINUE;
        }
    }

    private void preformatted(Element element) {
        String code = element.wholeText().stripTrailing();
        if (!code.isBlank()) {
            String fence = "```";
            while (code.contains(fence)) {
                fence += "`";
            }
            block(fence + "\n" + code + "\n" + fence);
        }
    }

    /** Tables that lay out a page hold headings, lists or further tables; their cells are read as ordinary blocks. */
    private static boolean isDataTable(Element table) {
        return table.select("tr").size() > 0
                && DATA_TABLE_EXCLUDES.stream()
                        .allMatch(name -> table.select(name).stream().allMatch(found -> found == table));
    }

    private void table(Element table) {
        Elements rows = table.select("tr");
        blankLine();
        Element caption = table.selectFirst("caption");
        if (caption != null && caption.hasText()) {
            block(caption.text());
        }
        boolean header = rows.get(0).select("th").size() > 1
                || rows.get(0).select("td").isEmpty()
                        && !rows.get(0).select("th").isEmpty();
        for (int i = 0; i < rows.size(); i++) {
            List<String> cells = rows.get(i).select("th, td").stream()
                    .map(cell -> cell.text().replace("|", "\\|"))
                    .collect(Collectors.toList());
            if (cells.stream().allMatch(String::isBlank)) {
                continue;
            }
            if (header) {
                out.append("| ").append(String.join(" | ", cells)).append(" |\n");
                if (i == 0) {
                    out.append("|").append(" --- |".repeat(cells.size())).append("\n");
                }
            } else if (cells.size() > 1) {
                String rest = String.join("; ", cells.subList(1, cells.size()));
                out.append("- ").append(cells.get(0)).append(": ").append(rest).append("\n");
            } else {
                out.append("- ").append(cells.get(0)).append("\n");
            }
        }
        blankLine();
    }
}
