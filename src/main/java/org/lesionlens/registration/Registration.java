package org.lesionlens.registration;

import java.util.Locale;

/**
 * The motion that brings one image onto another, and what speaks for it.
 *
 * @param motion takes places of the moving image to those of the fixed one
 * @param information how much the images tell of each other
 * @param overlap the share of the fixed image that lies in the field of the moved one, 0 to 1
 * @param shiftMm how far the middle of what is bright in the fixed image was moved
 */
public record Registration(RigidMotion motion, Information information, double overlap, double shiftMm) {
    /**
     * Normalised mutual information, (H(A) + H(B)) / H(A, B): from 1, nothing in common, to 2 (Studholme, Hill and Hawkes, Pattern
     * Recognition 32:71-86, 1999). It depends on noise and on the kinds of image too, so figures of two pairs say little beside
     * each other.
     *
     * @param before where the images say that they lie; NaN if they hardly meet there
     * @param after with the motion
     * @param beside with motions that differ from it by {@code besideMm}, the mean of shifts along and turns about each axis both
     *     ways
     * @param besideMm for turns at the radius of what is bright
     */
    public record Information(double before, double after, double beside, double besideMm) {
        /** The share of what the images have in common that a little motion takes away, 0 to 1: how sure the place is. */
        public double sharpness() {
            return after > 1 ? (after - beside) / (after - 1) : 0;
        }
    }

    /** What was done and what it brought, a sentence without its full stop. */
    public String sentence() {
        String had = Double.isNaN(information.before())
                ? "where the images hardly met before; normalised mutual information is "
                : String.format(
                        Locale.ROOT, "which brought normalised mutual information from %.3f to ", information.before());
        return String.format(
                Locale.ROOT,
                "turned by %.1f degrees and moved by %.1f mm, %s%.3f",
                motion.angleDegrees(),
                shiftMm,
                had,
                information.after());
    }
}
