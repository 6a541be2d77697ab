package dev.openbook.evaluator.convert;

import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import dev.openbook.foundation.InvalidInputException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The rows of a CSV file whose first line names the columns; quoted fields may hold line ends. */
final class CsvTable {

    /**
     * One row.
     *
     * @param line where it begins in the file, from 1
     * @param fields by the name of the column
     */
    record Row(long line, Map<String, String> fields) {

        String get(String column) {
            return fields.getOrDefault(column, "");
        }
    }

    private CsvTable() {}

    /**
     * Reads a file of UTF-8.
     *
     * @param columns that must be there; others are read as well
     * @throws InvalidInputException if the file cannot be read, or lacks a column
     */
    static List<Row> read(Path file, List<String> columns) {
        List<Row> rows = new ArrayList<>();
        try (MappingIterator<Map<String, String>> records = new CsvMapper()
                .readerForMapOf(String.class)
                .with(CsvSchema.emptySchema().withHeader())
                .readValues(Files.newBufferedReader(file, StandardCharsets.UTF_8))) {
            while (records.hasNextValue()) {
                long line = records.getCurrentLocation().getLineNr();
                rows.add(new Row(line, records.nextValue()));
            }
        } catch (IOException e) {
            throw new InvalidInputException(
                    file.getFileName() + " cannot be read as CSV: "
                            + String.valueOf(e.getMessage()).lines().findFirst().orElse(""),
                    e);
        }
        if (rows.isEmpty()) {
            throw new InvalidInputException(file.getFileName() + " must hold at least one row, but holds none");
        }
        List<String> missing = columns.stream()
                .filter(column -> !rows.get(0).fields().containsKey(column))
                .map(column -> file.getFileName() + " must have a column '" + column + "', but has "
                        + rows.get(0).fields().keySet())
                .toList();
        if (!missing.isEmpty()) {
            throw new InvalidInputException(missing);
        }
        return rows;
    }
}
