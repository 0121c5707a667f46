package org.lesionlens.registration;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.lesionlens.volume.Progress;

/**
 * Looks for the motion under which two images tell most of each other: from many starts at the coarsest resolution, from the
 * best ends of these on at the finer ones.
 *
 * <p>A motion is six numbers of about the same weight, all in mm: the rotation vector about the middle of the fixed image, as
 * far as it moves what lies at the image's radius, and the shift. It leads from the fixed image to the moving one. Runs in
 * the calling thread, so that no number depends on how many there are.
 */
final class MotionSearch {
    private static final int NUMBERS = 6;
    private static final int AXES = 3;
    private static final int BINS = 16;
    /** At each resolution. */
    private static final int[] POINTS = {20_000, 50_000, 200_000};
    /** From how many starts, or ends of the resolution before, it climbs, beside the images' own places. */
    private static final int[] CLIMBS = {6, 3, 1};

    private static final double START_TURN_DEGREES = 20;
    private static final int TURNS = 27;
    private static final int STEPS_A_VOXEL = 32;
    /** How far away, in voxels of the finest resolution, a motion is another one. */
    private static final double BESIDE = 2.5;

    private final List<JointInformation> levels;
    private final double[] movingCentre;
    private final double finestMm;
    private final Progress progress;
    private final double[] centre;
    private final double radius;
    private int climbed;

    MotionSearch(Pyramid fixed, Pyramid moving, double finestMm, Progress progress) {
        this.levels = IntStream.range(0, Pyramid.LEVELS)
                .mapToObj(level -> new JointInformation(
                        fixed.levels().get(level), moving.levels().get(level), BINS, POINTS[level]))
                .toList();
        this.movingCentre = moving.centre();
        this.finestMm = finestMm;
        this.progress = progress;
        this.centre = fixed.centre();
        this.radius = fixed.radiusMm(centre);
    }

    /** What was found, with what speaks for it. */
    Registration run() {
        List<double[]> starts = starts(information(0));
        for (int level = 0; level < Pyramid.LEVELS; level++) {
            ToDoubleFunction<double[]> function = information(level);
            double step = finestMm * (1 << Pyramid.LEVELS - 1 - level);
            List<double[]> ends = new ArrayList<>();
            for (double[] start : starts) {
                progress.update("bringing the images together", climbed++, climbs());
                ends.add(PatternSearch.maximum(function, start, step, step / STEPS_A_VOXEL));
            }
            starts = best(ends, function, level + 1 < Pyramid.LEVELS ? CLIMBS[level + 1] : 1);
        }
        progress.update("bringing the images together", climbs(), climbs());
        return registration(starts.get(0));
    }

    private static int climbs() {
        return CLIMBS[0] + 1 + CLIMBS[1] + CLIMBS[2];
    }

    private ToDoubleFunction<double[]> information(int level) {
        JointInformation joint = levels.get(level);
        return numbers -> {
            progress.throwIfCancelled();
            return joint.of(back(numbers));
        };
    }

    /** The best of turns both ways about each axis, the images where they say that they lie and with their middles together. */
    private List<double[]> starts(ToDoubleFunction<double[]> function) {
        double turn = Math.toRadians(START_TURN_DEGREES) * radius;
        List<double[]> starts = new ArrayList<>();
        for (int turned = 0; turned < TURNS; turned++) {
            double[] own = {(turned % 3 - 1) * turn, (turned / 3 % 3 - 1) * turn, (turned / 9 - 1) * turn, 0, 0, 0};
            double[] together = own.clone();
            for (int axis = 0; axis < AXES; axis++) {
                together[AXES + axis] = movingCentre[axis] - centre[axis];
            }
            starts.add(own);
            starts.add(together);
        }
        List<double[]> best = new ArrayList<>(best(starts, function, CLIMBS[0]));
        best.add(new double[NUMBERS]);
        return best;
    }

    private static List<double[]> best(List<double[]> all, ToDoubleFunction<double[]> function, int count) {
        return all.stream()
                .map(numbers -> Map.entry(function.applyAsDouble(numbers), numbers))
                .sorted(Map.Entry.<Double, double[]>comparingByKey().reversed())
                .limit(count)
                .map(Map.Entry::getValue)
                .toList();
    }

    private RigidMotion back(double... numbers) {
        double degrees = Math.toDegrees(1) / radius;
        double[] turn = {numbers[0] * degrees, numbers[1] * degrees, numbers[2] * degrees};
        return RigidMotion.about(centre, turn, new double[] {numbers[3], numbers[4], numbers[5]});
    }

    /** Images that fit best where they say that they lie are left there. */
    private Registration registration(double... found) {
        JointInformation joint = levels.get(Pyramid.LEVELS - 1);
        double before = joint.of(RigidMotion.NONE);
        boolean moved = joint.of(back(found)) > before;
        RigidMotion back = moved ? back(found) : RigidMotion.NONE;
        double beside = beside(joint, back);
        double after = joint.of(back);
        return new Registration(
                back.inverse(),
                new Registration.Information(before < 1 ? Double.NaN : before, after, beside, BESIDE * finestMm),
                joint.insideShare(),
                back.distanceMm(centre));
    }

    /** The mean of the motions that are a little further along each number. */
    private double beside(JointInformation joint, RigidMotion found) {
        double sum = 0;
        for (int way = 0; way < 2 * NUMBERS; way++) {
            double[] numbers = new double[NUMBERS];
            numbers[way / 2] = way % 2 == 0 ? BESIDE * finestMm : -BESIDE * finestMm;
            sum += Math.max(1, joint.of(found.after(back(numbers))));
        }
        return sum / (2 * NUMBERS);
    }
}
