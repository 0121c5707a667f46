package org.lesionlens.io.table;

import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVPrinter;
import org.apache.commons.csv.CSVRecord;
import org.lesionlens.io.file.AtomicFile;
import org.lesionlens.io.file.MalformedFileException;

/**
 * Tables with a header as CSV: UTF-8, written with commas and lines ending in \n.
 *
 * <p>A text that a spreadsheet would take for a formula (it begins with =, +, -, @, a tab or a line end) is written with an
 * apostrophe before it, which reading takes off again; numbers stay as they are.
 */
public final class CsvTable {
    private static final CSVFormat FORMAT =
            CSVFormat.DEFAULT.builder().setRecordSeparator("\n").get();

    private static final Pattern FORMULA = Pattern.compile("'*[=+\\-@\t\r\n].*", Pattern.DOTALL);
    private static final Pattern NUMBER = Pattern.compile("[+-]?[0-9]+(\\.[0-9]+)?([eE][+-]?[0-9]+)?");

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
        try (CSVParser parser = parser(Files.readString(file))) {
            List<Map<String, String>> rows = new ArrayList<>();
            for (CSVRecord row : parser) {
                requireColumns(file, row, parser.getHeaderNames().size());
                Map<String, String> fields = row.toMap();
                fields.replaceAll((column, text) -> unquoted(text));
                rows.add(fields);
            }
            return rows;
        } catch (IllegalArgumentException | UncheckedIOException e) {
            throw new MalformedFileException(file, "is no CSV table (" + e.getMessage() + ")", "export it again", e);
        } catch (CharacterCodingException e) {
            throw new MalformedFileException(file, "is no text in UTF-8", "export it as CSV UTF-8", e);
        }
    }

    /** A field that holds the separator would lose its end; empty ones, as spreadsheets add them, are passed over. */
    private static void requireColumns(Path file, CSVRecord row, int columns) throws MalformedFileException {
        for (int k = columns; k < row.size(); k++) {
            if (!row.get(k).isBlank()) {
                throw new MalformedFileException(
                        file,
                        "has " + row.size() + " fields in its row " + row.getRecordNumber() + " but " + columns
                                + " columns",
                        "put a field that holds the separator of the columns into quotes");
            }
        }
    }

    /** Fields end at commas, semicolons or tabs, whichever the header has most of; a byte order mark is passed over. */
    private static CSVParser parser(String text) throws IOException {
        String table = text.startsWith("\uFEFF") ? text.substring(1) : text;
        String header = table.lines().findFirst().orElse("");
        char delimiter = ',';
        for (char other : new char[] {';', '\t'}) {
            delimiter = count(header, other) > count(header, delimiter) ? other : delimiter;
        }
        CSVFormat format = FORMAT.builder()
                .setDelimiter(delimiter)
                .setHeader()
                .setSkipHeaderRecord(true)
                .get();
        return CSVParser.parse(table, format);
    }

    private static long count(String text, char wanted) {
        return text.chars().filter(letter -> letter == wanted).count();
    }

    /** Writes a table, atomically. */
    static void write(Path file, List<String> header, List<List<String>> rows) throws IOException {
        AtomicFile.write(file, out -> {
            Writer writer = new OutputStreamWriter(out, StandardCharsets.UTF_8);
            CSVPrinter printer = new CSVPrinter(writer, FORMAT);
            printer.printRecord(header);
            for (List<String> row : rows) {
                printer.printRecord(row.stream().map(CsvTable::quoted));
            }
            printer.flush();
        });
    }

    private static String quoted(String text) {
        boolean harmless = text == null
                || !FORMULA.matcher(text).matches()
                || NUMBER.matcher(text).matches();
        return harmless ? text : "'" + text;
    }

    private static String unquoted(String text) {
        return text.startsWith("'") && FORMULA.matcher(text).matches() ? text.substring(1) : text;
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
