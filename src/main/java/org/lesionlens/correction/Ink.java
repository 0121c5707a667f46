package org.lesionlens.correction;

import java.util.Optional;

/**
 * What becomes of a voxel that is drawn over.
 *
 * @param number that it gets; 0 erases
 * @param overAll whether voxels of all lesions and background are drawn over
 * @param over the only lesion that is drawn over if not all are; 0 for background
 * @param range the intensities that are drawn over; empty for all
 */
public record Ink(int number, boolean overAll, int over, Optional<IntensityRange> range) {
    /** @throws IllegalArgumentException if a number is not 0 to 65535 */
    public Ink {
        if (number < 0 || number > 65535 || over < 0 || over > 65535) {
            throw new IllegalArgumentException("numbers are " + number + " and " + over + " but must be 0 to 65535");
        }
    }

    /** Draws on background; the number of a lesion, or {@link Correction#nextNumber()} for a new one. */
    public static Ink paint(int number) {
        if (number == 0) {
            throw new IllegalArgumentException("number is 0 but must be 1 to 65535");
        }
        return new Ink(number, false, 0, Optional.empty());
    }

    /** Draws on background and over other lesions. */
    public static Ink paintOver(int number) {
        Ink ink = paint(number);
        return new Ink(ink.number, true, 0, ink.range);
    }

    /** Erases all lesions. */
    public static Ink eraser() {
        return new Ink(0, true, 0, Optional.empty());
    }

    /** Erases one lesion. */
    public static Ink eraserOf(int lesion) {
        return new Ink(0, false, lesion, Optional.empty());
    }

    /** The same, but only where the image has an intensity in a range. */
    public Ink where(IntensityRange intensities) {
        return new Ink(number, overAll, over, Optional.of(intensities));
    }

    /** Whether a voxel of a lesion, 0 for background, is drawn over, whatever its intensity. */
    boolean covers(int old) {
        return old != number && (overAll || old == over);
    }
}
