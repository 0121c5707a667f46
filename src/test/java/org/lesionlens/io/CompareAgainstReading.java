package org.lesionlens.io;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import net.imglib2.RandomAccess;
import net.imglib2.type.numeric.integer.UnsignedShortType;
import net.imglib2.view.Views;
import org.lesionlens.io.file.Removal;
import org.lesionlens.io.nifti.NiftiWriter;
import org.lesionlens.metric.CaseAgreement;
import org.lesionlens.metric.ComparedMasks;
import org.lesionlens.metric.Comparison;
import org.lesionlens.metric.Metrics;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.VolumeGeometry;

/**
 * What all figures of a case cost beside reading its two masks of 256 x 256 x 128 from .nii.gz, CPU of the process; with
 * {@code -Dbench.main=org.lesionlens.io.CompareAgainstReading}. Not part of the tests.
 */
public final class CompareAgainstReading {
    private static final int ROUNDS = 15;
    private static final int WARM = 6;
    private static final VolumeGeometry GRID = VolumeGeometry.axisAligned(new long[] {256, 256, 128}, 0.9, 0.9, 1.2);

    /** Balls, in voxels; the prediction has them shifted by a little, some of them elsewhere. */
    private record Scene(String name, int balls, double radius, double elsewhere) {}

    private static final List<Scene> SCENES = List.of(
            new Scene("four balls of radius 20", 4, 20, 0),
            new Scene("one ball of radius 60", 1, 60, 0),
            new Scene("two balls of radius 20, elsewhere", 2, 20, 1),
            new Scene("200 balls of radius 5 everywhere", 200, 5, 0.2),
            new Scene("2000 balls of radius 2.5 everywhere", 2000, 2.5, 0.5),
            new Scene("20000 dots everywhere, elsewhere", 20000, 0.5, 1));

    private CompareAgainstReading() {}

    /** Takes nothing. */
    public static void main(String[] arguments) throws IOException {
        Path folder = Files.createTempDirectory("compare");
        for (Scene scene : SCENES) {
            Path prediction = folder.resolve("prediction.nii.gz");
            Path reference = folder.resolve("reference.nii.gz");
            new NiftiWriter(6).writeMask(prediction, mask(scene, 1));
            new NiftiWriter(6).writeMask(reference, mask(scene, 0));
            measure(scene.name(), prediction, reference);
        }
        Removal.of(folder);
    }

    private static LabelMap mask(Scene scene, double shift) {
        LabelMap mask = LabelMap.allocate(GRID);
        Random random = new Random(scene.balls());
        for (int ball = 0; ball < scene.balls(); ball++) {
            double[] middle = new double[3];
            boolean elsewhere = random.nextDouble() < scene.elsewhere();
            for (int axis = 0; axis < 3; axis++) {
                double room = GRID.size(axis) - 1 - 2 * scene.radius();
                double place = scene.radius() + room * random.nextDouble();
                double other = scene.radius() + room * random.nextDouble();
                double near = place + shift * (2 * random.nextDouble() - 1);
                middle[axis] = elsewhere && shift > 0 ? other : near;
            }
            paint(mask, middle, scene.radius());
        }
        return mask;
    }

    private static void paint(LabelMap mask, double[] middle, double radius) {
        RandomAccess<UnsignedShortType> voxel = Views.extendZero(mask.voxels()).randomAccess();
        int reach = (int) Math.ceil(radius);
        for (int z = -reach; z <= reach; z++) {
            for (int y = -reach; y <= reach; y++) {
                for (int x = -reach; x <= reach; x++) {
                    if (x * x + y * y + z * z <= radius * radius) {
                        voxel.setPosition(Math.round(middle[0]) + x, 0);
                        voxel.setPosition(Math.round(middle[1]) + y, 1);
                        voxel.setPosition(Math.round(middle[2]) + z, 2);
                        voxel.get().set(1);
                    }
                }
            }
        }
    }

    private static void measure(String name, Path prediction, Path reference) throws IOException {
        double[] ratios = new double[ROUNDS];
        double reading = 0;
        double comparing = 0;
        for (int round = -WARM; round < ROUNDS; round++) {
            double start = cpu();
            LabelMap predicted = VolumeFiles.readLabels(prediction);
            LabelMap real = VolumeFiles.readLabels(reference);
            double read = cpu();
            CaseAgreement agreement = ComparedMasks.of(predicted, real).compare(name, name, Comparison.USUAL);
            Metrics.ALL.forEach(metric -> metric.of(agreement));
            double done = cpu();
            ratios[Math.max(0, round)] = (done - read) / (read - start);
            reading += round < 0 ? 0 : read - start;
            comparing += round < 0 ? 0 : done - read;
        }
        Arrays.sort(ratios);
        System.out.printf(
                Locale.ROOT,
                "%s: %.2f of reading (%d rounds of %.2f to %.2f), %.3f s of %.3f s%n",
                name,
                comparing / reading,
                ROUNDS,
                ratios[0],
                ratios[ROUNDS - 1],
                comparing / ROUNDS,
                reading / ROUNDS);
    }

    private static double cpu() {
        return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime() / 1e9;
    }
}
