package org.lesionlens.cli;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import net.imglib2.Cursor;
import net.imglib2.RandomAccess;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.view.Views;
import org.lesionlens.cases.Case;
import org.lesionlens.cases.CaseRunner;
import org.lesionlens.cases.CaseSettings;
import org.lesionlens.cases.MemoryBudget;
import org.lesionlens.inference.Device;
import org.lesionlens.io.LoadedImage;
import org.lesionlens.io.VolumeFiles;
import org.lesionlens.io.file.ReadOptions;
import org.lesionlens.io.nifti.NiftiWriter;
import org.lesionlens.pipeline.AnalysisChoices;
import org.lesionlens.pipeline.AnalysisModels;
import org.lesionlens.pipeline.ChosenModels;
import org.lesionlens.volume.ProbabilityMap;
import org.lesionlens.volume.Progress;
import org.lesionlens.volume.Volume;
import org.lesionlens.volume.VolumeGeometry;
import org.lesionlens.volume.VoxelMemory;

/**
 * The smallest heap in which cases of several sizes can be analysed, beside what {@link MemoryBudget} takes them for;
 * not part of the tests.
 *
 * <pre>mvn -q -Pbenchmark test-compile exec:exec -Dbench.main=org.lesionlens.cli.HeapOfACase -Dbench=none</pre>
 */
public final class HeapOfACase {
    private static final long[][] SIZES = {{192, 192, 60}, {512, 512, 60}, {512, 512, 180}};
    private static final long MIB = 1 << 20;
    private static final double PRECISION = 0.06;

    private HeapOfACase() {}

    /** Takes no notice of its arguments. */
    public static void main(String[] arguments) throws Exception {
        Path folder = Files.createTempDirectory("lesionlens-heap");
        for (long[] size : SIZES) {
            Path file = enlargedPhantom(folder, size);
            long voxels = size[0] * size[1] * size[2];
            long estimate = VoxelMemory.BASE + voxels * VoxelMemory.BYTES_PER_VOXEL;
            long needed = smallestHeap(folder, file, estimate);
            System.out.printf(
                    Locale.ROOT,
                    "%d x %d x %d: estimated %d MiB, needs %d MiB (%.2f)%n",
                    size[0],
                    size[1],
                    size[2],
                    estimate / MIB,
                    needed,
                    (double) needed * MIB / estimate);
        }
    }

    private static Path enlargedPhantom(Path folder, long[] size) throws IOException {
        Volume phantom = VolumeFiles.read(
                        Path.of("test-data/phantom_t1ce.nii.gz"), new ReadOptions(Optional.empty(), false))
                .volume();
        long[] from = phantom.geometry().size();
        double side = 160.0 / size[0];
        ProbabilityMap large =
                ProbabilityMap.allocate(VolumeGeometry.axisAligned(size, side, side, Math.max(1, 120.0 / size[2])));
        RandomAccess<FloatType> source = phantom.voxels().randomAccess();
        Cursor<FloatType> target = Views.flatIterable(large.voxels()).localizingCursor();
        while (target.hasNext()) {
            FloatType voxel = target.next();
            for (int d = 0; d < 3; d++) {
                source.setPosition(target.getLongPosition(d) * from[d] / size[d], d);
            }
            voxel.set(source.get());
        }
        Path file = folder.resolve(size[0] + "x" + size[2] + ".nii");
        NiftiWriter.FAST.writeProbability(file, large);
        return file;
    }

    /** In MiB; found by halving. */
    private static long smallestHeap(Path folder, Path file, long estimate) throws Exception {
        long tooSmall = 16;
        long enough = 2 * estimate / MIB;
        while (enough - tooSmall > PRECISION * enough) {
            long heap = (enough + tooSmall) / 2;
            if (suffices(folder, file, heap)) {
                enough = heap;
            } else {
                tooSmall = heap;
            }
        }
        return enough;
    }

    /** Analyses a case whatever it is estimated to take. */
    public static final class OneCase {
        private OneCase() {}

        /** Image and output folder. */
        public static void main(String[] arguments) throws IOException {
            Case item = new Case("case", Path.of(arguments[0]), new ReadOptions(Optional.empty(), false));
            try (AnalysisModels models = ChosenModels.find(Optional.empty(), Optional.empty())
                    .open(Optional.of(Device.CPU), 0, Progress.NONE)) {
                CaseRunner runner = new CaseRunner(
                        models,
                        CaseSettings.of(AnalysisChoices.NONE.resolvedFor(
                                models.segmenter().description())),
                        Path.of(arguments[1]));
                LoadedImage image = runner.read(item);
                runner.writeAside(item, image, runner.analyze(item, image, Progress.NONE), Map.of());
            }
        }
    }

    private static boolean suffices(Path folder, Path file, long heapMib) throws Exception {
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + heapMib + "m",
                "-Dlesionlens.models=models",
                "-cp",
                System.getProperty("java.class.path"),
                OneCase.class.getName(),
                file.toString(),
                folder.resolve("out").toString());
        return new ProcessBuilder(command)
                        .redirectOutput(Redirect.DISCARD)
                        .redirectError(Redirect.DISCARD)
                        .start()
                        .waitFor()
                == 0;
    }
}
