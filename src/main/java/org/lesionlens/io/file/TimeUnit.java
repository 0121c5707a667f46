package org.lesionlens.io.file;

import java.util.Locale;
import java.util.OptionalDouble;

/** What units of time are in seconds, as ImageJ, OME-XML and NRRD name them. */
public final class TimeUnit {
    private TimeUnit() {}

    /** Seconds in one unit, of which symbols count in their case (Ms is no ms) and words in any; empty if the unit is no time. */
    public static OptionalDouble seconds(String unit) {
        String symbol = unit.strip();
        return switch (symbol) {
            case "s" -> OptionalDouble.of(1);
            case "ms" -> OptionalDouble.of(1e-3);
            case "\u00b5s", "\u03bcs", "us" -> OptionalDouble.of(1e-6);
            case "ns" -> OptionalDouble.of(1e-9);
            case "h" -> OptionalDouble.of(3600);
            case "d" -> OptionalDouble.of(86400);
            default -> ofWord(symbol.toLowerCase(Locale.ROOT));
        };
    }

    private static OptionalDouble ofWord(String word) {
        return switch (word) {
            case "sec", "secs", "second", "seconds" -> OptionalDouble.of(1);
            case "msec", "millisecond", "milliseconds" -> OptionalDouble.of(1e-3);
            case "usec", "microsecond", "microseconds" -> OptionalDouble.of(1e-6);
            case "nsec", "nanosecond", "nanoseconds" -> OptionalDouble.of(1e-9);
            case "min", "minute", "minutes" -> OptionalDouble.of(60);
            case "hr", "hour", "hours" -> OptionalDouble.of(3600);
            case "day", "days" -> OptionalDouble.of(86400);
            default -> OptionalDouble.empty();
        };
    }
}
