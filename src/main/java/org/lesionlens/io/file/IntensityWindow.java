package org.lesionlens.io.file;

import java.util.Optional;

/**
 * Which intensities a file wants shown from black to white.
 *
 * @param black intensity shown as black
 * @param white intensity shown as white, above black
 */
public record IntensityWindow(double black, double white) {
    /**
     * Checks the order.
     *
     * @throws IllegalArgumentException if a value is not finite or white is not above black
     */
    public IntensityWindow {
        if (!isWindow(black, white)) {
            throw new IllegalArgumentException("the window is " + black + " to " + white
                    + " but must be finite and rise: give the darkest intensity first");
        }
    }

    /** A window, or none where the numbers are none: files often hold zeros for "not known". */
    public static Optional<IntensityWindow> of(double black, double white) {
        return isWindow(black, white) ? Optional.of(new IntensityWindow(black, white)) : Optional.empty();
    }

    private static boolean isWindow(double black, double white) {
        return Double.isFinite(black) && Double.isFinite(white) && white > black;
    }
}
