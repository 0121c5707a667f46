package org.lesionlens.registration;

import org.lesionlens.volume.Progress;
import org.lesionlens.volume.UnsuitableImageException;
import org.lesionlens.volume.Volume;

/** Brings two volumes of one patient's head or body together, by a turn and a shift. */
public final class RigidRegistration {
    private RigidRegistration() {}

    /**
     * Finds the motion that brings the moving volume onto the fixed one.
     *
     * @throws UnsuitableImageException if one of them lacks its place, is a single slice or of one value, or if they have too
     *     little in common to be brought together
     * @throws java.util.concurrent.CancellationException if the user wants so
     */
    public static Registration of(Volume fixed, Volume moving, Progress progress) {
        progress.throwIfCancelled();
        throw new UnsuitableImageException("the images cannot be brought onto each other yet: "
                + fixed.geometry() + " and " + moving.geometry());
    }
}
