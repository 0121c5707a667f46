package org.lesionlens.evaluation;

import java.util.Locale;
import org.lesionlens.metric.Interval;

/** Figures as they stand in the page. */
final class ReportText {
    private ReportText() {}

    /** As many digits as are worth reading; empty if there is none. */
    static String number(double value) {
        if (Double.isNaN(value)) {
            return "";
        }
        double size = Math.abs(value);
        return String.format(Locale.ROOT, size < 10 ? "%.3f" : size < 100 ? "%.2f" : "%.1f", value)
                .replace('-', '\u2212');
    }

    /** With its interval if it has one; empty if there is none. */
    static String interval(Interval interval) {
        return !interval.defined()
                ? ""
                : Double.isNaN(interval.low())
                        ? number(interval.estimate())
                        : number(interval.estimate()) + " (" + number(interval.low()) + " to "
                                + number(interval.high()) + ")";
    }

    /** A probability of a test. */
    static String p(double p) {
        return Double.isNaN(p) ? "" : p < 0.001 ? "< 0.001" : String.format(Locale.ROOT, "%.3f", p);
    }
}
