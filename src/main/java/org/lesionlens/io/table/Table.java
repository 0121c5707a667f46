package org.lesionlens.io.table;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.lesionlens.io.file.MalformedFileException;

/**
 * What a table has: its columns, in order. Files are as {@link CsvTable} says.
 *
 * @param <T> what has a row
 */
public record Table<T>(List<Column<T>> columns) {
    public Table {
        columns = List.copyOf(columns);
    }

    @SafeVarargs
    public Table(Column<T>... columns) {
        this(List.of(columns));
    }

    /** The same with more columns at the end. */
    public Table<T> and(List<Column<T>> more) {
        return new Table<>(Stream.concat(columns.stream(), more.stream()).toList());
    }

    public List<String> header() {
        return columns.stream().map(Column::name).toList();
    }

    public Row row(T entry) {
        Map<String, Object> cells = new LinkedHashMap<>();
        columns.forEach(column -> cells.put(column.name(), column.cell().apply(entry)));
        return new Row(cells);
    }

    public List<Row> rows(List<? extends T> entries) {
        return entries.stream().map(this::row).toList();
    }

    /** Writes a table, atomically; without entries it is the header alone. */
    public void write(Path file, List<? extends T> entries) throws IOException {
        writeRows(file, rows(entries));
    }

    /**
     * The same of rows that there are.
     *
     * @throws IllegalArgumentException if one has other columns
     */
    public void writeRows(Path file, List<Row> rows) throws IOException {
        for (Row row : rows) {
            if (!List.copyOf(row.cells().keySet()).equals(header())) {
                throw new IllegalArgumentException("a row has the columns "
                        + row.cells().keySet() + " but " + file.getFileName() + " has " + header());
            }
        }
        CsvTable.write(file, header(), rows.stream().map(Row::fields).toList());
    }

    /**
     * Reads a table; what an older one has no column for is unknown, other columns are passed over.
     *
     * @throws MalformedFileException if the file is missing or no table, or has a text where a number should be
     */
    public List<Row> read(Path file) throws IOException {
        List<Row> rows = new ArrayList<>();
        for (Map<String, String> fields : CsvTable.read(file)) {
            Map<String, Object> cells = new LinkedHashMap<>();
            for (Column<T> column : columns) {
                cells.put(column.name(), parse(column, fields.getOrDefault(column.name(), ""), file));
            }
            rows.add(new Row(cells));
        }
        return rows;
    }

    private static Object parse(Column<?> column, String text, Path file) throws MalformedFileException {
        try {
            return column.parse(text);
        } catch (NumberFormatException e) {
            throw new MalformedFileException(
                    file,
                    "has \"" + text + "\" in the column " + column.name() + " but must have a number there",
                    "take the file as it was written, or make it anew",
                    e);
        }
    }
}
