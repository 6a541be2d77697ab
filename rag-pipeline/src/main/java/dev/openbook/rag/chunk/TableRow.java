package dev.openbook.rag.chunk;

import java.util.ArrayList;
import java.util.List;

/** The cells of one row of a pipe table, and the row in words: {@code "Product: Lark 2; Weight: 3.1 kg"}. */
final class TableRow {

    private TableRow() {}

    /** Where a cell's content begins and ends. */
    record Cell(int start, int end) {
        String text(String text) {
            return text.substring(start, end);
        }
    }

    /** The cells of the row between two offsets; an escaped pipe does not end a cell. */
    static List<Cell> cells(String text, int start, int end) {
        List<Cell> cells = new ArrayList<>();
        int from = start < end && text.charAt(start) == '|' ? start + 1 : start;
        for (int i = from; i <= end; i++) {
            boolean pipe = i < end && text.charAt(i) == '|' && (i == from || text.charAt(i - 1) != '\\');
            if (pipe || i == end && (from < end || cells.isEmpty())) {
                int first = from;
                while (first < i && MarkdownBlocks.isBlank(text.charAt(first))) {
                    first++;
                }
                cells.add(new Cell(first, MarkdownBlocks.trimEnd(text, first, i)));
                from = i + 1;
            }
        }
        return cells;
    }

    static String render(String text, int start, int end, List<String> columns) {
        List<String> parts = new ArrayList<>();
        List<Cell> cells = cells(text, start, end);
        for (int i = 0; i < cells.size(); i++) {
            String part = renderCell(text, cells.get(i), i < columns.size() ? columns.get(i) : "");
            if (!part.isEmpty()) {
                parts.add(part);
            }
        }
        return String.join("; ", parts);
    }

    static String renderCell(String text, Cell cell, String column) {
        String value = InlineMarkup.plain(cell.text(text));
        return value.isEmpty() || column.isEmpty() ? value : column + ": " + value;
    }
}
