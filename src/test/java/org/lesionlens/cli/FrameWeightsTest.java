package org.lesionlens.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import net.imglib2.util.Intervals;
import net.imglib2.view.Views;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lesionlens.inference.TinyModels;
import org.lesionlens.io.nifti.NiftiWriter;
import org.lesionlens.io.table.CsvTable;
import org.lesionlens.volume.Volume;
import org.lesionlens.volume.VolumeGeometry;

/** Slices of 32 x 32, each brighter than the one before: the network's weight of a slice is the sigmoid of its mean, from -1 to 1. */
class FrameWeightsTest {
    private static final VolumeGeometry GRID = VolumeGeometry.axisAligned(new long[] {32, 32, 5}, 1, 1, 3);

    @TempDir
    private Path folder;

    @Test
    void theWeightOfEachSliceThatIsSeenIsTold() throws IOException {
        Volume volume = Volume.allocate(GRID);
        for (int slice = 0; slice < 5; slice++) {
            int bright = slice;
            Views.interval(volume.voxels(), Intervals.createMinSize(0, 0, slice, 32, 32, 1))
                    .forEach(voxel -> voxel.set(51 * bright));
        }
        NiftiWriter.FAST.writeVolume(folder.resolve("ramp.nii.gz"), volume);
        Path model = TinyModels.FOLDER.resolve("neighbours/weighted-slices");
        CommandLineRun run = CommandLineRun.of(
                "explain",
                folder.resolve("ramp.nii.gz"),
                "--model",
                model,
                "--device",
                "cpu",
                "--output",
                folder.resolve("out"));
        assertThat(run.code()).as(run.err()).isZero();
        List<Map<String, String>> rows = CsvTable.read(folder.resolve("out/ramp/frame_weights.csv"));
        assertThat(rows).extracting(row -> row.get("place")).containsExactly("-2", "-1", "0", "1", "2");
        assertThat(rows).extracting(row -> row.get("seen")).containsOnly("slice");
        int slice = new ObjectMapper()
                .readTree(folder.resolve("out/ramp/analysis.json").toFile())
                .get("explained_slice")
                .asInt();
        for (int place = 0; place < 5; place++) {
            int seen = Math.min(Math.max(slice + place - 2, 0), 4);
            double mean = 2 * 0.2 * seen - 1;
            assertThat(Double.parseDouble(rows.get(place).get("mean_weight")))
                    .isCloseTo(1 / (1 + Math.exp(-mean)), within(1e-4));
        }
    }
}
