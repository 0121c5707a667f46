package org.lesionlens.registration;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.lesionlens.volume.Progress;
import org.lesionlens.volume.Volume;

/** Brings two volumes of one patient's head or body together, by a turn and a shift. */
public final class RigidRegistration {
    static int[] BINS = {32, 32, 48};
    static int[] POINTS = {20_000, 50_000, 100_000};
    static double FINEST = 2;
    static double TURN = 20;
    static int KEPT = 6;

    private RigidRegistration() {}

    /**
     * Finds the motion that brings the moving volume onto the fixed one.
     *
     * @throws org.lesionlens.volume.UnsuitableImageException if one of them lacks its place, is a single slice or of one value,
     *     or if they have too little in common to be brought together
     * @throws java.util.concurrent.CancellationException if the user wants so
     */
    public static Registration of(Volume fixed, Volume moving, Progress progress) {
        List<LevelImage> ofFixed = levels(fixed);
        List<LevelImage> ofMoving = levels(moving);
        double[] centre = centre(ofFixed.get(0));
        double[] other = centre(ofMoving.get(0));
        double radius = radius(ofFixed.get(0), centre);
        List<double[]> starts = List.of(new double[6]);
        JointInformation information = null;
        ToDoubleFunction<double[]> function = null;
        for (int level = 0; level < 3; level++) {
            progress.throwIfCancelled();
            JointInformation joint = new JointInformation(ofFixed.get(level), ofMoving.get(level), BINS[level], POINTS[level]);
            information = joint;
            function = numbers -> joint.of(back(numbers, centre, radius));
            if (level == 0) {
                starts = starts(function, centre, other, radius);
            }
            double mm = FINEST * (4 >> level);
            List<double[]> ends = new ArrayList<>();
            for (double[] start : starts) {
                ends.add(PatternSearch.maximum(function, start, mm, mm / 32));
            }
            ends.sort(Comparator.comparingDouble(function).reversed());
            starts = ends.subList(0, Math.min(ends.size(), level == 0 ? 3 : 1));
        }
        double before = function.applyAsDouble(new double[6]);
        double after = function.applyAsDouble(starts.get(0));
        RigidMotion motion = back(starts.get(0), centre, radius).inverse();
        return new Registration(motion, before, after, information.insideShare(), motion.angleDegrees(), motion.inverse().distanceMm(centre));
    }

    private static List<double[]> starts(ToDoubleFunction<double[]> function, double[] centre, double[] other, double radius) {
        List<double[]> all = new ArrayList<>();
        double turn = Math.toRadians(TURN) * radius;
        for (int shifted = 0; shifted < 2; shifted++) {
            for (int i = 0; i < 27; i++) {
                all.add(new double[] {
                    (i % 3 - 1) * turn, (i / 3 % 3 - 1) * turn, (i / 9 - 1) * turn,
                    shifted * (other[0] - centre[0]), shifted * (other[1] - centre[1]), shifted * (other[2] - centre[2])
                });
            }
        }
        all.sort(Comparator.comparingDouble(function).reversed());
        List<double[]> best = new ArrayList<>(all.subList(0, KEPT));
        best.add(new double[6]);
        return best;
    }

    private static RigidMotion back(double[] n, double[] centre, double radius) {
        double scale = Math.toDegrees(1) / radius;
        return RigidMotion.about(centre, new double[] {n[0] * scale, n[1] * scale, n[2] * scale}, new double[] {n[3], n[4], n[5]});
    }

    private static List<LevelImage> levels(Volume volume) {
        LevelImage fine = Coarsening.of(volume, FINEST);
        LevelImage middle = Coarsening.of(fine, 2 * FINEST);
        LevelImage coarse = Coarsening.of(middle, 4 * FINEST);
        IntensityScale scale = IntensityScale.of(fine);
        return List.of(coarse.scaled(scale), middle.scaled(scale), fine.scaled(scale));
    }

    private static double[] centre(LevelImage image) {
        double[] sum = new double[3];
        double total = 0;
        for (int i = 0; i < image.count(); i++) {
            double v = image.value(i);
            if (v > 0) {
                sum[0] += v * (i % image.size(0));
                sum[1] += v * (i / image.size(0) % image.size(1));
                sum[2] += v * (i / image.size(0) / image.size(1));
                total += v;
            }
        }
        return image.grid().toWorld(sum[0] / total, sum[1] / total, sum[2] / total);
    }

    private static double radius(LevelImage image, double[] centre) {
        double sum = 0;
        double total = 0;
        for (int i = 0; i < image.count(); i++) {
            double v = image.value(i);
            if (v > 0) {
                double[] w = image.grid().toWorld(i % image.size(0), i / image.size(0) % image.size(1), i / image.size(0) / image.size(1));
                sum += v * (Math.pow(w[0] - centre[0], 2) + Math.pow(w[1] - centre[1], 2) + Math.pow(w[2] - centre[2], 2));
                total += v;
            }
        }
        return Math.sqrt(sum / total);
    }
}
