package org.lesionlens.registration;

import java.util.List;
import org.lesionlens.volume.GridText;
import org.lesionlens.volume.UnsuitableImageException;
import org.lesionlens.volume.Volume;
import org.lesionlens.volume.VolumeGeometry;

/**
 * An image at several resolutions, its intensities from 0 to 1 ({@link IntensityScale}).
 *
 * @param levels the coarsest first, each of half as large voxels as the one before, but of none finer than the image's own
 */
record Pyramid(List<LevelImage> levels) {
    static final int LEVELS = 3;
    /** Images of a head or body are looked at so finely at most. */
    private static final double FINEST_MM = 2;
    /** A small field is looked at more finely, a large one less so, so that neither the time nor the memory gets out of hand. */
    private static final double LEAST_VOXELS = 64;

    private static final double MOST_VOXELS = 200;
    private static final int LEAST_KNOWN = 2000;

    /** Takes a copy. */
    Pyramid {
        levels = List.copyOf(levels);
    }

    /**
     * Of an image.
     *
     * @param name for people
     * @param finestMm of the last level
     * @throws UnsuitableImageException if it holds too little
     */
    static Pyramid of(String name, Volume volume, double finestMm) {
        LevelImage fine = Coarsening.of(volume, finestMm);
        int known = fine.known().length;
        if (known < LEAST_KNOWN) {
            throw new UnsuitableImageException(name + " (" + GridText.of(volume.geometry()) + ") has " + known
                    + " voxels that hold an image, where " + LEAST_KNOWN
                    + " are needed to bring it onto another one: give the whole volume");
        }
        IntensityScale scale = IntensityScale.of(fine)
                .orElseThrow(
                        () -> new UnsuitableImageException(
                                name + " (" + GridText.of(volume.geometry())
                                        + ") has one value everywhere, so there is nothing to bring onto another one: give another image"));
        LevelImage middle = Coarsening.of(fine, 2 * finestMm);
        LevelImage coarse = Coarsening.of(middle, 4 * finestMm);
        return new Pyramid(List.of(coarse.scaled(scale), middle.scaled(scale), fine.scaled(scale)));
    }

    /** How fine the finest level of two images is, in mm. */
    static double finestMm(VolumeGeometry one, VolumeGeometry other) {
        double smaller = Math.min(sideMm(one), sideMm(other));
        double larger = Math.max(sideMm(one), sideMm(other));
        return Math.max(larger / MOST_VOXELS, Math.min(FINEST_MM, smaller / LEAST_VOXELS));
    }

    /** Of a cube as large as the field. */
    private static double sideMm(VolumeGeometry grid) {
        return Math.cbrt(grid.voxelCount() * grid.spacingMm(0) * grid.spacingMm(1) * grid.spacingMm(2));
    }

    /** The middle of what is bright, LPS in mm. */
    double[] centre() {
        double[] sum = new double[3];
        double total = 0;
        LevelImage image = levels.get(0);
        for (int voxel = 0; voxel < image.count(); voxel++) {
            double weight = image.value(voxel);
            if (weight > 0) {
                double[] place = image.place(voxel);
                total += weight;
                for (int axis = 0; axis < sum.length; axis++) {
                    sum[axis] += weight * place[axis];
                }
            }
        }
        return new double[] {sum[0] / total, sum[1] / total, sum[2] / total};
    }

    /** How far from a point what is bright lies, the root of the mean square, in mm. */
    double radiusMm(double... centre) {
        double sum = 0;
        double total = 0;
        LevelImage image = levels.get(0);
        for (int voxel = 0; voxel < image.count(); voxel++) {
            double weight = image.value(voxel);
            if (weight > 0) {
                double[] place = image.place(voxel);
                total += weight;
                for (int axis = 0; axis < centre.length; axis++) {
                    sum += weight * (place[axis] - centre[axis]) * (place[axis] - centre[axis]);
                }
            }
        }
        return Math.sqrt(sum / total);
    }
}
