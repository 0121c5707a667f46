package org.lesionlens.correction;

import net.imglib2.RandomAccess;
import net.imglib2.type.numeric.real.FloatType;
import org.lesionlens.volume.Volume;

/**
 * Voxels whose intensity lies in a range; what is no tissue (padding, NaN) never does.
 *
 * @param image on the grid of the labels
 * @param least the lowest intensity, inclusive; negative infinity for none
 * @param most the highest intensity, inclusive; infinity for none
 */
public record IntensityRange(Volume image, double least, double most) {
    /** @throws IllegalArgumentException if a bound is NaN, or the lowest is above the highest */
    public IntensityRange {
        if (!(least <= most)) {
            throw new IllegalArgumentException("least is " + least + " but must be at most " + most);
        }
    }

    /** Intensities of at least a value. */
    public static IntensityRange above(Volume image, double least) {
        return new IntensityRange(image, least, Double.POSITIVE_INFINITY);
    }

    /** Intensities of at most a value. */
    public static IntensityRange below(Volume image, double most) {
        return new IntensityRange(image, Double.NEGATIVE_INFINITY, most);
    }

    RandomAccess<FloatType> access() {
        return image.tissue().randomAccess();
    }

    boolean holds(float intensity) {
        return intensity >= least && intensity <= most;
    }
}
