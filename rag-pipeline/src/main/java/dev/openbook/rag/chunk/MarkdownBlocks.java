package dev.openbook.rag.chunk;

import dev.openbook.rag.chunk.Block.Kind;
import java.util.List;
import java.util.function.Consumer;

/**
 * Finds the blocks of a Markdown or plain text document in one pass from line to line.
 *
 * <p>Recognised: front matter between {@code ---} lines at the top, {@code #} and underlined headings, fenced code, pipe
 * tables, list items, HTML comments, paragraphs. Everything else is a paragraph. White space, fences, rules, comments and
 * table rulers belong to no block. Time is linear in the length of the document, whatever is in it.
 */
final class MarkdownBlocks {

    /** A longer line is prose that happens to begin with {@code #}. */
    private static final int MAX_HEADING = 300;

    private final String text;
    private final boolean notation;
    private final Consumer<Block> out;

    /** The paragraph or list item under way: its first character, −1 if none. */
    private int open = -1;

    private int openEnd;
    private int openOuter;
    private int openLines;
    private Kind openKind;
    private boolean commentsEnd = true;

    private MarkdownBlocks(String text, boolean notation, Consumer<Block> out) {
        this.text = text;
        this.notation = notation;
        this.out = out;
    }

    /** The blocks of a whole document; without {@code notation} only paragraphs and list items. */
    static void scan(String text, boolean notation, boolean frontMatter, Consumer<Block> out) {
        MarkdownBlocks blocks = new MarkdownBlocks(text, notation, out);
        int from = frontMatter ? FrontMatter.scan(text, out) : 0;
        blocks.scanFrom(from);
    }

    private void scanFrom(int from) {
        int line = from;
        while (line < text.length()) {
            line = next(line);
        }
        close();
    }

    /** Reads the line that begins at {@code line}, or a block of several; returns where the next one begins. */
    private int next(int line) {
        int end = lineEnd(text, line);
        int first = skipBlanks(line, end);
        int after = Math.min(end + 1, text.length());
        int last = trimEnd(text, first, end);
        if (first == last) {
            close();
            return after;
        }
        char c = text.charAt(first);
        if (notation) {
            if ((c == '`' || c == '~') && runLength(first, last, c) >= 3) {
                return fencedCode(first, last, after, c);
            }
            if (c == '#' && heading(first, last)) {
                return after;
            }
            if (underlines(first, last, c)) {
                return after;
            }
            if (c == '<' && text.startsWith("<!--", first) && commentsEnd) {
                int close = text.indexOf("-->", first);
                commentsEnd = close >= 0;
                if (commentsEnd && skipBlanks(close + 3, lineEnd(text, close)) == lineEnd(text, close)) {
                    close();
                    return Math.min(lineEnd(text, close) + 1, text.length());
                }
            }
            int table = hasBar(first, last) ? table(first, last, after) : -1;
            if (table >= 0) {
                return table;
            }
        }
        int content = listMark(first, last);
        if (content > first) {
            close();
            begin(Kind.ITEM, content, first);
        } else if (open < 0) {
            begin(Kind.PARAGRAPH, first, first);
        }
        openEnd = last;
        openLines++;
        return after;
    }

    /** Looks no further than the line: a search to the end of the document at each line would take hours on a long one. */
    private boolean hasBar(int first, int last) {
        for (int i = first; i < last; i++) {
            if (text.charAt(i) == '|') {
                return true;
            }
        }
        return false;
    }

    private void begin(Kind kind, int start, int outer) {
        open = start;
        openOuter = outer;
        openKind = kind;
        openLines = 0;
    }

    private void close() {
        if (open >= 0 && openEnd > open) {
            out.accept(new Block(openKind, open, openEnd, openOuter, 0, "", List.of()));
        }
        open = -1;
    }

    private int fencedCode(int first, int last, int after, char mark) {
        int length = runLength(first, last, mark);
        if (mark == '`' && text.indexOf('`', first + length) >= 0 && text.indexOf('`', first + length) < last) {
            if (open < 0) { // code in running text, not a fence
                begin(Kind.PARAGRAPH, first, first);
            }
            openEnd = last;
            openLines++;
            return after;
        }
        close();
        int line = after;
        while (line < text.length()) {
            int end = lineEnd(text, line);
            int from = skipBlanks(line, end);
            int to = trimEnd(text, from, end);
            if (from < to && runLength(from, to, mark) >= length && runLength(from, to, mark) == to - from) {
                code(after, line);
                return Math.min(end + 1, text.length());
            }
            line = Math.min(end + 1, text.length());
        }
        code(after, text.length()); // never closed: the rest of the document is code
        return text.length();
    }

    private void code(int start, int end) {
        int last = trimEnd(text, start, end);
        int first = start;
        while (first < last && isBlank(text.charAt(first))) {
            first++;
        }
        if (first < last) {
            out.accept(Block.of(Kind.CODE, first, last));
        }
    }

    private boolean heading(int first, int last) {
        int level = runLength(first, last, '#');
        if (level > 6 || last - first > MAX_HEADING) {
            return false;
        }
        int from = skipBlanks(first + level, last);
        if (from == first + level && from < last) {
            return false; // "#tag"
        }
        int to = last;
        while (to > from && text.charAt(to - 1) == '#') {
            to--;
        }
        to = to == from || isBlank(text.charAt(to - 1)) ? trimEnd(text, from, to) : last;
        close();
        String title = InlineMarkup.title(text.substring(from, to));
        if (!title.isEmpty()) {
            out.accept(Block.heading(from, to, level, title));
        }
        return true;
    }

    /** A rule, or the underline that makes the line before it a heading. */
    private boolean underlines(int first, int last, char c) {
        if (c != '=' && c != '-' && c != '*' && c != '_') {
            return false;
        }
        int marks = 0;
        for (int i = first; i < last; i++) {
            if (text.charAt(i) == c) {
                marks++;
            } else if (c == '=' || !isBlank(text.charAt(i))) {
                return false;
            }
        }
        boolean solid = marks == last - first;
        boolean underline =
                solid && (c == '=' || c == '-') && openKind == Kind.PARAGRAPH && open >= 0 && openLines == 1;
        if (underline && openEnd - open <= MAX_HEADING) {
            String title = InlineMarkup.title(text.substring(open, openEnd));
            if (!title.isEmpty()) {
                out.accept(Block.heading(open, openEnd, c == '=' ? 1 : 2, title));
            }
            open = -1;
            return true;
        }
        if (c != '=' && marks >= 3) {
            close();
            return true;
        }
        return false;
    }

    /** Reads a table whose header is the given line; −1 if the next line is no table ruler. */
    private int table(int first, int last, int after) {
        int rulerEnd = lineEnd(text, after);
        if (after >= text.length() || !isRuler(after, rulerEnd)) {
            return -1;
        }
        close();
        List<String> columns = TableRow.cells(text, first, last).stream()
                .map(cell -> InlineMarkup.plain(cell.text(text)))
                .toList();
        int outer = first;
        int line = Math.min(rulerEnd + 1, text.length());
        boolean rows = false;
        while (line < text.length()) {
            int end = lineEnd(text, line);
            int from = skipBlanks(line, end);
            int to = trimEnd(text, from, end);
            int pipe = text.indexOf('|', from);
            if (from == to || pipe < 0 || pipe >= to) {
                break;
            }
            out.accept(new Block(Kind.TABLE_ROW, from, to, rows ? from : outer, 0, "", columns));
            rows = true;
            line = Math.min(end + 1, text.length());
        }
        if (!rows) {
            out.accept(Block.of(Kind.PARAGRAPH, first, last));
        }
        return line;
    }

    private boolean isRuler(int start, int end) {
        boolean dash = false;
        boolean pipe = false;
        for (int i = start; i < end; i++) {
            char c = text.charAt(i);
            dash |= c == '-';
            pipe |= c == '|';
            if (c != '-' && c != '|' && c != ':' && !isBlank(c)) {
                return false;
            }
        }
        return dash && pipe;
    }

    /** Where the content of a list item begins, or {@code first} if the line begins none. */
    private int listMark(int first, int last) {
        char c = text.charAt(first);
        int mark = first;
        if (c == '-' || c == '*' || c == '+' || c == '•') {
            mark++;
        } else {
            while (mark < last && mark - first < 9 && text.charAt(mark) >= '0' && text.charAt(mark) <= '9') {
                mark++;
            }
            if (mark == first || mark == last || text.charAt(mark) != '.' && text.charAt(mark) != ')') {
                return first;
            }
            mark++;
        }
        if (mark >= last || !isBlank(text.charAt(mark))) {
            return first;
        }
        int content = skipBlanks(mark, last);
        return content == last ? first : content;
    }

    private int runLength(int from, int to, char c) {
        int i = from;
        while (i < to && text.charAt(i) == c) {
            i++;
        }
        return i - from;
    }

    private int skipBlanks(int from, int to) {
        int i = Math.min(from, to);
        while (i < to && isBlank(text.charAt(i))) {
            i++;
        }
        return i;
    }

    /** Where the line that holds {@code from} ends, its line feed not included. */
    static int lineEnd(String text, int from) {
        int end = text.indexOf('\n', from);
        return end < 0 ? text.length() : end;
    }

    static int trimEnd(String text, int from, int end) {
        int last = end;
        while (last > from && isBlank(text.charAt(last - 1))) {
            last--;
        }
        return last;
    }

    /** Space and controls, as {@link String#trim()} sees them: what is nothing but these is no text. */
    static boolean isBlank(char c) {
        return c <= ' ';
    }
}
