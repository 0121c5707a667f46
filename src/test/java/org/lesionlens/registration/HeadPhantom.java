package org.lesionlens.registration;

import java.util.Random;
import net.imglib2.Cursor;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.view.Views;
import org.lesionlens.volume.Volume;
import org.lesionlens.volume.VolumeGeometry;

/** A head without a plane of symmetry, its brain folded, whose tissue is known at every place, so that it is moved without being resampled. */
final class HeadPhantom {
    /** Intensities of air, bone, scalp, brain, ventricles, lesion. */
    static final float[] T1 = {10, 60, 400, 250, 90, 330};

    static final float[] T2 = {5, 30, 120, 200, 520, 410};

    /** Centre and half axes of ellipsoids in mm, and the tissue that each puts over those before. */
    private static final double[][] PARTS = {
        {0, 0, 0, 78, 95, 85, 2},
        {0, -96, -30, 10, 14, 16, 2},
        {0, 0, 4, 72, 88, 78, 1},
        {0, 2, 6, 66, 82, 72, 3},
        {-30, -82, -28, 12, 12, 12, 4},
        {30, -82, -28, 12, 12, 12, 4},
        {14, 5, 12, 8, 28, 12, 4},
        {-15, 2, 14, 7, 24, 10, 4},
        {0, 52, -38, 6, 7, 9, 4},
        {35, -30, 25, 14, 11, 13, 5},
        {-40, 30, -10, 6, 18, 5, 4},
        {25, 50, 35, 20, 4, 16, 4},
        {-20, -55, 30, 4, 20, 14, 4},
        {45, 20, -20, 5, 16, 12, 4}
    };

    private static final int BRAIN = 3;
    private static final int FLUID = 4;
    /** Waves in mm (direction, length, phase): where they add up to much, the brain is folded in. */
    private static final double[][] WAVES = waves();

    private static final double FOLD = 1.6;

    private HeadPhantom() {}

    private static double[][] waves() {
        Random random = new Random(42);
        double[][] waves = new double[8][];
        for (int i = 0; i < waves.length; i++) {
            double[] wave = {random.nextGaussian(), random.nextGaussian(), random.nextGaussian(), 0};
            double length = Math.sqrt(wave[0] * wave[0] + wave[1] * wave[1] + wave[2] * wave[2]);
            double turns = 2 * Math.PI / (18 + 4 * i) / length;
            waves[i] = new double[] {wave[0] * turns, wave[1] * turns, wave[2] * turns, 6 * random.nextDouble()};
        }
        return waves;
    }

    /** A grid along the patient's axes whose middle is the head's. */
    static VolumeGeometry grid(long x, long y, long z, double... spacingMm) {
        double[] origin = {-(x - 1) * spacingMm[0] / 2, -(y - 1) * spacingMm[1] / 2, -(z - 1) * spacingMm[2] / 2};
        return VolumeGeometry.of(
                new long[] {x, y, z}, spacingMm, origin, new double[][] {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}});
    }

    /** The head after a motion. */
    static Volume image(VolumeGeometry grid, RigidMotion motion, float[] contrast, long seed) {
        Volume volume = Volume.allocate(grid);
        RigidMotion back = motion.inverse();
        Random random = new Random(seed);
        Cursor<FloatType> cursor = Views.flatIterable(volume.voxels()).localizingCursor();
        double[] index = new double[3];
        while (cursor.hasNext()) {
            FloatType voxel = cursor.next();
            cursor.localize(index);
            double[] place = back.position(grid.toWorld(index));
            voxel.set((float) (contrast[tissue(place)] + 12 * random.nextGaussian()));
        }
        return volume;
    }

    static int tissue(double... place) {
        int tissue = 0;
        for (double[] part : PARTS) {
            double x = (place[0] - part[0]) / part[3];
            double y = (place[1] - part[1]) / part[4];
            double z = (place[2] - part[2]) / part[5];
            tissue = x * x + y * y + z * z < 1 ? (int) part[6] : tissue;
        }
        return tissue == BRAIN && folds(place) > FOLD ? FLUID : tissue;
    }

    private static double folds(double... place) {
        double sum = 0;
        for (double[] wave : WAVES) {
            sum += Math.sin(wave[0] * place[0] + wave[1] * place[1] + wave[2] * place[2] + wave[3]);
        }
        return sum;
    }

    /** How far the corners of the head's box lie, on average, from where they should after a motion was found; in mm. */
    static double error(RigidMotion found, RigidMotion wanted) {
        double sum = 0;
        for (int corner = 0; corner < 8; corner++) {
            double[] place = {(corner & 1) == 0 ? -78 : 78, (corner & 2) == 0 ? -110 : 95, (corner & 4) == 0 ? -85 : 85
            };
            sum += found.after(wanted.inverse()).distanceMm(place) / 8;
        }
        return sum;
    }
}
