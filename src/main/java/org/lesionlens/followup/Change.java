package org.lesionlens.followup;

/**
 * How the volume of a lesion changed between two dates.
 *
 * @param days from the one to the other, at least 1
 */
record Change(LesionVolume before, LesionVolume after, long days) {
    double ml() {
        return after.ml() - before.ml();
    }

    /** Half of the interval's width: the errors of both volumes in quadrature. */
    double errorMl() {
        return Math.hypot(before.errorMl(), after.errorMl());
    }

    double lowMl() {
        return ml() - errorMl();
    }

    double highMl() {
        return ml() + errorMl();
    }

    /** Of the earlier volume; NaN if there was none. */
    double percent() {
        return before.ml() > 0 ? 100 * ml() / before.ml() : Double.NaN;
    }

    /** Whether it is no larger than its error. */
    boolean isWithinError() {
        return Math.abs(ml()) <= errorMl();
    }

    /**
     * In how many days the volume doubles if it goes on exponentially, days ln 2 / ln(after / before) (M. Schwartz, Cancer 14, 1961);
     * negative if it halves in as many; NaN if one volume is 0 or the change is within its error.
     */
    double doublingDays() {
        boolean told = before.ml() > 0 && after.ml() > 0 && !isWithinError();
        return told ? days * Math.log(2) / Math.log(after.ml() / before.ml()) : Double.NaN;
    }
}
