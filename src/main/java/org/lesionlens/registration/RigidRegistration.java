package org.lesionlens.registration;

import java.util.Locale;
import org.lesionlens.volume.GridText;
import org.lesionlens.volume.Progress;
import org.lesionlens.volume.UnsuitableImageException;
import org.lesionlens.volume.Volume;
import org.lesionlens.volume.VolumeGeometry;

/**
 * Brings two volumes of one patient's head or body together, by a turn and a shift, whatever their contrasts and voxels.
 *
 * <p>Nothing is bent, so it fits heads, and bodies as far as they lie alike. Takes a few seconds of one core; results depend
 * on nothing but the images. What was measured stands in docs/develop.md.
 */
public final class RigidRegistration {
    /** Between the least of one patient's pairs, 0.19, and the most of two patients', 0.10. */
    private static final double LEAST_SHARPNESS = 0.13;
    /** Noise gains less. */
    private static final double LEAST_GAIN = 0.01;

    private RigidRegistration() {}

    /**
     * Finds the motion that brings the moving volume onto the fixed one.
     *
     * @throws UnsuitableImageException if one of them lacks its place or spacing, is a single slice, very small or of one value
     * @throws MisfitException if they have too little in common, as of two parts of the body or, mostly, of two patients
     * @throws java.util.concurrent.CancellationException if the user wants so
     */
    public static Registration of(Volume fixed, Volume moving, Progress progress) {
        requireVolume("the fixed image", fixed.geometry());
        requireVolume("the moving image", moving.geometry());
        double finestMm = Pyramid.finestMm(fixed.geometry(), moving.geometry());
        progress.throwIfCancelled();
        Pyramid ofFixed = Pyramid.of("the fixed image", fixed, finestMm);
        progress.throwIfCancelled();
        Pyramid ofMoving = Pyramid.of("the moving image", moving, finestMm);
        Registration found = new MotionSearch(ofFixed, ofMoving, finestMm, progress).run();
        requireGain(found);
        return found;
    }

    private static void requireVolume(String name, VolumeGeometry grid) {
        String image = name + " (" + GridText.of(grid) + ")";
        if (grid.isPlanar()) {
            throw new UnsuitableImageException(
                    image + " is a single slice, and only volumes can be brought onto each other:"
                            + " give the whole series");
        }
        if (!grid.placed() || !grid.depthKnown()) {
            String unknown = grid.placed() ? "how far its slices lie apart" : "where it lies in the patient";
            throw new UnsuitableImageException(
                    image + " does not say " + unknown
                            + ", so it cannot be brought onto another one: store it as DICOM or NIfTI with its spacing and place");
        }
    }

    private static void requireGain(Registration found) {
        Registration.Information information = found.information();
        if (information.sharpness() < LEAST_SHARPNESS || information.after() - information.beside() < LEAST_GAIN) {
            throw new MisfitException(String.format(
                    Locale.ROOT,
                    "the images do not fit onto each other: in the best place found (turned by %.1f degrees, moved by %.1f mm)"
                            + " normalised mutual information is %.3f, and %.3f for motions that differ by %.1f mm, where it"
                            + " should fall by %.0f %% of what is above 1 and by %.2f; check that both show the same part of"
                            + " the same patient, or bring them into one space with another program and choose the"
                            + " registration geometry",
                    found.motion().angleDegrees(),
                    found.shiftMm(),
                    information.after(),
                    information.beside(),
                    information.besideMm(),
                    100 * LEAST_SHARPNESS,
                    LEAST_GAIN));
        }
    }
}
