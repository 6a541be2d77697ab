package dev.openbook.evaluator.report;

import dev.openbook.evaluator.report.ReportModel.DataTable;
import java.util.Collections;
import java.util.List;

/** Sizes and table forms that several sections share. */
final class Layout {

    /** Width of a chart on a phone, in CSS pixels. */
    static final int NARROW = 340;

    /** Width of a chart elsewhere. */
    static final int WIDE = 580;

    private Layout() {}

    /** A table whose first column names the row and whose others are numbers. */
    static DataTable table(String caption, List<String> columns, List<DataTable.Row> rows) {
        return new DataTable(caption, columns, Collections.nCopies(columns.size() - 1, true), rows);
    }

    /** A table whose first column names the row and whose others are words. */
    static DataTable words(String caption, List<String> columns, List<DataTable.Row> rows) {
        return new DataTable(caption, columns, Collections.nCopies(columns.size() - 1, false), rows);
    }
}
