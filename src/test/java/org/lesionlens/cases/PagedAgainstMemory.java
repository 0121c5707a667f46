package org.lesionlens.cases;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.DoubleStream;
import org.lesionlens.inference.Device;
import org.lesionlens.io.LoadedImage;
import org.lesionlens.io.file.ReadOptions;
import org.lesionlens.io.file.Removal;
import org.lesionlens.pipeline.AnalysisChoices;
import org.lesionlens.pipeline.AnalysisModels;
import org.lesionlens.pipeline.ChosenModels;
import org.lesionlens.volume.Progress;

/**
 * What it costs to hold an image in pages on disk: the same image in memory and in pages, in turn, CPU of the process from
 * file to results; with {@code -Dbench.main=org.lesionlens.cases.PagedAgainstMemory -Dbench=IMAGE}. Not part of the tests.
 */
public final class PagedAgainstMemory {
    private static final int PAIRS = 15;
    private static final int WARM = 4;
    private static final String MEMORY = "lesionlens.voxels.mib";

    private PagedAgainstMemory() {}

    /** Image, by default the phantom, and MiB for its voxels in pages, by default 4. */
    public static void main(String[] arguments) throws IOException {
        Path image = Path.of(
                arguments.length > 0 && !arguments[0].isEmpty() ? arguments[0] : "test-data/phantom_t1ce.nii.gz");
        String little = arguments.length > 1 ? arguments[1] : "4";
        double[] ratios = new double[PAIRS];
        try (AnalysisModels models =
                ChosenModels.find(Optional.empty(), Optional.empty()).open(Optional.of(Device.CPU), 1, Progress.NONE)) {
            for (int pair = -WARM; pair < PAIRS; pair++) {
                double memory = seconds(models, image, "100000");
                double pages = seconds(models, image, little);
                System.out.printf(Locale.ROOT, "in memory %.3f s, in pages %.3f s%n", memory, pages);
                if (pair >= 0) {
                    ratios[pair] = pages / memory;
                }
            }
        }
        double[] sorted = DoubleStream.of(ratios).sorted().toArray();
        System.out.printf(
                Locale.ROOT,
                "ratio %.3f, the median of %d pairs (%.3f to %.3f)%n",
                sorted[PAIRS / 2],
                PAIRS,
                sorted[PAIRS / 4],
                sorted[PAIRS * 3 / 4]);
    }

    private static double seconds(AnalysisModels models, Path image, String mib) throws IOException {
        System.setProperty(MEMORY, mib);
        Path output = Files.createTempDirectory("paged-against-memory");
        OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        long before = system.getProcessCpuTime();
        Case item = new Case("case", image, new ReadOptions(Optional.empty(), false));
        CaseRunner runner = new CaseRunner(
                models,
                CaseSettings.of(
                        AnalysisChoices.NONE.resolvedFor(models.segmenter().description())),
                output);
        LoadedImage volume = runner.read(item);
        runner.writeAside(item, volume, runner.analyze(item, volume, Progress.NONE), Map.of());
        long used = system.getProcessCpuTime() - before;
        Removal.of(output);
        return used / 1e9;
    }
}
