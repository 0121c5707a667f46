package org.lesionlens.followup;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.Locale;
import org.lesionlens.volume.UsageException;

/** Dates as tables have them: ISO 8601 ({@code 2024-03-05}) or DICOM ({@code 20240305}), which nobody can read in two ways. */
final class ExaminationDate {
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
}
