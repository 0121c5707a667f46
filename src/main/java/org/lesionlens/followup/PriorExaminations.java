package org.lesionlens.followup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.lesionlens.cases.Case;
import org.lesionlens.cases.InputReading;
import org.lesionlens.cases.TableRow;
import org.lesionlens.io.ChannelInput;
import org.lesionlens.io.LoadedVolume;
import org.lesionlens.io.VolumeFiles;
import org.lesionlens.io.dicom.SourceSeries;
import org.lesionlens.volume.UsageException;

/**
 * The examinations of patients in a table of dates, to find the one that came last before another. Dates that the table leaves out
 * are read from DICOM images, each once. For any thread.
 */
public final class PriorExaminations {
    private final Map<String, List<ExaminationRow>> patientOf = new LinkedHashMap<>();
    private final Map<String, LocalDate> dates = new ConcurrentHashMap<>();
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
     */
    public record Earlier(ExaminationRow row, Case item, long days) {
        /** Of its case. */
        public String name() {
            return row.name();
        }
    }

    /**
     * The last examination of the same patient before a case; empty if the table has none, or not this case.
     *
     * @throws UsageException if a date of the patient is unknown or unreadable, or two are the same
     */
    public Optional<Earlier> before(String name) throws IOException {
        List<ExaminationRow> rows = patientOf.getOrDefault(name, List.of());
        Map<LocalDate, ExaminationRow> byDate = new LinkedHashMap<>();
        List<LocalDate> known = new ArrayList<>();
        for (ExaminationRow row : rows.size() > 1 ? rows : List.<ExaminationRow>of()) {
            known.add(date(row));
            byDate.put(date(row), row);
        }
        PatientComparison.requireDifferent(known);
        Optional<LocalDate> last =
                known.stream().filter(date -> date.isBefore(dates.get(name))).max(Comparator.naturalOrder());
        if (last.isEmpty()) {
            return Optional.empty();
        }
        ExaminationRow row = byDate.get(last.get());
        return Optional.of(new Earlier(row, item(row), ChronoUnit.DAYS.between(last.get(), dates.get(name))));
    }

    private Case item(ExaminationRow row) throws IOException {
        Case ofCohort = images.get(row.name());
        return ofCohort == null ? row.toCase(reading) : ofCohort;
    }

    private LocalDate date(ExaminationRow row) throws IOException {
        LocalDate known = dates.get(row.name());
        if (known == null) {
            known = row.date().isPresent() ? inTable(row, row.date().get()) : ofImage(row);
            dates.put(row.name(), known);
        }
        return known;
    }

    private static LocalDate inTable(ExaminationRow row, String text) {
        try {
            return ExaminationDate.parse(text);
        } catch (UsageException e) {
            throw new UsageException(row.name() + " has " + e.getMessage());
        }
    }

    private LocalDate ofImage(ExaminationRow row) throws IOException {
        LoadedVolume image = image(item(row));
        return image.series()
                .flatMap(SourceSeries::date)
                .orElseThrow(() -> new UsageException(row.name()
                        + " has no date: neither the table's column date has one nor does the image tell it as DICOM does;"
                        + " fill it in"));
    }

    /** The first channel, as it is shown. */
    static LoadedVolume image(Case item) throws IOException {
        ChannelInput first = item.inputs().get(0);
        return VolumeFiles.read(first.path(), first.options());
    }
}
