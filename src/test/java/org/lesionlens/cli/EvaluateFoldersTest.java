package org.lesionlens.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.lesionlens.io.VolumeFiles;
import org.lesionlens.io.nifti.NiftiWriter;
import org.lesionlens.io.nrrd.NrrdWriter;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.Volume;
import org.lesionlens.volume.VolumeGeometry;

/** Which files of a folder belong to a case, and which do not. */
class EvaluateFoldersTest extends EvaluateFixture {
    private static final String ROWS = "case,label,class,mean_probability\n";

    private void sideBySide(String... names) throws IOException {
        for (String name : names) {
            put(references.resolve(name + ".nii.gz"), Map.of(BIG, 1));
            put(predictions.resolve(name + ".nii.gz"), Map.of(BIG, 1));
        }
    }

    /** The table is of the case that it names; no other case has its class. */
    @Test
    void ofPredictionsSideBySideEachHasTheRowsThatNameIt() throws IOException {
        sideBySide("a", "b");
        Files.writeString(predictions.resolve("lesions.csv"), ROWS + "a,1,glioma,0.9\n");
        Path classes = table("case,class\na,glioma\nb,glioma\n");
        CommandLineRun run = done("--classes", classes.toString());
        assertThat(rows("")).extracting(row -> row.get("class_pred")).containsExactly("glioma", "");
        assertThat(run.out()).contains("accuracy 0.5000");
        assertThat(run.errors()).contains("no lesion with a class was found in the cases b");
    }

    @Test
    void scoresBesideSeveralPredictionsAreOfNoneOfThem() throws IOException {
        sideBySide("a", "b");
        Files.writeString(predictions.resolve("lesions.csv"), ROWS + "a,1,glioma,0.9\n");
        put(predictions.resolve("labels.nii.gz"), Map.of(BIG, 1));
        CommandLineRun run = done();
        assertThat(summary("", "cpm").get("pooled")).isEmpty();
        assertThat(run.errors())
                .contains("the masks of several cases lie in one folder")
                .doesNotContain("nothing is compared of labels");
        Files.delete(predictions.resolve("labels.nii.gz"));
        put(predictions.resolve("probability.nii.gz"), Map.of(BIG, 1));
        done("--names", "{case}.nii.gz={case}.nii.gz");
        assertThat(summary("", "cpm").get("pooled")).isEmpty();
    }

    @Test
    void aSinglePredictionHasWhatLiesBesideIt() throws IOException {
        sideBySide("a");
        Files.writeString(predictions.resolve("lesions.csv"), ROWS + "a,1,glioma,0.9\n");
        put(predictions.resolve("labels.nii.gz"), Map.of(BIG, 1));
        done();
        assertThat(pooled("cpm")).isEqualTo(1);
        sideBySide("b");
        Files.delete(references.resolve("b.nii.gz"));
        done();
        assertThat(summary("", "cpm").get("pooled"))
                .as("another lies there, though nobody asks for it")
                .isEmpty();
    }

    @Test
    void aMapOfProbabilitiesIsNoMask() throws IOException {
        sideBySide("a", "b");
        Volume map = Volume.allocate(GRID);
        map.voxels().getAt(3, 3, 3).set(0.9f);
        map.voxels().getAt(4, 3, 3).set(0.1f);
        NiftiWriter.FAST.writeVolume(predictions.resolve("b.nii.gz"), map);
        CommandLineRun run = run();
        assertThat(run.code()).isEqualTo(ExitCode.SOME_FAILED);
        assertThat(run.errors()).contains("b: not compared: ", "save what is above the threshold as a mask");
    }

    /** The note names what helps: each apart, or the same masks with their pixel size. */
    @Test
    void casesWithAndWithoutAPixelSizeAreTold() throws IOException {
        sideBySide("a");
        Path mask = Path.of("test-data", "phantom_slice_mask.png");
        Files.copy(mask, references.resolve("b.png"));
        Files.copy(mask, predictions.resolve("b.png"));
        Path report = folder.resolve("report");
        String told = "distances are in mm in 1 case (a) and in pixels in 1 (b): distances and surface Dice of all are"
                + " left out; evaluate both apart, or save the latter's masks and references as NIfTI or NRRD with their pixel size";
        assertThat(done("--report", report.toString()).errors()).contains(told);
        assertThat(report.resolve("report.html")).content().contains(told);
        assertThat(summary("", "hd95").get("mean")).isEmpty();
        giveAPixelSize(references, "png", "nii.gz");
        giveAPixelSize(predictions, "png", "nii.gz");
        assertThat(done().errors()).doesNotContain("in pixels");
        assertThat(summary("", "hd95")).containsEntry("mean", "0").containsEntry("cases", "2");
        giveAPixelSize(references, "nii.gz", "nrrd");
        giveAPixelSize(predictions, "nii.gz", "nrrd");
        assertThat(done().errors()).doesNotContain("in pixels");
        Files.delete(references.resolve("a.nii.gz"));
        assertThat(done().errors()).as("the latter apart").doesNotContain("in pixels in");
        assertThat(summary("", "hd95")).containsEntry("mean", "0").containsEntry("cases", "1");
    }

    private static void giveAPixelSize(Path folder, String from, String to) throws IOException {
        LabelMap mask = VolumeFiles.readLabels(folder.resolve("b." + from));
        long[] size = {mask.geometry().size(0), mask.geometry().size(1), 1};
        LabelMap sized = new LabelMap(mask.voxels(), VolumeGeometry.axisAligned(size, 0.5, 0.5, 1));
        if (to.equals("nrrd")) {
            NrrdWriter.writeMask(folder.resolve("b." + to), sized);
        } else {
            NiftiWriter.FAST.writeMask(folder.resolve("b." + to), sized);
        }
        Files.delete(folder.resolve("b." + from));
    }

    @Test
    void twoFoldersOfOneNameAreToldApart() throws IOException {
        cases(3);
        Path other = folder.resolve("other/predictions");
        put(other.resolve("c0.nii.gz"), Map.of(BIG, 1));
        put(other.resolve("c1.nii.gz"), Map.of(BIG, 1));
        CommandLineRun run = done("--compare", other.toString());
        assertThat(run.out())
                .contains("predictions (second) less predictions (first), 2 cases that both have; left out: c2 (not in"
                        + " predictions (second))");
    }

    @Test
    void imagesThatAreOfNoCaseAreRefused() throws IOException {
        cases(2);
        put(folder.resolve("images/x_t1.nii.gz"), Map.of(BIG, 9));
        CommandLineRun run = run("--images", folder + "/images/{case}_t1.nii.gz");
        assertThat(run.code()).as(run.err()).isNotZero();
        assertThat(run.errors()).contains("no image has the name of a case", "x", "c0");
        assertThat(folder.resolve("scores.csv")).doesNotExist();
        put(folder.resolve("images/c0_t1.nii.gz"), Map.of(BIG, 9));
        assertThat(done("--images", folder + "/images/{case}_t1.nii.gz").errors())
                .contains("--images fits no image of the cases c1");
    }

    @Test
    void anImageOfAnotherSizeIsToldAndNotDrawn() throws IOException {
        Path mask = Path.of("test-data", "phantom_slice_mask.png");
        Files.copy(mask, references.resolve("a.png"));
        Files.createDirectories(folder.resolve("images"));
        BufferedImage small = new BufferedImage(10, 12, BufferedImage.TYPE_BYTE_GRAY);
        ImageIO.write(small, "png", folder.resolve("images/a.png").toFile());
        Path report = folder.resolve("report");
        CommandLineRun run = done("--images", folder + "/images/{case}.png", "--report", report.toString());
        assertThat(run.errors()).contains("a: its image a.png (10 x 12 x 1) does not lie under the mask");
        assertThat(report.resolve("report.html")).content().contains("without the image");
    }
}
