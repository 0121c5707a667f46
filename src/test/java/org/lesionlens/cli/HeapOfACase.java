package org.lesionlens.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.lesionlens.cases.Case;
import org.lesionlens.cases.CaseRunner;
import org.lesionlens.cases.CaseSettings;
import org.lesionlens.inference.Device;
import org.lesionlens.io.LoadedImage;
import org.lesionlens.io.VolumeFiles;
import org.lesionlens.io.file.ReadOptions;
import org.lesionlens.io.file.VolumeHeader;
import org.lesionlens.pipeline.AnalysisChoices;
import org.lesionlens.pipeline.AnalysisModels;
import org.lesionlens.pipeline.ChosenModels;
import org.lesionlens.volume.Progress;
import org.lesionlens.volume.VoxelMemory;

/**
 * Analyses a case whatever it is estimated to take, for {@code src/test/python/heap_of_a_case.py}, which looks for the
 * smallest heap in which that works; not part of the tests.
 */
public final class HeapOfACase {
    private static final ReadOptions OPTIONS = new ReadOptions(Optional.empty(), false);

    private HeapOfACase() {}

    /** Image and output folder; of an image alone the estimate is printed, in MiB. */
    public static void main(String[] arguments) throws IOException {
        Path image = Path.of(arguments[0]);
        if (arguments.length == 1) {
            VolumeHeader header = VolumeFiles.header(image, OPTIONS);
            long[] size = header.size().stream().mapToLong(Long::longValue).toArray();
            System.out.println((VoxelMemory.BASE + VoxelMemory.least(header.sliceAxis(), size)) >> 20);
            return;
        }
        Case item = new Case("case", image, OPTIONS);
        try (AnalysisModels models =
                ChosenModels.find(Optional.empty(), Optional.empty()).open(Optional.of(Device.CPU), 1, Progress.NONE)) {
            CaseRunner runner = new CaseRunner(
                    models,
                    CaseSettings.of(
                            AnalysisChoices.NONE.resolvedFor(models.segmenter().description())),
                    Path.of(arguments[1]));
            LoadedImage volume = runner.read(item);
            runner.writeAside(item, volume, runner.analyze(item, volume, Progress.NONE), Map.of());
        }
    }
}
