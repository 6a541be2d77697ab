package dev.openbook.rag.chunk;

import java.util.List;

/**
 * One unit of a document's layout.
 *
 * @param kind what it is
 * @param start its first character, after list or quote marks
 * @param end after its last character
 * @param outerStart where its slice begins: before {@code start} for a list mark, or for the header of a table's first row
 * @param level of a heading, 1 to 6, or 0 for the title in front matter
 * @param label a heading's title, or the key above a front matter item
 * @param columns a table row's column names
 */
record Block(Kind kind, int start, int end, int outerStart, int level, String label, List<String> columns) {

    enum Kind {
        HEADING,
        PARAGRAPH,
        ITEM,
        TABLE_ROW,
        CODE,
        FRONT_MATTER
    }

    static Block of(Kind kind, int start, int end) {
        return new Block(kind, start, end, start, 0, "", List.of());
    }

    static Block heading(int start, int end, int level, String title) {
        return new Block(Kind.HEADING, start, end, start, level, title, List.of());
    }
}
