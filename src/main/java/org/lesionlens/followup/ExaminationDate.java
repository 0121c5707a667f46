package org.lesionlens.followup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.Locale;
import java.util.Optional;
import org.lesionlens.cases.CaseFolder;
import org.lesionlens.io.LoadedVolume;
import org.lesionlens.io.VolumeFiles;
import org.lesionlens.io.dicom.DicomOrigin;
import org.lesionlens.io.dicom.SourceSeries;
import org.lesionlens.volume.UsageException;

/**
 * Dates as tables have them: ISO 8601 ({@code 2024-03-05}) or DICOM ({@code 20240305}), which nobody can read in two ways; and as
 * images and masks tell them.
 */
final class ExaminationDate {
    /** What to say where nothing tells one. */
    static final String NONE =
            "no date: neither the table's column date has one nor does the image or mask tell it as DICOM does; fill it in";

    private static final DateTimeFormatter ISO =
            DateTimeFormatter.ofPattern("uuuu-MM-dd", Locale.ROOT).withResolverStyle(ResolverStyle.STRICT);
    private static final DateTimeFormatter DICOM =
            DateTimeFormatter.ofPattern("uuuuMMdd", Locale.ROOT).withResolverStyle(ResolverStyle.STRICT);

    private static final int FIRST_YEAR = 1000;

    private ExaminationDate() {}

    /** @throws UsageException if the text is no date, or one that can be read in two ways; the text itself is not shown */
    static LocalDate parse(String text) {
        try {
            LocalDate date = LocalDate.parse(text, text.contains("-") ? ISO : DICOM);
            if (date.getYear() < FIRST_YEAR) {
                throw new DateTimeException("digits of the year are missing");
            }
            return date;
        } catch (DateTimeException e) {
            String found =
                    text.matches("[0-9]{1,2}[./ -][0-9]{1,2}[./ -][0-9]{2,4}|[0-9]{4}[./ ][0-9]{1,2}[./ ][0-9]{1,2}")
                            ? "a date in a form that others read as another day"
                            : "a date that is none";
            throw new UsageException(found + ": write year, month and day as 2024-03-05, or 20240305 as DICOM does");
        }
    }

    /**
     * Whose an examination is, of which day and in which space: as its image says it, or its mask where there is no image; empty if
     * that is not DICOM.
     *
     * @param lesions a mask, or a folder of results, which says nothing of the kind
     */
    static Optional<DicomOrigin> origin(Optional<LoadedVolume> image, Optional<Path> lesions) throws IOException {
        if (image.isPresent()) {
            return image.flatMap(LoadedVolume::series).map(SourceSeries::origin);
        }
        Optional<Path> mask = lesions.filter(path -> !Files.exists(path.resolve(CaseFolder.SIDECAR)));
        return mask.isPresent() ? VolumeFiles.originOfLabels(mask.get()) : Optional.empty();
    }
}
