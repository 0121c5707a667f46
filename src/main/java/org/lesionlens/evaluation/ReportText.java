package org.lesionlens.evaluation;

import java.io.File;
import java.nio.file.Path;
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
        String digits = String.format(Locale.ROOT, size < 10 ? "%.3f" : size < 100 ? "%.2f" : "%.1f", size);
        return value < 0 && !digits.equals("0.000") ? "\u2212" + digits : digits;
    }

    /** With its interval if it has one; empty if there is none. */
    static String interval(Interval interval) {
        return !interval.defined()
                ? ""
                : Double.isNaN(interval.low())
                        ? number(interval.estimate())
                        : number(interval.estimate()) + " (" + number(interval.low()) + " to " + number(interval.high())
                                + ")";
    }

    /** Why a pair was not compared, without the folders of its files, whose names may say who somebody is. */
    static String why(RefusedPair refused) {
        String text = withoutFolder(refused.why(), refused.pair().reference().file());
        return refused.pair()
                .prediction()
                .map(file -> withoutFolder(text, file))
                .orElse(text);
    }

    private static String withoutFolder(String text, Path file) {
        return file.getParent() == null ? text : text.replace(file.getParent() + File.separator, "");
    }

    /** A probability of a test. */
    static String p(double p) {
        return Double.isNaN(p) ? "" : p < 0.001 ? "< 0.001" : String.format(Locale.ROOT, "%.3f", p);
    }
}
