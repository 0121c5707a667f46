package org.lesionlens.followup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.lesionlens.cases.Case;
import org.lesionlens.cases.InputReading;
import org.lesionlens.cases.TableRow;
import org.lesionlens.io.ChannelInput;
import org.lesionlens.io.LoadedVolume;
import org.lesionlens.io.VolumeFiles;
import org.lesionlens.io.dicom.DicomOrigin;
import org.lesionlens.volume.UsageException;
import org.lesionlens.volume.UserMessageException;

/**
 * The examinations of patients in a table of dates, to find the one that came last before another. Dates that the table leaves out
 * are read from DICOM images, or masks without images, each once; what has none is passed over. For any thread.
 */
public final class PriorExaminations {
    private final Map<String, List<ExaminationRow>> patientOf = new LinkedHashMap<>();
    private final Map<String, Optional<LocalDate>> dates = new ConcurrentHashMap<>();
    private final InputReading reading;
    private final Map<String, Case> images;

    private PriorExaminations(FollowUpTable table, InputReading reading, Map<String, Case> images) {
        this.reading = reading;
        this.images = images;
        table.patients().values().forEach(rows -> rows.forEach(row -> patientOf.put(row.name(), rows)));
    }

    /**
     * Reads a table as {@code followup} takes it.
     *
     * @param reading how images are read
     * @param images the cases of a cohort by their names, whose images the table need not name
     * @throws UsageException if it is no such table
     */
    public static PriorExaminations read(Path table, InputReading reading, Map<String, Case> images)
            throws IOException {
        return new PriorExaminations(FollowUpTable.read(table), reading, Map.copyOf(images));
    }

    /**
     * The table of dates that belongs to a folder of results: the table that was analysed, if it names patients, else what {@code
     * followup} left in the folder that holds the results.
     *
     * @param analysed what was analysed; empty if nobody says
     */
    public static Optional<Path> table(Path results, Optional<Path> analysed) throws IOException {
        if (analysed.filter(Files::isRegularFile).isPresent() && namesPatients(analysed.get())) {
            return analysed;
        }
        return Optional.of(results.toAbsolutePath().resolveSibling(FollowUpTables.DATES))
                .filter(Files::isRegularFile);
    }

    private static boolean namesPatients(Path table) throws IOException {
        return TableRow.of(table).stream().anyMatch(row -> row.field("patient").isPresent());
    }

    /**
     * An examination that came before another one.
     *
     * @param item its image
     * @param days from it to the other one, at least 1
     * @param undated names of cases of the patient that may have come in between, since nobody knows their dates
     */
    public record Earlier(ExaminationRow row, Case item, long days, List<String> undated) {
        /** Takes a copy of the names. */
        public Earlier {
            undated = List.copyOf(undated);
        }

        /** Of its case. */
        public String name() {
            return row.name();
        }
    }

    /**
     * The last examination of the same patient before a case; empty if the case is the first. Of other examinations only those
     * matter that may be it.
     *
     * @throws UsageException if the table does not name the case, nobody knows its date or what came before it, or which of two
     *     of one day did
     */
    public Optional<Earlier> before(String name) throws IOException {
        List<ExaminationRow> rows = patientOf.get(name);
        if (rows == null) {
            throw new UsageException("the table of dates does not name this case: call it there as the results do");
        }
        if (rows.size() == 1) {
            return Optional.empty();
        }
        ExaminationRow own = named(name, rows);
        LocalDate at = date(own).orElseThrow(() -> noDate(name));
        NavigableMap<LocalDate, List<ExaminationRow>> until = new TreeMap<>();
        Map<String, UserMessageException> undated = new LinkedHashMap<>();
        for (ExaminationRow row : rows) {
            try {
                LocalDate of = dateIfReadable(row).orElseThrow(() -> noDate(row.name()));
                until.computeIfAbsent(of, first -> new ArrayList<>()).add(row);
            } catch (UserMessageException e) {
                undated.put(row.name(), e);
            }
        }
        requireOne(until.get(at));
        Map.Entry<LocalDate, List<ExaminationRow>> last = until.lowerEntry(at);
        if (last != null) {
            requireOne(last.getValue());
            ExaminationRow row = last.getValue().get(0);
            return Optional.of(new Earlier(
                    row, item(row), ChronoUnit.DAYS.between(last.getKey(), at), List.copyOf(undated.keySet())));
        }
        if (!undated.isEmpty()) {
            throw undated.values().iterator().next();
        }
        return Optional.empty();
    }

    private static ExaminationRow named(String name, List<ExaminationRow> rows) {
        return rows.stream().filter(row -> row.name().equals(name)).findFirst().orElseThrow();
    }

    private static void requireOne(List<ExaminationRow> ofOneDay) {
        if (ofOneDay.size() > 1) {
            throw new UsageException("two dates are the same, those of "
                    + ofOneDay.get(0).name() + " and " + ofOneDay.get(1).name()
                    + ", so nobody knows which of them comes first: give each the date of its examination");
        }
    }

    private static UsageException noDate(String name) {
        return new UsageException(name + " has " + ExaminationDate.NONE);
    }

    private Case item(ExaminationRow row) throws IOException {
        Case ofCohort = images.get(row.name());
        return ofCohort == null ? row.toCase(reading) : ofCohort;
    }

    private Optional<LocalDate> date(ExaminationRow row) throws IOException {
        Optional<LocalDate> known = dates.get(row.name());
        if (known == null) {
            known = row.date().isPresent() ? Optional.of(inTable(row, row.date().get())) : inDicom(row);
            dates.put(row.name(), known);
        }
        return known;
    }

    /** Of an image that cannot be read, perhaps only now, nobody knows it. */
    private Optional<LocalDate> dateIfReadable(ExaminationRow row) throws IOException {
        try {
            return date(row);
        } catch (IOException | UserMessageException e) {
            if (row.date().isPresent()) {
                throw e; // of the table's own words
            }
            return Optional.empty();
        }
    }

    private static LocalDate inTable(ExaminationRow row, String text) {
        try {
            return ExaminationDate.parse(text);
        } catch (UsageException e) {
            throw new UsageException(row.name() + " has " + e.getMessage());
        }
    }

    private Optional<LocalDate> inDicom(ExaminationRow row) throws IOException {
        boolean hasImage = images.containsKey(row.name()) || row.hasImage(reading);
        Optional<LoadedVolume> image = hasImage ? Optional.of(image(item(row))) : Optional.empty();
        return ExaminationDate.origin(image, row.mask().or(row::reference)).flatMap(DicomOrigin::date);
    }

    /** The first channel, of which colours are brightness. */
    static LoadedVolume image(Case item) throws IOException {
        ChannelInput first = item.inputs().get(0);
        return VolumeFiles.read(first.path(), first.options());
    }
}
