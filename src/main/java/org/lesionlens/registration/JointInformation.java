package org.lesionlens.registration;

import java.util.Arrays;
import org.lesionlens.volume.VolumeGeometry;

/**
 * How much two images tell of each other when one is moved: normalised mutual information of a histogram of both, over points
 * of the fixed image that lie in the field of the moved one.
 *
 * <p>The points lie at random places round the voxels, so that no motion is favoured because it brings voxels onto voxels;
 * the places depend on nothing but the grid. The moving image counts in the two bins next to its value (Studholme, Hill and
 * Hawkes, Pattern Recognition 32:71-86, 1999; Pluim, Maintz and Viergever, CVIU 77:211-232, 2000). Not thread-safe.
 */
final class JointInformation {
    private static final int AXES = 3;
    private static final double LEAST_SHARE = 0.3;

    private final LevelImage moving;
    private final int bins;
    /** Places of the points, LPS, three each, in mm from the origin; the bins of the fixed image there. */
    private final float[] places;

    private final int[] fixedBins;
    private final double needed;
    private final double[] joint;
    private double inside;

    JointInformation(LevelImage fixed, LevelImage moving, int bins, int points) {
        this.moving = moving;
        this.bins = bins;
        this.joint = new double[bins * bins];
        double share = Math.min(1, (double) points / fixed.count());
        int most = (int) Math.min(fixed.count(), Math.ceil(fixed.count() * share * 1.1) + 1000);
        float[] found = new float[most * AXES];
        int[] foundBins = new int[most];
        int count = 0;
        for (int voxel = 0; voxel < fixed.count() && count < most; voxel++) {
            long random = mixed(voxel);
            if ((mixed(~random) >>> 11) * 0x1p-53 < share) {
                count += add(fixed, voxel, random, found, foundBins, count);
            }
        }
        this.places = Arrays.copyOf(found, count * AXES);
        this.fixedBins = Arrays.copyOf(foundBins, count);
        this.needed = Math.max(1, LEAST_SHARE * count * Math.min(1, fieldMm3(moving) / fieldMm3(fixed)));
    }

    private static double fieldMm3(LevelImage image) {
        VolumeGeometry grid = image.grid();
        return image.known().length * grid.spacingMm(0) * grid.spacingMm(1) * grid.spacingMm(2);
    }

    /** One point round a voxel, if there is an image. */
    private int add(LevelImage fixed, int voxel, long random, float[] found, int[] foundBins, int count) {
        int x = voxel % fixed.size(0);
        int y = voxel / fixed.size(0) % fixed.size(1);
        int z = voxel / fixed.size(0) / fixed.size(1);
        double[] index = {
            jittered(x, random, fixed.size(0)),
            jittered(y, random >>> 21, fixed.size(1)),
            jittered(z, random >>> 42, fixed.size(2))
        };
        double value = fixed.at(index[0], index[1], index[2]);
        if (Double.isNaN(value)) {
            return 0;
        }
        double[] world = fixed.grid().toWorld(index);
        for (int axis = 0; axis < AXES; axis++) {
            found[count * AXES + axis] = (float) world[axis];
        }
        foundBins[count] = (int) Math.min(bins - 1, value * bins);
        return 1;
    }

    private static double jittered(int at, long random, int size) {
        double jitter = (random & 0x1fffff) * 0x1p-21 - 0.5;
        return Math.max(0, Math.min(size - 1, at + jitter));
    }

    /** A step of SplitMix64 (Steele, Lea and Flood, OOPSLA 2014). */
    private static long mixed(long seed) {
        long z = (seed + 1) * 0x9e3779b97f4a7c15L;
        z = (z ^ z >>> 30) * 0xbf58476d1ce4e5b9L;
        z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
        return z ^ z >>> 31;
    }

    /** The share of the points that lay in the field of the moving image when it was asked last. */
    double insideShare() {
        return inside / fixedBins.length;
    }

    /**
     * How well a motion fits.
     *
     * @param back takes places of the fixed image to those of the moving one
     * @return 1 to 2; below 1, rising with what they share, if too few points lie in both fields
     */
    double of(RigidMotion back) {
        count(back);
        return inside < needed ? inside / needed : normalized();
    }

    private void count(RigidMotion back) {
        double[] m = indexOf(back);
        Arrays.fill(joint, 0);
        long points = 0;
        for (int point = 0; point < fixedBins.length; point++) {
            double x = places[point * AXES];
            double y = places[point * AXES + 1];
            double z = places[point * AXES + 2];
            double value = moving.at(
                    m[0] * x + m[1] * y + m[2] * z + m[3],
                    m[4] * x + m[5] * y + m[6] * z + m[7],
                    m[8] * x + m[9] * y + m[10] * z + m[11]);
            if (value >= 0) {
                double place = value * (bins - 1);
                int bin = Math.min(bins - 2, (int) place);
                int cell = fixedBins[point] * bins + bin;
                joint[cell] += 1 - (place - bin);
                joint[cell + 1] += place - bin;
                points++;
            }
        }
        inside = points;
    }

    /** Three rows of four that take places of the fixed image to voxels of the moving one. */
    private double[] indexOf(RigidMotion back) {
        VolumeGeometry grid = moving.grid();
        double[] first = grid.toIndex(back.position(0, 0, 0));
        double[] rows = new double[AXES * (AXES + 1)];
        for (int axis = 0; axis < AXES; axis++) {
            double[] unit = new double[AXES];
            unit[axis] = 1;
            double[] index = grid.toIndex(back.position(unit));
            for (int row = 0; row < AXES; row++) {
                rows[row * (AXES + 1) + axis] = index[row] - first[row];
                rows[row * (AXES + 1) + AXES] = first[row];
            }
        }
        return rows;
    }

    private double normalized() {
        double[] ofFixed = new double[bins];
        double[] ofMoving = new double[bins];
        double both = 0;
        for (int fixedBin = 0; fixedBin < bins; fixedBin++) {
            for (int movingBin = 0; movingBin < bins; movingBin++) {
                double count = joint[fixedBin * bins + movingBin];
                ofFixed[fixedBin] += count;
                ofMoving[movingBin] += count;
                both += term(count);
            }
        }
        double total = term(inside);
        double fixedEntropy = total - sum(ofFixed);
        double movingEntropy = total - sum(ofMoving);
        double jointEntropy = total - both;
        return jointEntropy > 0 ? (fixedEntropy + movingEntropy) / jointEntropy : 1;
    }

    private static double sum(double... counts) {
        return Arrays.stream(counts).map(JointInformation::term).sum();
    }

    private static double term(double count) {
        return count > 0 ? count * Math.log(count) : 0;
    }
}
