package org.lesionlens.registration;

import java.util.Locale;

/**
 * The motion that brings one image onto another, and what speaks for it.
 *
 * <p>Information is normalised mutual information, (H(A) + H(B)) / H(A, B), from 1 (nothing in common) to 2 (Studholme,
 * Hill and Hawkes, Pattern Recognition 32:71-86, 1999).
 *
 * @param motion takes places of the moving image to those of the fixed one
 * @param informationBefore as the images come, by their own places; NaN if they have too little in common there
 * @param informationAfter with the motion
 * @param overlap the share of the fixed image's tissue that lies in the field of the moved one, 0 to 1
 * @param turnDegrees how far it is turned, 0 to 180
 * @param shiftMm how far the middle of the fixed image's tissue is moved
 */
public record Registration(
        RigidMotion motion,
        double informationBefore,
        double informationAfter,
        double overlap,
        double turnDegrees,
        double shiftMm) {
    /** What was done and what it brought, a sentence without its full stop. */
    public String sentence() {
        return String.format(
                Locale.ROOT,
                "turned by %.1f degrees and moved by %.1f mm, which brought normalised mutual information from %.3f to %.3f",
                turnDegrees,
                shiftMm,
                informationBefore,
                informationAfter);
    }
}
