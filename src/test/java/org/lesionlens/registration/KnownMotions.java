package org.lesionlens.registration;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import net.imglib2.view.Views;
import org.lesionlens.io.VolumeFiles;
import org.lesionlens.volume.LinearOntoGrid;
import org.lesionlens.volume.Progress;
import org.lesionlens.volume.UserMessageException;
import org.lesionlens.volume.Volume;
import org.lesionlens.volume.VolumeGeometry;

/**
 * How well known motions are found again: the moving image of each pair is turned and shifted by 20 motions of 4.5 to 15
 * degrees and 6 to 20 mm, resampled onto its own grid, and brought onto the fixed one.
 *
 * <p>With {@code -Dbench.main=org.lesionlens.registration.KnownMotions -Dbench=PAIRS.csv}, whose lines are a name, the path
 * of the fixed and of the moving image, and, if another program knows it, the motion from the fixed to the moving image as
 * three rows of four numbers (LPS, mm; {@code reference_motions.py} asks elastix). Outside the field a moved image is unknown,
 * or, every second one, 0. Errors are mean displacements of the corners of the box round what is bright in the fixed image.
 * Not part of the tests.
 */
public final class KnownMotions {
    private static final int MOTIONS = 20;
    private static final double MOST_DEGREES = 15;
    private static final double MOST_MM = 20;
    private static final double LEAST_PART = 0.3;

    private final Volume fixed;
    private final Volume moving;
    private final double[] reference;
    private final double[][] corners;

    private KnownMotions(Volume fixed, Volume moving, double... reference) {
        this.fixed = fixed;
        this.moving = moving;
        this.reference = reference;
        this.corners = corners(Coarsening.of(fixed, 4));
    }

    /** A list of pairs. */
    public static void main(String[] arguments) throws IOException {
        System.out.println(
                "pair: error unmoved and median (max) of the moved ones, against the images' own places, against"
                        + " the other program, against what was found unmoved; CPU");
        for (String line : Files.readAllLines(Path.of(arguments[0]))) {
            String[] pair = line.split(",");
            double[] reference =
                    Arrays.stream(pair).skip(3).mapToDouble(Double::parseDouble).toArray();
            System.out.println(pair[0] + ": " + new KnownMotions(read(pair[1]), read(pair[2]), reference).row());
        }
    }

    private static Volume read(String path) throws IOException {
        return VolumeFiles.read(Path.of(path), Optional.empty()).volume();
    }

    private String row() {
        RigidMotion unmoved = RigidRegistration.of(fixed, moving, Progress.NONE).motion();
        double[][] errors = new double[3][MOTIONS];
        double before = cpu();
        int refused = 0;
        for (int number = 0; number < MOTIONS; number++) {
            RigidMotion known = motion(number);
            RigidMotion found = RigidMotion.NONE;
            try {
                found = RigidRegistration.of(fixed, moved(known, number % 2 == 1), Progress.NONE)
                        .motion();
            } catch (UserMessageException e) {
                refused++;
            }
            double[] each = errors(found.after(known), unmoved);
            for (int kind = 0; kind < each.length; kind++) {
                errors[kind][number] = each[kind];
            }
        }
        double seconds = (cpu() - before) / MOTIONS;
        double[] none = errors(unmoved, unmoved);
        return String.format(
                Locale.ROOT,
                "%.2f and %s, %.2f and %s, %s; %.1f s%s",
                none[0],
                summary(errors[0]),
                none[1],
                summary(errors[1]),
                summary(errors[2]),
                seconds,
                refused > 0 ? "; " + refused + " REFUSED" : "");
    }

    /** Against the places in the headers, the other program, and a motion. */
    private double[] errors(RigidMotion found, RigidMotion unmoved) {
        double[] errors = new double[3];
        for (double[] corner : corners) {
            double[] place = found.inverse().position(corner);
            double[] other = reference.length == 12 ? referred(corner) : corner;
            errors[0] += distance(place, corner) / corners.length;
            errors[1] += distance(place, other) / corners.length;
            errors[2] += distance(place, unmoved.inverse().position(corner)) / corners.length;
        }
        return errors;
    }

    private double[] referred(double... place) {
        double[] moved = new double[3];
        for (int row = 0; row < 3; row++) {
            moved[row] = reference[row * 4] * place[0]
                    + reference[row * 4 + 1] * place[1]
                    + reference[row * 4 + 2] * place[2]
                    + reference[row * 4 + 3];
        }
        return moved;
    }

    private Volume moved(RigidMotion motion, boolean filled) {
        VolumeGeometry there = motion.of(moving.geometry());
        Volume moved = LinearOntoGrid.of(new Volume(moving.voxels(), there, moving.padding()), moving.geometry())
                .volume();
        if (filled) {
            Views.flatIterable(moved.voxels()).forEach(voxel -> {
                if (Float.isNaN(voxel.get())) {
                    voxel.set(0);
                }
            });
        }
        return moved;
    }

    private RigidMotion motion(int number) {
        Random random = new Random(1000 + number);
        double[] centre = new double[3];
        for (double[] corner : corners) {
            for (int axis = 0; axis < 3; axis++) {
                centre[axis] += corner[axis] / corners.length;
            }
        }
        return RigidMotion.about(centre, vector(random, MOST_DEGREES), vector(random, MOST_MM));
    }

    private static double[] vector(Random random, double most) {
        double length = most * (LEAST_PART + (1 - LEAST_PART) * random.nextDouble());
        double[] v = {random.nextGaussian(), random.nextGaussian(), random.nextGaussian()};
        double scale = length / distance(v, new double[3]);
        return new double[] {v[0] * scale, v[1] * scale, v[2] * scale};
    }

    /** Of the box round what is brighter than a quarter of the way from the first to the last percent. */
    private static double[][] corners(LevelImage image) {
        float[] sorted = image.known();
        Arrays.sort(sorted);
        double low = sorted[sorted.length / 100];
        double threshold = low + (sorted[sorted.length * 99 / 100] - low) / 4;
        double[][] ends = new double[2][3];
        Arrays.fill(ends[0], Double.POSITIVE_INFINITY);
        Arrays.fill(ends[1], Double.NEGATIVE_INFINITY);
        for (int voxel = 0; voxel < image.count(); voxel++) {
            double[] place = image.place(voxel);
            for (int axis = 0; axis < 3 && image.value(voxel) > threshold; axis++) {
                ends[0][axis] = Math.min(ends[0][axis], place[axis]);
                ends[1][axis] = Math.max(ends[1][axis], place[axis]);
            }
        }
        double[][] corners = new double[8][];
        for (int corner = 0; corner < corners.length; corner++) {
            corners[corner] = new double[] {ends[corner & 1][0], ends[corner >> 1 & 1][1], ends[corner >> 2][2]};
        }
        return corners;
    }

    private static String summary(double... values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        double median = (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
        return String.format(Locale.ROOT, "%.2f (%.2f)", median, sorted[sorted.length - 1]);
    }

    private static double distance(double[] a, double[] b) {
        return Math.hypot(Math.hypot(a[0] - b[0], a[1] - b[1]), a[2] - b[2]);
    }

    private static double cpu() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() / 1e9;
    }
}
