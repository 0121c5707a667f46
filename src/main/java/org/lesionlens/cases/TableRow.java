package org.lesionlens.cases;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.lesionlens.io.ChannelInput;
import org.lesionlens.io.dicomweb.RemoteInputs;
import org.lesionlens.io.table.CsvTable;
import org.lesionlens.volume.Box;
import org.lesionlens.volume.UsageException;

/**
 * A row of a table that names images: its fields by the names of the columns, in upper or lower case; paths are those from the
 * table's folder.
 *
 * @param table for messages
 * @param columns what may be in a table of this kind, for messages
 */
public record TableRow(Path table, Map<String, String> fields, String columns) {
    private static final String IMAGE = "image";
    private static final String DATE = "date";
    private static final String NAME = "[^/\\\\:*?\"<>|\\p{Cntrl}]+";
    private static final String OF_COHORT = "case, image (or one for each channel of the model) and, if wanted,"
            + " reference, group, date, series, volume, box";

    public TableRow {
        Map<String, String> stripped = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        fields.forEach((column, text) -> stripped.put(column.strip(), text.strip()));
        fields = stripped;
    }

    /** The rows of the table of a cohort. */
    public static List<TableRow> of(Path table) throws IOException {
        return of(table, OF_COHORT);
    }

    /** The rows of a table, with what its columns may be. */
    public static List<TableRow> of(Path table, String columns) throws IOException {
        return CsvTable.read(table).stream()
                .map(fields -> new TableRow(table, fields, columns))
                .toList();
    }

    /** What stands in a column; empty if nothing does, or there is no such column. */
    public Optional<String> field(String column) {
        return Optional.ofNullable(fields.get(column)).filter(text -> !text.isEmpty());
    }

    /** @throws UsageException if the table has no such column, or the row nothing in it */
    public String require(String column) {
        requireColumns(List.of(column));
        return field(column)
                .orElseThrow(() ->
                        new UsageException(table + " has a row without " + column + " (" + shown() + "): fill it in"));
    }

    /** @throws UsageException likewise, or if what stands there is no name of a folder */
    public String name(String column) {
        String name = require(column);
        if (!name.matches(NAME) || name.startsWith(".")) {
            throw new UsageException(table + " has the " + column + " \"" + name
                    + "\", which is no name of a folder: use letters, numbers, - and _");
        }
        return name;
    }

    /** Dates are the patient's and stand in no message. */
    private Map<String, String> shown() {
        Map<String, String> shown = new TreeMap<>(fields);
        shown.keySet().removeIf(DATE::equalsIgnoreCase);
        return shown;
    }

    private void requireColumns(List<String> wanted) {
        for (String column : wanted) {
            if (!fields.containsKey(column)) {
                throw new UsageException(table + " has the columns " + fields.keySet() + " but not " + column
                        + ": name the columns " + columns);
            }
        }
    }

    /**
     * The boxes of a case.
     *
     * @throws UsageException if one is none
     */
    public List<Box> boxes(String caseName) {
        try {
            return Box.parseAll(field("box").orElse(""));
        } catch (UsageException e) {
            throw new UsageException(
                    table + ", case " + caseName + ": " + e.getMessage() + " (several are separated by ;)");
        }
    }

    /**
     * The image, or a column for each channel that the model takes; a case that lacks one fails when it is read.
     *
     * @throws UsageException if the row has neither, or both
     */
    public List<ChannelInput> inputs(InputReading reading) throws IOException {
        InputReading ofRow = reading.with(field("series").orElse(""), volume().orElse(""));
        boolean inColumns = hasChannels(reading);
        if (field(IMAGE).isEmpty() && inColumns) {
            requireColumns(reading.channels());
            List<ChannelInput> inputs = new ArrayList<>();
            for (String channel : reading.channels()) {
                String text = fields.getOrDefault(channel, "");
                if (RemoteInputs.isAddress(text)) {
                    inputs.add(ofRow.remote(channel, text));
                } else if (!text.isEmpty()) {
                    inputs.add(ofRow.channel(channel, path(text)));
                }
            }
            return inputs;
        }
        String text = require(IMAGE);
        String image = RemoteInputs.isAddress(text) ? text : path(text).toString();
        if (inColumns && !reading.channels().contains(IMAGE)) {
            throw new UsageException(table + " has a row with an image and with channels (" + shown()
                    + "): fill in the one or the others");
        }
        return ofRow.inputs(image);
    }

    /** Whether an image is named, or one of the channels that the model takes. */
    public boolean hasImage(InputReading reading) {
        return field(IMAGE).isPresent() || hasChannels(reading);
    }

    private boolean hasChannels(InputReading reading) {
        return reading.channels().stream().anyMatch(channel -> field(channel).isPresent());
    }

    /**
     * What lies here.
     *
     * @param why it must, a clause
     * @throws UsageException if it lies on a server, or is no path
     */
    public Optional<Path> file(String column, String why) {
        Optional<String> text = field(column);
        if (text.filter(RemoteInputs::isAddress).isPresent()) {
            throw new UsageException(
                    table + " has a " + column + " on a server (dicomweb:...): " + why + "; fetch it first");
        }
        return text.map(this::path);
    }

    /** What lies here; empty if nothing is named, or it lies on a server. */
    public Optional<Path> localFile(String column) {
        return field(column).filter(text -> !RemoteInputs.isAddress(text)).map(this::path);
    }

    private Path path(String text) {
        try {
            return table.toAbsolutePath().getParent().resolve(text);
        } catch (InvalidPathException e) {
            throw new UsageException(table + " has \"" + text + "\", which is no path here (" + e.getReason()
                    + "): for letters beyond ASCII set LC_ALL=C.UTF-8");
        }
    }

    private Optional<String> volume() {
        Optional<String> volume = field("volume");
        volume.filter(text -> !text.matches("([^=,]+=)?[1-9][0-9]{0,8}(,[^=,]+=[1-9][0-9]{0,8})*"))
                .ifPresent(text -> {
                    throw new UsageException(table + " has the volume \"" + text
                            + "\" but must have the number of a volume of the series, from 1 on, or nothing");
                });
        return volume;
    }
}
