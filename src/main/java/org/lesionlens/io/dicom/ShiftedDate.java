package org.lesionlens.io.dicom;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Dates that are moved by whole days; times of day stay. What is no date, or lies before the year 1 then, becomes empty. */
final class ShiftedDate {
    private static final DateTimeFormatter STORED =
            DateTimeFormatter.ofPattern("uuuuMMdd", Locale.ROOT).withResolverStyle(ResolverStyle.STRICT);
    private static final Pattern DATE_TIME =
            Pattern.compile("([0-9]{4})([0-9]{2})?([0-9]{2})?(([0-9]{2}){0,3}(\\.[0-9]{1,6})?)([+-][0-9]{4})?");
    private static final Pattern TIME = Pattern.compile("[0-9:]{2,8}(\\.[0-9]{1,6})?");

    private ShiftedDate() {}

    /**
     * Moves all values of an attribute.
     *
     * @param vr DA, DT or TM
     */
    static String of(String text, ValueRepresentation vr, int daysBack) {
        return Arrays.stream(text.split("\\\\", -1))
                .map(String::strip)
                .map(value -> one(value, vr, daysBack))
                .collect(Collectors.joining("\\"));
    }

    private static String one(String value, ValueRepresentation vr, int daysBack) {
        try {
            return switch (vr) {
                case DA -> date(value.replace(".", ""), daysBack);
                case DT -> dateTime(value, daysBack);
                default -> TIME.matcher(value).matches() ? value : "";
            };
        } catch (DateTimeException e) {
            return "";
        }
    }

    private static String date(String value, int daysBack) {
        LocalDate moved = LocalDate.parse(value, STORED).minusDays(daysBack);
        if (moved.getYear() < 1) {
            throw new DateTimeException("no four digits are its year");
        }
        return moved.format(STORED);
    }

    /** One without a day keeps its precision, and is moved as its first day is. */
    private static String dateTime(String value, int daysBack) {
        Matcher parts = DATE_TIME.matcher(value);
        if (!parts.matches()) {
            return "";
        }
        String month = parts.group(2) == null ? "01" : parts.group(2);
        String day = parts.group(3) == null ? "01" : parts.group(3);
        String moved = date(parts.group(1) + month + day, daysBack);
        int digits = parts.group(2) == null ? 4 : parts.group(3) == null ? 6 : 8;
        return moved.substring(0, digits) + parts.group(4) + (parts.group(7) == null ? "" : parts.group(7));
    }
}
