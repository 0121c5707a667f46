package org.lesionlens.registration;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import org.lesionlens.io.VolumeFiles;
import org.lesionlens.volume.LinearOntoGrid;
import org.lesionlens.volume.Progress;
import org.lesionlens.volume.Volume;

/** How well known motions are found again. */
public final class KnownMotions {
    static double[] reference;

    static double[] apply(double[] m, double[] p) {
        double[] q = new double[3];
        for (int r = 0; r < 3; r++) q[r] = m[4 * r] * p[0] + m[4 * r + 1] * p[1] + m[4 * r + 2] * p[2] + m[4 * r + 3];
        return q;
    }

    public static void main(String[] arguments) throws IOException {
        int motions = Integer.getInteger("motions", 20);
        boolean zero = Boolean.getBoolean("zerofill");
        for (String line : Files.readAllLines(Path.of("/work/tmp/reg/pairs.csv"))) {
            String[] pair = line.split(",");
            if (arguments.length > 0 && !pair[0].matches(arguments[0])) {
                continue;
            }
            double[] ref =
                    Arrays.stream(pair, 3, 15).mapToDouble(Double::parseDouble).toArray();
            Volume fixed = VolumeFiles.read(Path.of(pair[1]), Optional.empty()).volume();
            Volume moving = VolumeFiles.read(Path.of(pair[2]), Optional.empty()).volume();
            double[][] corners = corners(fixed);
            double[][] errors = new double[3][motions];
            double seconds = 0;
            double[] gains = new double[motions];
            String s = "";
            for (int i = -1; i < motions; i++) {
                RigidMotion known = i < 0 ? RigidMotion.NONE : motion(i, corners);
                Volume moved = moving;
                if (i >= 0) {
                    // A'(M p) = A(p): A' is A with its grid moved, seen on the old grid
                    moved = LinearOntoGrid.of(
                                    new Volume(moving.voxels(), known.of(moving.geometry())), moving.geometry())
                            .volume();
                    if (zero) {
                        net.imglib2.view.Views.flatIterable(moved.voxels()).forEach(v -> {
                            if (Float.isNaN(v.get())) v.set(0);
                        });
                    }
                }
                long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
                Registration found = RigidRegistration.of(fixed, moved, Progress.NONE);
                double took = (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - start) / 1e9;
                double header = 0;
                double other = 0;
                for (double[] corner : corners) {
                    double[] q =
                            known.inverse().position(found.motion().inverse().position(corner));
                    header += far(q, corner) / 8;
                    other += far(q, apply(ref, corner)) / 8;
                }
                if (i < 0) {
                    s = String.format(
                            Locale.ROOT,
                            "unmoved: header %.2f other %.2f (%.3f->%.3f)",
                            header,
                            other,
                            found.information().before(),
                            found.information().after());
                } else {
                    errors[0][i] = header;
                    errors[1][i] = other;
                    seconds += took / motions;
                    gains[i] = found.information().after();
                }
            }
            Arrays.sort(gains);
            System.out.printf(
                    Locale.ROOT,
                    "%-6s %s; header med %.2f max %.2f; other med %.2f max %.2f  %.2f s   info %.3f..%.3f %s%n",
                    pair[0],
                    s,
                    med(errors[0]),
                    max(errors[0]),
                    med(errors[1]),
                    max(errors[1]),
                    seconds,
                    gains[0],
                    gains[motions - 1],
                    Arrays.toString(Arrays.stream(errors[1])
                            .map(e -> Math.round(e * 10) / 10.0)
                            .toArray()));
        }
    }

    static double far(double[] a, double[] b) {
        return Math.sqrt(Math.pow(a[0] - b[0], 2) + Math.pow(a[1] - b[1], 2) + Math.pow(a[2] - b[2], 2));
    }

    static double med(double[] v) {
        double[] sorted = v.clone();
        Arrays.sort(sorted);
        return (sorted[(v.length - 1) / 2] + sorted[v.length / 2]) / 2;
    }

    static double max(double[] v) {
        return Arrays.stream(v).max().orElseThrow();
    }

    static RigidMotion motion(int seed, double[][] corners) {
        Random random = new Random(1000 + seed);
        double[] centre = new double[3];
        for (double[] c : corners) for (int a = 0; a < 3; a++) centre[a] += c[a] / 8;
        return RigidMotion.about(
                centre,
                vector(random, 15 * (0.3 + 0.7 * random.nextDouble())),
                vector(random, 20 * (0.3 + 0.7 * random.nextDouble())));
    }

    private static double[] vector(Random random, double length) {
        double[] v = {random.nextGaussian(), random.nextGaussian(), random.nextGaussian()};
        double n = Math.sqrt(v[0] * v[0] + v[1] * v[1] + v[2] * v[2]);
        return new double[] {v[0] / n * length, v[1] / n * length, v[2] / n * length};
    }

    /** Of the box round what is brighter than a quarter of the 99th percentile. */
    static double[][] corners(Volume volume) {
        LevelImage image = Coarsening.of(volume, 4);
        float[] values = new float[image.count()];
        for (int i = 0; i < values.length; i++) values[i] = image.value(i);
        float[] sorted = values.clone();
        Arrays.sort(sorted);
        double low = sorted[sorted.length / 100];
        double threshold = low + (sorted[sorted.length * 99 / 100] - low) / 4;
        double[] least = {1e9, 1e9, 1e9};
        double[] most = {-1e9, -1e9, -1e9};
        for (int i = 0; i < values.length; i++) {
            if (values[i] > threshold) {
                double[] w = image.grid()
                        .toWorld(
                                i % image.size(0),
                                i / image.size(0) % image.size(1),
                                i / image.size(0) / image.size(1));
                for (int a = 0; a < 3; a++) {
                    least[a] = Math.min(least[a], w[a]);
                    most[a] = Math.max(most[a], w[a]);
                }
            }
        }
        double[][] corners = new double[8][];
        for (int c = 0; c < 8; c++) {
            corners[c] = new double[] {
                (c & 1) == 0 ? least[0] : most[0], (c & 2) == 0 ? least[1] : most[1], (c & 4) == 0 ? least[2] : most[2]
            };
        }
        return corners;
    }
}
