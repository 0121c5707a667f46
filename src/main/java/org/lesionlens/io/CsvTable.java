package org.lesionlens.io;

import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVPrinter;
import org.apache.commons.csv.CSVRecord;

/** Tables with a header as CSV: UTF-8, commas, lines ending in \n. */
public final class CsvTable {
    private static final CSVFormat FORMAT =
            CSVFormat.DEFAULT.builder().setRecordSeparator("\n").get();

    private CsvTable() {}

    /**
     * Reads a table.
     *
     * @return its rows, each from column name to text
     * @throws MalformedFileException if the file is missing or no table
     */
    public static List<Map<String, String>> read(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new MalformedFileException(file, "does not exist", "name a CSV table");
        }
        CSVFormat withHeader =
                FORMAT.builder().setHeader().setSkipHeaderRecord(true).get();
        try (Reader reader = Files.newBufferedReader(file);
                CSVParser parser = CSVParser.parse(reader, withHeader)) {
            List<Map<String, String>> rows = new ArrayList<>();
            for (CSVRecord row : parser) {
                rows.add(row.toMap());
            }
            return rows;
        } catch (IllegalArgumentException | UncheckedIOException e) {
            throw new MalformedFileException(file, "is no CSV table (" + e.getMessage() + ")", "export it again", e);
        }
    }

    /** Writes a table, atomically. */
    public static void write(Path file, List<String> header, List<List<String>> rows) throws IOException {
        AtomicFile.write(file, out -> {
            Writer writer = new OutputStreamWriter(out, StandardCharsets.UTF_8);
            CSVPrinter printer = new CSVPrinter(writer, FORMAT);
            printer.printRecord(header);
            printer.printRecords(rows);
            printer.flush();
        });
    }

    /** A number with a decimal point in every locale and at most 7 significant digits; empty if it is not finite. */
    public static String number(double value) {
        return Double.isFinite(value)
                ? new BigDecimal(value)
                        .round(MathContext.DECIMAL32)
                        .stripTrailingZeros()
                        .toPlainString()
                : "";
    }
}
