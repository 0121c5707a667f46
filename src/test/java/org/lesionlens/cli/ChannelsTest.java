package org.lesionlens.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.imglib2.Cursor;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.view.Views;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lesionlens.inference.TwoChannelModel;
import org.lesionlens.io.VolumeFiles;
import org.lesionlens.io.nifti.NiftiWriter;
import org.lesionlens.io.table.CsvTable;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.Volume;
import org.lesionlens.volume.VolumeGeometry;

/** Two channels and three labels, from the command line to the files: boxes whose answers are known. */
class ChannelsTest {
    private static final VolumeGeometry GRID = VolumeGeometry.of(
            new long[] {24, 20, 6}, new double[] {1, 1, 2}, new double[] {-10, -20, 30}, new double[][] {
                {1, 0, 0}, {0, 1, 0}, {0, 0, 1}
            });

    @TempDir
    private Path folder;

    private Path model;
    private Path cohort;

    /** T1 is 1 for x below 12; flair in two boxes, one in the bright half of t1 and one across its border. */
    @BeforeEach
    void fill() throws IOException {
        model = TwoChannelModel.write(folder.resolve("models"), "two");
        cohort = Files.createDirectory(folder.resolve("cohort"));
        Volume t1 = Volume.allocate(GRID);
        Views.interval(t1.voxels(), new long[] {0, 0, 0}, new long[] {11, 19, 5})
                .forEach(voxel -> voxel.set(1));
        Volume flair = Volume.allocate(GRID);
        Views.interval(flair.voxels(), new long[] {2, 2, 1}, new long[] {4, 4, 2})
                .forEach(voxel -> voxel.set(1));
        Views.interval(flair.voxels(), new long[] {10, 10, 3}, new long[] {15, 12, 4})
                .forEach(voxel -> voxel.set(1));
        NiftiWriter.FAST.writeVolume(cohort.resolve("pat_0000.nii.gz"), t1);
        NiftiWriter.FAST.writeVolume(cohort.resolve("pat_0001.nii.gz"), flair);
    }

    private CommandLineRun run(String command, Object input, String... more) {
        List<Object> arguments = new ArrayList<>(
                List.of(command, input, "--output", folder.resolve("out"), "--device", "cpu", "--model", model));
        arguments.addAll(List.of(more));
        return CommandLineRun.of(arguments.toArray());
    }

    private String named() {
        return "flair=" + cohort.resolve("pat_0001.nii.gz") + ",t1=" + cohort.resolve("pat_0000.nii.gz");
    }

    private LabelMap labels(String file) throws IOException {
        return VolumeFiles.readLabels(folder.resolve("out/pat_0000").resolve(file));
    }

    private static int at(LabelMap labels, long... voxel) {
        return labels.voxels().getAt(voxel).get();
    }

    @Test
    void lesionsHaveTheClassOfTheirLabelAndOrgansAreContext() throws IOException {
        CommandLineRun run = run("analyze", named(), "--format", "nifti,slicer");
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out()).contains("3 lesions, the largest 0.05 ml", ", oedema");
        List<String> rows = Files.readAllLines(folder.resolve("out/pat_0000/lesions.csv"));
        assertThat(rows.get(1)).startsWith("pat_0000,1,oedema,1,24,0.048,");
        assertThat(rows.get(2)).startsWith("pat_0000,2,core,1,18,0.036,");
        assertThat(rows.get(3)).startsWith("pat_0000,3,core,1,12,0.024,");
        assertThat(at(labels("labels.nii.gz"), 12, 10, 3)).isEqualTo(1);
        assertThat(at(labels("labels.nii.gz"), 11, 10, 3)).isEqualTo(3);
        assertThat(at(labels("classes.nii.gz"), 12, 10, 3)).isEqualTo(7);
        assertThat(at(labels("classes.nii.gz"), 3, 3, 1)).isEqualTo(4);
        assertThat(at(labels("classes.nii.gz"), 0, 0, 0)).as("the liver").isEqualTo(2);
        assertThat(at(labels("context.nii.gz"), 0, 0, 0)).isEqualTo(2);
        assertThat(at(labels("context.nii.gz"), 3, 3, 1)).isZero();
        assertThat(Files.readAllLines(folder.resolve("out/pat_0000/context.csv"))
                        .get(1))
                .isEqualTo("pat_0000,2,liver,,,,1410,2.82,");
    }

    /** In a follow-up as in a cohort; a date with a mask beside them needs no network. */
    @Test
    void datesOfPatientsHaveAColumnForEachChannel() throws IOException {
        assertThat(run("analyze", named()).code()).isZero();
        Files.move(folder.resolve("out/pat_0000/labels.nii.gz"), cohort.resolve("mask.nii.gz"));
        Path table = Files.writeString(cohort.resolve("dates.csv"), """
                patient,date,t1,flair,mask
                pat,2024-01-31,pat_0000.nii.gz,pat_0001.nii.gz,
                pat,2024-03-01,pat_0000.nii.gz,pat_0001.nii.gz,mask.nii.gz
                """);
        CommandLineRun run = run("followup", table, "--registration", "geometry");
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(folder.resolve("out/cases/pat_1/labels.nii.gz")).exists();
        assertThat(CsvTable.read(folder.resolve("out/dates.csv")))
                .extracting(row -> row.get("lesions"))
                .as("parts with their labels; connected parts of the mask")
                .containsExactly("3", "2");
        Files.writeString(table, "patient,date,t1,flair\npat,2024-01-31,,\npat,2024-03-01,,\n");
        assertThat(run("followup", table, "--overwrite").err())
                .contains("pat_1 has neither an image nor a mask: fill in one of these columns");
    }

    @Test
    void theSidecarNamesChannelsAndCodesAndNoPlacesOfFiles() throws IOException {
        assertThat(run("analyze", named()).code()).isZero();
        Path file = folder.resolve("out/pat_0000/analysis.json");
        JsonNode sidecar = new ObjectMapper().readTree(file.toFile());
        JsonNode channels = sidecar.get("input").get("channels");
        assertThat(channels.findValuesAsText("name")).containsExactly("t1", "flair");
        assertThat(channels.get(0).get("sha256_of_voxels"))
                .isEqualTo(sidecar.get("input").get("sha256_of_voxels"));
        assertThat(channels.get(1).get("sha256_of_voxels"))
                .isNotEqualTo(channels.get(0).get("sha256_of_voxels"));
        assertThat(sidecar.get("models").get(0).get("labels").findValuesAsText("value"))
                .contains("6574001");
        assertThat(Files.readString(file)).doesNotContain("pat_0001");
    }

    @Test
    void numberedFilesOfAFolderAreOneCaseThatIsDoneOnceAndAgainWhenAnyChannelChanges() throws IOException {
        CommandLineRun first = run("batch", cohort);
        assertThat(first.code()).as(first.err()).isZero();
        assertThat(first.out()).contains("1 of 1 cases done");
        assertThat(folder.resolve("out/pat/classes.nii.gz")).exists();
        assertThat(run("batch", cohort).err()).contains("1 of 1 cases are done already");
        Volume other = Volume.allocate(GRID);
        other.voxels().getAt(20, 15, 5).set(1);
        NiftiWriter.FAST.writeVolume(cohort.resolve("pat_0001.nii.gz"), other);
        assertThat(run("batch", cohort).err()).doesNotContain("are done already");
        assertThat(Files.readAllLines(folder.resolve("out/pat/lesions.csv"))).hasSize(2);
    }

    @Test
    void aCaseThatLacksAChannelFailsAloneAndSaysWhich() throws IOException {
        Files.copy(cohort.resolve("pat_0000.nii.gz"), cohort.resolve("half_0000.nii.gz"));
        CommandLineRun run = run("batch", cohort);
        assertThat(run.code()).isEqualTo(ExitCode.SOME_FAILED);
        assertThat(Files.readString(folder.resolve("out/cases.csv")))
                .contains("half_0001.nii.gz: does not exist but is to be the channel flair");
        assertThat(run("batch", cohort, "--dry-run").out())
                .contains("pat: nifti, 24 x 20 x 6, 2 channels")
                .contains("half: ");
    }

    @Test
    void aRowThatLacksAChannelFailsAloneAndSaysWhich() throws IOException {
        Path table = Files.writeString(
                cohort.resolve("cohort.csv"),
                "case,t1,flair\nhalf,pat_0000.nii.gz,\nwhole,pat_0000.nii.gz,pat_0001.nii.gz\n");
        CommandLineRun run = run("batch", table);
        assertThat(run.code()).as(run.err()).isEqualTo(ExitCode.SOME_FAILED);
        assertThat(run.out()).contains("1 of 2 cases done");
        assertThat(Files.readString(folder.resolve("out/cases.csv")))
                .contains("the channels t1 are given but the model takes t1, flair: name one file or folder for each");
        assertThat(run("batch", table, "--dry-run").out()).contains("whole: nifti", "half: ");
    }

    @Test
    void oneFileAloneIsRefusedWithTheChannelsOfTheModel() {
        CommandLineRun run = run("analyze", Path.of("test-data/phantom_slice.png"));
        assertThat(run.code()).isEqualTo(ExitCode.NOTHING_DONE);
        assertThat(run.errors()).contains("holds one channel but the model takes t1, flair: name one file or folder");
    }

    private Volume map(String name) throws IOException {
        return VolumeFiles.read(folder.resolve("out/pat_0000").resolve(name), Optional.empty())
                .volume();
    }

    /** The largest lesion, which flair shows and t1 does not, lies in slice 3; there are core and liver too. */
    @Test
    void severalChannelsAreExplainedTogether() throws IOException {
        CommandLineRun run = run("explain", named(), "--occlusion", "--faithfulness");
        assertThat(run.code()).as(run.err()).isZero();
        Volume probability = map("probability.nii.gz");
        Cursor<FloatType> voxel = probability.voxels().localizingCursor();
        while (voxel.hasNext()) {
            boolean flair = voxel.next().get() > 0.5;
            int x = voxel.getIntPosition(0);
            int y = voxel.getIntPosition(1);
            assertThat(flair).isEqualTo(x >= 10 && x <= 15 && y >= 10 && y <= 12);
        }
        assertThat(map("mirror_mean.nii.gz").voxels().getAt(13, 11, 0).get()).isGreaterThan(0.9f);
        Volume occlusion = map("occlusion.nii.gz");
        assertThat(occlusion.voxels().getAt(13, 11, 0).get())
                .as("both channels are blanked out")
                .isGreaterThan(0.2f);
        assertThat(occlusion.voxels().getAt(1, 1, 0).get()).isLessThan(0.01f);
        assertThat(folder.resolve("out/pat_0000/faithfulness.csv")).exists();
    }

    @Test
    void theModalityOfEachChannelIsLookedAt() throws IOException {
        Volume negative = Volume.allocate(GRID);
        negative.voxels().getAt(0, 0, 0).set(-1000);
        negative.voxels().getAt(1, 0, 0).set(1);
        NiftiWriter.FAST.writeVolume(cohort.resolve("pat_0001.nii.gz"), negative);
        assertThat(run("analyze", named()).errors())
                .contains("the channel flair has negative values, as CT has in Hounsfield units");
    }
}
