package org.lesionlens.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import net.imglib2.util.Intervals;
import net.imglib2.view.Views;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lesionlens.inference.TinyModels;
import org.lesionlens.io.VolumeFiles;
import org.lesionlens.io.nifti.NiftiWriter;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.Volume;
import org.lesionlens.volume.VolumeGeometry;

/**
 * Four frames from the command line to the tables: a square of 4 x 4 pixels that goes right by 2 pixels a frame, and in the last two
 * frames one of 3 x 3 where it was in the first. The network ({@code models/tiny/neighbours}) finds what is white in its second channel.
 */
class SequenceCommandTest {
    private static final VolumeGeometry GRID = VolumeGeometry.axisAligned(new long[] {32, 20, 4}, 0.5, 0.5, 2.5);

    @TempDir
    private Path folder;

    @BeforeEach
    void writeFrames() throws IOException {
        Volume spot = Volume.allocate(GRID);
        Volume squares = Volume.allocate(GRID);
        for (int frame = 0; frame < 4; frame++) {
            fill(spot, 30, frame, 1, 100);
            fill(squares, 4 + 2 * frame, frame, 4, 255);
            fill(squares, 3, frame, frame < 2 ? 0 : 3, 255);
        }
        NiftiWriter.FAST.writeVolume(folder.resolve("cine.nii.gz"), spot);
        NiftiWriter.FAST.writeVolume(folder.resolve("second.nii.gz"), squares);
    }

    private static void fill(Volume volume, int x, int frame, int side, int value) {
        Views.interval(volume.voxels(), Intervals.createMinSize(x, 6, frame, side, side, 1))
                .forEach(voxel -> voxel.set(value));
    }

    private CommandLineRun analyze(Object input, String... more) {
        List<Object> arguments = new ArrayList<>(List.of(
                "analyze",
                input,
                "--output",
                folder.resolve("out"),
                "--device",
                "cpu",
                "--threshold",
                "0.45",
                "--model",
                TinyModels.FOLDER.resolve("neighbours/weighted-frames")));
        arguments.addAll(List.of(more));
        return CommandLineRun.of(arguments.toArray());
    }

    private String named() {
        return "first=" + folder.resolve("cine.nii.gz") + ",second=" + folder.resolve("second.nii.gz");
    }

    private List<String> table(String name) throws IOException {
        return Files.readAllLines(folder.resolve("out/cine").resolve(name));
    }

    @Test
    void aRowForEachLesionOfEachFrame() throws IOException {
        CommandLineRun run = analyze(named());
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(table("frames.csv"))
                .satisfies(rows -> assertThat(rows.get(0))
                        .isEqualTo("case,label,class,frame,time_s,pixels,area_mm2,diameter_mm,perpendicular_mm,"
                                + "centroid_x,centroid_y,mean_probability,max_probability"))
                .extracting(row -> row.replaceAll(",[^,]*,[^,]*,([^,]*,[^,]*),[^,]*,[^,]*$", ",$1"))
                .containsExactly(
                        "case,label,class,frame,time_s,pixels,area_mm2,centroid_x,centroid_y",
                        "cine,1,,0,,16,4,5.5,7.5",
                        "cine,1,,1,,16,4,7.5,7.5",
                        "cine,1,,2,,16,4,9.5,7.5",
                        "cine,2,,2,,9,2.25,4,7",
                        "cine,1,,3,,16,4,11.5,7.5",
                        "cine,2,,3,,9,2.25,4,7");
    }

    @Test
    void aLesionOfAllFramesHasTheirPixelsTheAreaOfItsLargestAndNoVolume() throws IOException {
        CommandLineRun run = analyze(named());
        assertThat(run.out()).contains("2 lesions, the largest 4.00 mm2");
        assertThat(table("lesions.csv"))
                .extracting(row -> row.replaceAll("^(([^,]*,){16}).*", "$1"))
                .contains("cine,1,,,64,,4,,,,4,6,0,14,10,4,", "cine,2,,,18,,2.25,,,,3,6,2,6,9,4,");
        LabelMap labels = VolumeFiles.readLabels(folder.resolve("out/cine/labels.nii.gz"));
        assertThat(labels.voxels().getAt(4, 6, 0).get()).isEqualTo(1);
        assertThat(labels.voxels().getAt(4, 6, 3).get()).isEqualTo(2);
    }
}
