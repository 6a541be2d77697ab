package dev.openbook.rag.chunk;

import dev.openbook.rag.chunk.Block.Kind;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The metadata that many Markdown files open with, between two {@code ---} lines, in YAML.
 *
 * <p>It is not parsed as YAML (nothing is expanded, no tag is honoured); its lines are grouped: a key with its value, or
 * one item of a list under a key, with everything indented below it. Each group is a block, rendered as
 * {@code "releases: release cycle: 23; eol: 2025-06-01"}. A {@code title} becomes the outermost heading, as the tools that
 * read front matter show it, and no block. Comments belong to no block, and one behind a value to no rendering.
 */
final class FrontMatter {

    private static final int MAX_TITLE = 200;
    private static final int MAX_ROW_NAME = 60;
    private static final Pattern ENTRY = Pattern.compile("([\\p{L}_][\\p{L}\\p{N}_ .-]{0,60}?)\\s*:(?:\\s+(.*))?");
    private static final Pattern COMMENT = Pattern.compile("(?:^|(?<=\\s))#.*");
    /** Addresses and what a site generator fills in name nothing to a reader. */
    private static final Pattern NO_NAME = Pattern.compile("[/{}<>\\[\\]|]|__");

    private static final Pattern CAMEL_CASE = Pattern.compile("(?<=[\\p{Ll}\\p{N}])(?=\\p{Lu})");

    private FrontMatter() {}

    /** Emits the blocks of the front matter; returns where the document proper begins, 0 without front matter. */
    static int scan(String text, Consumer<Block> out) {
        int firstEnd = MarkdownBlocks.lineEnd(text, 0);
        if (!text.startsWith("---")
                || !text.substring(0, Math.min(firstEnd, 80)).strip().equals("---")) {
            return 0;
        }
        int end = closingLine(text, firstEnd + 1);
        if (end < 0) {
            return 0;
        }
        new Groups(text, out).scan(Math.min(firstEnd + 1, end), end);
        return Math.min(MarkdownBlocks.lineEnd(text, end) + 1, text.length());
    }

    private static int closingLine(String text, int from) {
        for (int line = from; line < text.length(); line = MarkdownBlocks.lineEnd(text, line) + 1) {
            int end = MarkdownBlocks.lineEnd(text, line);
            int length = MarkdownBlocks.trimEnd(text, line, end) - line;
            if (length == 3 && (text.startsWith("---", line) || text.startsWith("...", line))) {
                return line;
            }
        }
        return -1;
    }

    /** Lines from the first column on are keys; list items under one key share an indent. */
    private static final class Groups {
        private final String text;
        private final Consumer<Block> out;
        private int start = -1;
        private int end;
        private int itemIndent = -1;
        private boolean hasItem;
        private String key = "";

        Groups(String text, Consumer<Block> out) {
            this.text = text;
            this.out = out;
        }

        void scan(int from, int to) {
            for (int line = from; line < to; line = MarkdownBlocks.lineEnd(text, line) + 1) {
                int lineEnd = Math.min(MarkdownBlocks.lineEnd(text, line), to);
                int last = MarkdownBlocks.trimEnd(text, line, lineEnd);
                int first = line;
                while (first < last && MarkdownBlocks.isBlank(text.charAt(first))) {
                    first++;
                }
                if (first < last && text.charAt(first) != '#') {
                    line(first, last, first - line);
                }
            }
            close();
        }

        private void line(int first, int last, int indent) {
            boolean item = text.charAt(first) == '-' && (first + 1 == last || text.charAt(first + 1) == ' ');
            if (indent == 0 && !item) {
                close();
                start = key(first, last) ? -1 : first;
            } else if (item && (itemIndent < 0 || indent <= itemIndent)) {
                if (hasItem) {
                    close();
                    start = first;
                } else if (start < 0) {
                    start = first;
                }
                itemIndent = indent;
                hasItem = true;
            } else if (start < 0) {
                start = first;
            }
            end = last;
        }

        /** Whether the line is a title, which the headings carry. */
        private boolean key(int first, int last) {
            itemIndent = -1;
            Matcher entry = ENTRY.matcher(text.substring(first, Math.min(last, first + 2 * MAX_TITLE)));
            key = "";
            if (entry.matches()) {
                String value = value(entry.group(2));
                key = value.isEmpty() ? words(entry.group(1)) : "";
                String title = InlineMarkup.title(value);
                if (entry.group(1).equals("title") && !title.isEmpty() && title.length() <= MAX_TITLE) {
                    out.accept(Block.heading(first, last, 0, title));
                    return true;
                }
            }
            return false;
        }

        private void close() {
            if (start >= 0) {
                out.accept(new Block(Kind.FRONT_MATTER, start, end, start, 0, hasItem ? key : "", List.of()));
            }
            start = -1;
            hasItem = false;
        }
    }

    /**
     * What a row of a list is called: the value of its first key, where it has more than one; empty if that names nothing.
     * The list of releases above has the rows {@code 23}, {@code 22} and so on.
     */
    static String rowName(String group) {
        String name = null;
        int entries = 0;
        boolean inItem = false;
        for (String line : group.split("\n")) {
            String entry = line.strip();
            inItem |= entry.startsWith("-");
            while (entry.startsWith("- ")) {
                entry = entry.substring(2).strip();
            }
            Matcher keyed = ENTRY.matcher(entry);
            if (inItem && !entry.startsWith("#") && keyed.matches()) {
                entries++;
                name = name == null ? value(keyed.group(2)) : name;
            }
        }
        boolean named = entries > 1
                && name.length() <= MAX_ROW_NAME
                && !NO_NAME.matcher(name).find();
        return named ? InlineMarkup.title(name) : "";
    }

    /** One group in words; {@code label} is the key of the list that an item belongs to. */
    static String render(String group, String label) {
        StringBuilder words = new StringBuilder();
        boolean first = true;
        for (String line : group.split("\n")) {
            String entry = line.strip();
            boolean item = entry.startsWith("- ");
            while (entry.startsWith("- ")) {
                entry = entry.substring(2).strip();
            }
            if (entry.isEmpty() || entry.startsWith("#") || entry.equals("-")) {
                continue;
            }
            Matcher keyed = ENTRY.matcher(entry);
            String part;
            if (keyed.matches()) {
                String name = words(keyed.group(1));
                String value = value(keyed.group(2));
                part = value.isEmpty() ? name + ":" : name + ": " + value;
                if (first && name.equals(label) && value.isEmpty()) {
                    continue; // the list's own key line; the label says it
                }
            } else {
                part = item ? value(entry) : entry; // in running text, a number sign is no comment
            }
            if (!first) {
                words.append(words.charAt(words.length() - 1) == ':' ? " " : "; ");
            }
            words.append(part);
            first = false;
        }
        return label.isEmpty() || first ? words.toString() : label + ": " + words;
    }

    /** {@code latestReleaseDate} and {@code latest_release_date} as "latest release date". */
    private static String words(String key) {
        String spaced = key.replace('_', ' ');
        String[] parts = CAMEL_CASE.split(spaced);
        return parts.length == 1 ? spaced : String.join(" ", parts).toLowerCase(Locale.ROOT);
    }

    /** What a key or list item is set to: without quotation marks, without a comment behind it; empty if absent. */
    private static String value(String written) {
        String bare = written == null ? "" : written.strip();
        char mark = bare.isEmpty() ? 0 : bare.charAt(0);
        if (mark == '"' || mark == '\'') {
            int close = closingMark(bare, mark);
            boolean complete = close > 0
                    && COMMENT.matcher(bare.substring(close + 1))
                            .replaceFirst("")
                            .isBlank();
            String inner = complete ? bare.substring(1, close) : bare;
            return mark == '"' ? inner.replace("\\\"", "\"") : inner.replace("''", "'");
        }
        return COMMENT.matcher(bare).replaceFirst("").strip();
    }

    /** Where a quoted value ends: a mark that is neither escaped nor doubled; −1 if nowhere. */
    private static int closingMark(String quoted, char mark) {
        for (int i = 1; i < quoted.length(); i++) {
            boolean doubled = mark == '\'' && quoted.startsWith("''", i);
            if (mark == '"' && quoted.charAt(i) == '\\' || doubled) {
                i++;
            } else if (quoted.charAt(i) == mark) {
                return i;
            }
        }
        return -1;
    }
}
