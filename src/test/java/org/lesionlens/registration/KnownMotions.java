package org.lesionlens.registration;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import org.lesionlens.io.VolumeFiles;
import org.lesionlens.volume.LinearOntoGrid;
import org.lesionlens.volume.Progress;
import org.lesionlens.volume.Volume;

/** How well known motions are found again. */
public final class KnownMotions {
    public static void main(String[] arguments) throws IOException {
        int motions = Integer.getInteger("motions", 20);
        boolean zero = Boolean.getBoolean("zerofill");
        String data = "/work/shared/data/";
        List<String[]> pairs = new java.util.ArrayList<>();
        for (String p : List.of("01", "03", "04", "05", "06")) {
            pairs.add(new String[] {p, data + "brain-progression/" + p + "_post_t1ce.nii.gz", data + "brain-progression/" + p + "_pre_t1ce.nii.gz"});
        }
        for (String p : List.of("12", "13", "23")) {
            pairs.add(new String[] {"ms" + p, data + "ms-three-visits/P14_visit" + p.charAt(0) + "_flair.nii.gz", data + "ms-three-visits/P14_visit" + p.charAt(1) + "_flair.nii.gz"});
        }
        pairs.add(new String[] {"chest", data + "chest-ct-whole/LIDC-IDRI-0314_ct.nii.gz", data + "chest-ct-whole/LIDC-IDRI-0314_ct.nii.gz"});
        for (String[] pair : pairs) {
            if (arguments.length > 0 && !pair[0].matches(arguments[0])) {
                continue;
            }
            Volume fixed = VolumeFiles.read(Path.of(pair[1]), Optional.empty()).volume();
            Volume moving = VolumeFiles.read(Path.of(pair[2]), Optional.empty()).volume();
            double[][] corners = corners(fixed);
            double[] errors = new double[motions];
            double seconds = 0;
            double none = 0;
            String s = "";
            double[] gains = new double[motions];
            for (int i = -1; i < motions; i++) {
                RigidMotion known = i < 0 ? RigidMotion.NONE : motion(i, corners);
                Volume moved = i < 0 ? moving : LinearOntoGrid.of(moving, known.of(moving.geometry()).equals(moving.geometry()) ? moving.geometry() : moving.geometry()).volume();
                if (i >= 0) {
                    // A'(M p) = A(p): A' is A with its grid moved, seen on the old grid
                    moved = LinearOntoGrid.of(new Volume(moving.voxels(), known.of(moving.geometry())), moving.geometry()).volume();
                    if (zero) {
                        net.imglib2.view.Views.flatIterable(moved.voxels()).forEach(v -> { if (Float.isNaN(v.get())) v.set(0); });
                    }
                }
                long start = System.nanoTime();
                Registration found = RigidRegistration.of(fixed, moved, Progress.NONE);
                double took = (System.nanoTime() - start) / 1e9;
                double error = 0;
                for (double[] corner : corners) {
                    double[] back = found.motion().position(known.position(corner));
                    error += Math.sqrt(Math.pow(back[0] - corner[0], 2) + Math.pow(back[1] - corner[1], 2) + Math.pow(back[2] - corner[2], 2)) / 8;
                }
                if (i < 0) {
                    none = error;
                    if (System.getProperty("dump") != null) {
                        StringBuilder text = new StringBuilder();
                        for (double[] corner : corners) {
                            double[] q = found.motion().inverse().position(corner);
                            text.append(String.format(Locale.ROOT, "%f %f %f %f %f %f%n", corner[0], corner[1], corner[2], q[0], q[1], q[2]));
                        }
                        java.nio.file.Files.writeString(Path.of(System.getProperty("dump"), pair[0] + ".txt"), text);
                    }
                    s = String.format(Locale.ROOT, "%.3f->%.3f", found.informationBefore(), found.informationAfter());
                } else {
                    errors[i] = error;
                    seconds += took / motions;
                    gains[i] = found.informationAfter();
                }
            }
            double[] sorted = errors.clone();
            Arrays.sort(sorted);
            Arrays.sort(gains);
            System.out.printf(Locale.ROOT, "%-6s none %.2f (%s) median %.2f max %.2f  %.2f s   info %.3f..%.3f %s%n", pair[0], none, s, (sorted[(motions - 1) / 2] + sorted[motions / 2]) / 2, sorted[motions - 1], seconds, gains[0], gains[motions - 1],
                    Arrays.toString(Arrays.stream(errors).map(e -> Math.round(e * 10) / 10.0).toArray()));
        }
    }

    static RigidMotion motion(int seed, double[][] corners) {
        Random random = new Random(1000 + seed);
        double[] centre = new double[3];
        for (double[] c : corners) for (int a = 0; a < 3; a++) centre[a] += c[a] / 8;
        return RigidMotion.about(centre, vector(random, 15 * (0.3 + 0.7 * random.nextDouble())), vector(random, 20 * (0.3 + 0.7 * random.nextDouble())));
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
                double[] w = image.grid().toWorld(i % image.size(0), i / image.size(0) % image.size(1), i / image.size(0) / image.size(1));
                for (int a = 0; a < 3; a++) {
                    least[a] = Math.min(least[a], w[a]);
                    most[a] = Math.max(most[a], w[a]);
                }
            }
        }
        double[][] corners = new double[8][];
        for (int c = 0; c < 8; c++) {
            corners[c] = new double[] {(c & 1) == 0 ? least[0] : most[0], (c & 2) == 0 ? least[1] : most[1], (c & 4) == 0 ? least[2] : most[2]};
        }
        return corners;
    }
}
