package org.lesionlens.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ij.ImagePlus;
import ij.ImageStack;
import ij.io.FileSaver;
import ij.process.ByteProcessor;
import ij.process.ImageProcessor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lesionlens.io.VolumeFiles;
import org.lesionlens.io.table.CsvTable;
import org.lesionlens.model.ChangedModel;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.Volume;

/**
 * Four frames ({@link SequenceFiles}) from the command line to the tables. The network ({@code models/tiny/neighbours}) finds what is white in its second channel.
 */
class SequenceCommandTest {
    @TempDir
    private Path folder;

    @BeforeEach
    void writeFrames() throws IOException {
        SequenceFiles.write(folder);
    }

    private CommandLineRun analyze(Object input, String... more) {
        return SequenceFiles.run(folder, "analyze", input, more);
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

    /** The frame of the longest diameter, of a file of four dimensions, with the weights of those round it. */
    @Test
    void aFrameIsExplained() throws IOException {
        Path model = ChangedModel.copy(
                "neighbours/weighted-slices",
                folder.resolve("models"),
                text -> text.replace("axis: slice", "axis: time"));
        CommandLineRun run = CommandLineRun.of(
                "explain",
                inFourDimensions("second", 1, 4),
                "--output",
                folder.resolve("out"),
                "--model",
                model,
                "--device",
                "cpu");
        assertThat(run.code()).as(run.err()).isZero();
        Path results = folder.resolve("out/second");
        assertThat(Files.readAllLines(results.resolve("frame_weights.csv"))).hasSize(6);
        assertThat(VolumeFiles.read(results.resolve("probability.nii.gz"), Optional.empty())
                        .volume()
                        .geometry()
                        .size())
                .startsWith(32, 20);
    }

    private Path inFourDimensions(String name, int slices, int frames) throws IOException {
        return SequenceFiles.inFourDimensions(folder, name, slices, frames);
    }

    @Test
    void volumesOfOneSliceThatFollowEachOtherAreFrames() throws IOException {
        CommandLineRun plain = analyze(named());
        List<String> lesions = table("lesions.csv");
        List<String> frames = table("frames.csv");
        CommandLineRun run = analyze(
                "first=" + inFourDimensions("cine", 1, 4) + ",second=" + inFourDimensions("second", 1, 4),
                "--overwrite");
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(plain.err()).contains("takes the third axis of the image for time");
        assertThat(run.err()).doesNotContain("third axis", "4D");
        assertThat(table("lesions.csv")).isEqualTo(lesions);
        assertThat(table("frames.csv"))
                .extracting(row -> row.replaceAll("^(cine,[12],,[0-3],)[^,]+", "$1"))
                .isEqualTo(frames);
        assertThat(table("frames.csv").get(6)).startsWith("cine,2,,3,0.12,9,2.25,");
    }

    @Test
    void volumesOfSeveralSlicesAreNoFrames() throws IOException {
        CommandLineRun run =
                analyze("first=" + inFourDimensions("cine", 2, 2) + ",second=" + inFourDimensions("second", 2, 2));
        assertThat(run.code()).isEqualTo(ExitCode.NOTHING_DONE);
        assertThat(run.err()).contains("holds 2 volumes of 2 slices but the model", "save one slice of all times");
    }

    @Test
    void channelsAndFramesOfAStackOfImageJAreWhatTheySay() throws IOException {
        analyze(named());
        List<String> frames = table("frames.csv");
        ImageStack stack = new ImageStack(32, 20);
        Volume[] channels = {
            VolumeFiles.read(folder.resolve("cine.nii.gz"), Optional.empty()).volume(),
            VolumeFiles.read(folder.resolve("second.nii.gz"), Optional.empty()).volume()
        };
        for (int page = 0; page < 8; page++) {
            ImageProcessor picture = new ByteProcessor(32, 20);
            for (int pixel = 0; pixel < 640; pixel++) {
                picture.set(pixel, (int) channels[page % 2]
                        .voxels()
                        .getAt(pixel % 32, pixel / 32, page / 2)
                        .get());
            }
            stack.addSlice(picture);
        }
        ImagePlus image = new ImagePlus("cine", stack);
        image.setDimensions(2, 1, 4);
        image.getCalibration().setUnit("mm");
        image.getCalibration().pixelWidth = 0.5;
        image.getCalibration().pixelHeight = 0.5;
        image.getCalibration().frameInterval = 0.5;
        new FileSaver(image).saveAsTiffStack(folder.resolve("cine.tif").toString());
        CommandLineRun run = analyze(folder.resolve("cine.tif"), "--overwrite");
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(table("frames.csv"))
                .extracting(row -> row.replaceAll("^(cine,[12],,[0-3],)[^,]+", "$1"))
                .isEqualTo(frames);
        assertThat(table("frames.csv").get(6)).startsWith("cine,2,,3,1.5,9,2.25,");
    }

    /** The second case as NIfTI of the sizes x, y, 1 and t; a run that goes on finds both done. */
    @Test
    void aBatchAnalysesSequencesAndGoesOn() throws IOException {
        Path table = Files.writeString(
                folder.resolve("cases.csv"),
                "case,first,second\na,cine.nii.gz,second.nii.gz\nb," + inFourDimensions("cine", 1, 4) + ","
                        + inFourDimensions("second", 1, 4) + "\n");
        CommandLineRun run = batch(table);
        assertThat(run.code()).as(run.err()).isZero();
        for (String name : List.of("a", "b")) {
            assertThat(Files.readAllLines(folder.resolve("out").resolve(name).resolve("frames.csv")))
                    .hasSize(7);
        }
        Path sidecar = folder.resolve("out/a/analysis.json");
        String before = Files.readString(sidecar);
        Files.move(folder.resolve("out/b"), folder.resolve("gone"));
        CommandLineRun again = batch(table, "--resume");
        assertThat(again.code()).as(again.err()).isZero();
        assertThat(sidecar).content().isEqualTo(before);
        assertThat(folder.resolve("out/b/analysis.json")).exists();
        assertThat(Files.readAllLines(folder.resolve("out/lesions.csv"))).hasSize(5);
    }

    private CommandLineRun batch(Path table, String... more) {
        return SequenceFiles.run(folder, "batch", table, more);
    }

    /** Of a file whose third spacing is known: what is counted through it is no volume. */
    @Test
    void masksOfSequencesAreNoVolumes() throws IOException {
        assertThat(analyze(named()).code()).isZero();
        Path references = Files.createDirectories(folder.resolve("references"));
        Files.copy(folder.resolve("out/cine/mask.nii.gz"), references.resolve("cine.nii.gz"));
        CommandLineRun evaluated = CommandLineRun.of(
                "evaluate", folder.resolve("out"), references, "--output", folder.resolve("scores.csv"));
        assertThat(evaluated.code()).as(evaluated.err()).isZero();
        assertThat(evaluated.err())
                .containsOnlyOnce("of a sequence in time")
                .contains("compared as slices", "there are no ml");
        assertThat(CsvTable.read(folder.resolve("scores.csv")).get(0))
                .containsEntry("dice", "1")
                .containsEntry("volume_error_ml", "");
        for (String lesions : List.of("out/cine", "out/cine/mask.nii.gz")) {
            CommandLineRun followed = followed(lesions);
            assertThat(followed.code()).isNotZero();
            assertThat(followed.err())
                    .contains("is of a sequence in time, which has no volumes that could be followed");
        }
    }

    /** The reference of a case whose analysis failed has a third spacing, which is no more one of a volume than its sibling's. */
    @Test
    void aSequenceWithoutResultsIsMeasuredAsTheOthersAre() throws IOException {
        assertThat(analyze(named()).code()).isZero();
        Path mask = folder.resolve("out/cine/mask.nii.gz");
        Path references = Files.createDirectories(folder.resolve("references"));
        Files.copy(mask, references.resolve("cine.nii.gz"));
        Files.copy(mask, references.resolve("failed.nii.gz"));
        CommandLineRun evaluated = CommandLineRun.of(
                "evaluate", folder.resolve("out"), references, "--output", folder.resolve("scores.csv"));
        assertThat(evaluated.code()).as(evaluated.err()).isZero();
        assertThat(evaluated.err())
                .contains("failed: there is no prediction: scored as an empty one; other predictions are of sequences")
                .doesNotContain("distances and surface Dice of all are left out");
        assertThat(CsvTable.read(folder.resolve("scores.csv")))
                .hasSize(2)
                .allSatisfy(row -> assertThat(row).containsEntry("volume_error_ml", ""));
    }

    /** What is lesion touches through the frames: 82 voxels, as many as are asked for, which would be of 0.625 mm3 each. */
    @Test
    void boxesRoundMasksOfSequencesAreMeasuredInVoxels() throws IOException {
        assertThat(analyze(named()).code()).isZero();
        Path boxes = Files.writeString(
                folder.resolve("boxes.csv"),
                "case,x_min,y_min,z_min,x_max,y_max,z_max\ncine,4,6,0,14,10,4\ncine,3,6,2,6,9,4\n");
        CommandLineRun evaluated = CommandLineRun.of(
                "evaluate",
                folder.resolve("out"),
                boxes,
                "--min-lesion",
                "82",
                "--output",
                folder.resolve("scores.csv"));
        assertThat(evaluated.code()).as(evaluated.err()).isZero();
        assertThat(evaluated.err()).contains("of a sequence in time", "compared as slices", "sizes are in voxels");
        assertThat(CsvTable.read(folder.resolve("scores.csv")).get(0)).containsEntry("predicted", "1");
    }

    private CommandLineRun followed(String lesions) throws IOException {
        Path dates = Files.writeString(
                folder.resolve("dates.csv"),
                "patient,date,mask\np,2026-01-01," + lesions + "\np,2026-03-01," + lesions + "\n");
        return CommandLineRun.of("followup", dates, "--output", folder.resolve("followed"), "--overwrite");
    }

    /** A mask of somebody else beside results, and one beside a file of somebody else that is called as our sidecar is. */
    @Test
    void masksThatAreNoneOfTheSequenceBesideThemAreVolumes() throws IOException {
        assertThat(analyze(named()).code()).isZero();
        Path mask = folder.resolve("out/cine/mask.nii.gz");
        Files.copy(mask, folder.resolve("out/cine/expert.nii.gz"));
        CommandLineRun experts = followed("out/cine/expert.nii.gz");
        assertThat(experts.code()).as(experts.err()).isZero();
        Path foreign = Files.createDirectories(folder.resolve("foreign/cine"));
        Files.copy(mask, foreign.resolve("mask.nii.gz"));
        Files.writeString(foreign.resolve("analysis.json"), "[]");
        CommandLineRun others = followed("foreign/cine/mask.nii.gz");
        assertThat(others.code()).as(others.err()).isZero();
        Path references = Files.createDirectories(folder.resolve("references"));
        Files.copy(mask, references.resolve("cine.nii.gz"));
        CommandLineRun evaluated = CommandLineRun.of(
                "evaluate", folder.resolve("foreign"), references, "--output", folder.resolve("scores.csv"));
        assertThat(evaluated.code()).as(evaluated.err()).isZero();
        assertThat(CsvTable.read(folder.resolve("scores.csv")).get(0)).containsEntry("volume_error_ml", "0");
    }

    @Test
    void theLargestIsThatOfTheLargestArea() throws IOException {
        SequenceFiles.writeUnlike(folder);
        CommandLineRun run = analyze(named());
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(table("lesions.csv"))
                .extracting(row -> row.replaceAll("^(([^,]*,){7}).*", "$1"))
                .contains("cine,1,,,4,,1,", "cine,2,,,27,,2.25,", "cine,3,,,25,,6.25,");
        assertThat(run.out()).contains("3 lesions, the largest 6.25 mm2");
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
