package org.lesionlens.correction;

import net.imglib2.RandomAccess;
import net.imglib2.type.numeric.real.FloatType;
import org.lesionlens.lesion.GridChecks;

/** Draws over voxels with an ink. */
final class InkedVoxels {
    private final Edit edit;
    private final Ink ink;
    private final IntensityRange range;
    private final RandomAccess<FloatType> intensity;

    private InkedVoxels(Edit edit, Ink ink) {
        this.edit = edit;
        this.ink = ink;
        this.range = ink.range().orElse(null);
        this.intensity = range == null ? null : range.access();
    }

    /**
     * Checks an ink before a step begins.
     *
     * @throws IllegalArgumentException if its image has another size than the labels
     * @throws org.lesionlens.volume.UsageException if its number was not given yet
     */
    static void require(Correction correction, Ink ink) {
        ink.range()
                .ifPresent(range -> GridChecks.requireSameSize(
                        "labels", correction.geometry(), "image", range.image().geometry()));
        if (ink.number() != 0) {
            correction.requireGiven(ink.number());
        }
    }

    static InkedVoxels of(Edit edit, Ink ink) {
        return new InkedVoxels(edit, ink);
    }

    void draw(int x, int y, int z) {
        if (ink.covers(edit.number(x, y, z)) && isInRange(x, y, z)) {
            edit.set(x, y, z, ink.number());
        }
    }

    private boolean isInRange(int x, int y, int z) {
        if (range == null) {
            return true;
        }
        intensity.setPosition(x, 0);
        intensity.setPosition(y, 1);
        intensity.setPosition(z, 2);
        return range.holds(intensity.get().get());
    }
}
