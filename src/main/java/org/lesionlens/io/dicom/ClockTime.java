package org.lesionlens.io.dicom;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Times of day and dates with times (TM and DT, PS3.5 6.2) in seconds, from midnight or from 1970 on. */
final class ClockTime {
    private static final Pattern TIME = Pattern.compile("(\\d{2}):?(\\d{2})?:?(\\d{2})?(\\.\\d{1,6})?");
    private static final Pattern DATE_TIME =
            Pattern.compile("(\\d{4})(\\d{2})(\\d{2})(\\d{2}(?:\\d{2}){0,2}(?:\\.\\d{1,6})?)(?:[-+]\\d{4})?");

    private ClockTime() {}

    /** None if the text is no time. */
    static OptionalDouble seconds(String text) {
        Matcher time = TIME.matcher(text);
        if (!time.matches()) {
            return OptionalDouble.empty();
        }
        double fraction = time.group(4) == null ? 0 : Double.parseDouble("0" + time.group(4));
        return OptionalDouble.of(
                3600 * number(time.group(1)) + 60 * number(time.group(2)) + number(time.group(3)) + fraction);
    }

    private static double number(String digits) {
        return digits == null ? 0 : Integer.parseInt(digits);
    }

    /** None if the text is no date with a time; an offset from UTC is taken for that of all others. */
    static OptionalDouble secondsWithDate(String text) {
        Matcher parts = DATE_TIME.matcher(text);
        if (!parts.matches()) {
            return OptionalDouble.empty();
        }
        try {
            long day = LocalDate.of(
                            Integer.parseInt(parts.group(1)),
                            Integer.parseInt(parts.group(2)),
                            Integer.parseInt(parts.group(3)))
                    .toEpochDay();
            OptionalDouble time = seconds(parts.group(4));
            return time.isEmpty() ? time : OptionalDouble.of(86400.0 * day + time.getAsDouble());
        } catch (DateTimeException e) {
            return OptionalDouble.empty();
        }
    }
}
