package org.lesionlens.io.file;

import java.util.Locale;
import java.util.OptionalDouble;

/** What units of time are in seconds, as ImageJ, OME-XML and NRRD name them. */
public final class TimeUnit {
    private TimeUnit() {}

    /** Seconds in one unit; empty if the unit is no time. */
    public static OptionalDouble seconds(String unit) {
        return switch (unit.strip().toLowerCase(Locale.ROOT)) {
            case "s", "sec", "secs", "second", "seconds" -> OptionalDouble.of(1);
            case "ms", "msec", "millisecond", "milliseconds" -> OptionalDouble.of(1e-3);
            case "\u00b5s", "\u03bcs", "us", "usec", "microsecond", "microseconds" -> OptionalDouble.of(1e-6);
            case "ns", "nsec", "nanosecond", "nanoseconds" -> OptionalDouble.of(1e-9);
            case "min", "minute", "minutes" -> OptionalDouble.of(60);
            case "h", "hr", "hour", "hours" -> OptionalDouble.of(3600);
            case "d", "day", "days" -> OptionalDouble.of(86400);
            default -> OptionalDouble.empty();
        };
    }
}
