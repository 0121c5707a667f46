package org.lesionlens.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.lesionlens.io.nifti.NiftiWriter;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.VolumeGeometry;

/** References that are boxes. */
class EvaluateBoxesTest extends EvaluateFixture {
    private void boxes(String columns, String... rows) throws IOException {
        references = Files.writeString(
                folder.resolve("boxes.csv"), "case," + columns + "\n" + String.join("\n", rows) + "\n");
    }

    /** 64 voxels of 0.001 mm3 are small, 64 voxels of 20 mm3 are not. */
    @Test
    void withoutAPredictionNobodyKnowsHowLargeABoxIs() throws IOException {
        boxes("x_min,y_min,z_min,x_max,y_max,z_max", "a,2,2,2,6,6,6", "b,2,2,2,6,6,6");
        result("a", Map.of(BIG, 1), 0.9);
        done();
        assertThat(summary("", "ap_box").get("pooled")).isNotEmpty();
        assertThat(summary("", "ap_box_small"))
                .containsEntry("pooled", "")
                .containsEntry(
                        "reason",
                        "the voxel size of a case without a predicted box, or with boxes without mm, is not known: give it"
                                + " an empty mask, or analysis.json beside its boxes, to have the figure");
        Files.createDirectory(predictions.resolve("b"));
        VolumeGeometry coarse = VolumeGeometry.axisAligned(new long[] {20, 20, 10}, 2, 2, 5);
        NiftiWriter.FAST.writeMask(predictions.resolve("b/mask.nii.gz"), LabelMap.allocate(coarse));
        done();
        assertThat(pooled("ap_box_small")).isEqualTo(1);
        assertThat(pooled("ap_box_medium")).isZero();
    }

    /** In a plane sizes are counted in pixels. */
    @Test
    void inAPlaneTheSizeOfABoxIsKnown() throws IOException {
        LabelMap mask = LabelMap.allocate(VolumeGeometry.axisAligned(new long[] {60, 60, 1}, 1, 1, 1));
        mask.voxels().getAt(3, 3, 0).set(1);
        put(predictions.resolve("a/mask.nii.gz"), mask);
        put(predictions.resolve("a/labels.nii.gz"), mask);
        Files.writeString(predictions.resolve("a/lesions.csv"), "case,label,mean_probability\na,1,0.9\n");
        boxes("x_min,y_min,x_max,y_max", "a,3,3,4,4", "b,2,2,32,32");
        done();
        assertThat(pooled("ap_box_small")).isCloseTo(51 / 101.0, within(1e-6));
        assertThat(summary("", "ap_box_medium").get("reason")).isEqualTo("no reference has a lesion of that size");
    }

    private static void put(Path file, LabelMap mask) throws IOException {
        Files.createDirectories(file.getParent());
        NiftiWriter.FAST.writeMask(file, mask);
    }

    @Test
    void aBoxOfNoClassIsOfNoKind() throws IOException {
        put(predictions.resolve("a/mask.nii.gz"), Map.of(BIG, 1));
        boxes("x_min,y_min,z_min,x_max,y_max,z_max,class", "a,2,2,2,6,6,6,core", "a,12,12,2,16,16,6,", "b,,,,,,,");
        CommandLineRun run = run("--labels", "1=core");
        assertThat(run.code()).as(run.err()).isNotZero();
        assertThat(run.errors()).contains("boxes.csv has 1 box without a class (a)", "--labels");
        done();
        boxes("x_min,y_min,z_min,x_max,y_max,z_max", "a,2,2,2,6,6,6");
        assertThat(run("--labels", "1=core").errors()).contains("boxes.csv has 1 box without a class (a)");
    }

    @Test
    void boxesOfOtherClassesAreTold() throws IOException {
        put(predictions.resolve("a/mask.nii.gz"), Map.of(BIG, 1));
        boxes(
                "x_min,y_min,z_min,x_max,y_max,z_max,class",
                "a,2,2,2,6,6,6,1",
                "a,12,12,2,16,16,6,edema",
                "a,12,2,2,16,6,6,edema");
        Path report = folder.resolve("report");
        String told = "boxes of classes that --labels does not name are left out: edema (2)";
        assertThat(done("--labels", "1=core", "--report", report.toString()).errors())
                .contains(told);
        assertThat(report.resolve("report.html")).content().contains(told);
        CommandLineRun run = run("--labels", "1=tumour,2=x");
        assertThat(run.code()).isZero();
        boxes("x_min,y_min,z_min,x_max,y_max,z_max,class", "a,12,12,2,16,16,6,edema");
        CommandLineRun none = run("--labels", "1=core");
        assertThat(none.code()).isNotZero();
        assertThat(none.errors()).contains("no box of boxes.csv has a class that --labels names", "edema");
    }

    /** 4 x 4 x 4 against 4.5 x 4 x 4 is an IoU of 64 / 72, which rounded to whole voxels would be 64 / 80. */
    @Test
    void partsOfVoxelsOfABoxCount() throws IOException {
        boxes("x_min,y_min,z_min,x_max,y_max,z_max", "a,2,2,2,6.5,6,6");
        result("a", Map.of(BIG, 1), 0.9);
        done();
        assertThat(pooled("ap_box")).as("8 of 10 thresholds up to 0.85").isCloseTo(0.8, within(1e-6));
        boxes("x_min,y_min,z_min,x_max,y_max,z_max", "a,5.75,2,2,10,6,6");
        done();
        assertThat(pooled("lesion_recall"))
                .as("they overlap by a quarter of a voxel")
                .isEqualTo(1);
    }

    /** 31.9 x 32.2 = 1027.18 pixels are medium; as 32 x 32 they would be small and medium. */
    @Test
    void theSizeOfABoxIsThatOfItsRealSides() throws IOException {
        LabelMap mask = LabelMap.allocate(VolumeGeometry.axisAligned(new long[] {60, 60, 1}, 1, 1, 1));
        put(predictions.resolve("a/mask.nii.gz"), mask);
        boxes("x_min,y_min,x_max,y_max", "a,2,2,33.9,34.2");
        done();
        assertThat(summary("", "ap_box_small").get("reason")).isEqualTo("no reference has a lesion of that size");
        assertThat(pooled("ap_box_medium")).isZero();
    }

    /** 64 mm3 and 64 voxels are both small, but no figure has both. */
    @Test
    void boundsOfSizesHaveOneUnitThatIsNamed() throws IOException {
        put(references.resolve("a.nii.gz"), Map.of(BIG, 1));
        result("a", Map.of(BIG, 1), 0.9);
        Path report = folder.resolve("report");
        CommandLineRun run = done("--report", report.toString());
        assertThat(summary("", "ap_mask_small"))
                .containsEntry("sizes", "up to 523.6 mm3")
                .containsEntry("pooled", "1");
        assertThat(summary("", "ap_mask")).containsEntry("sizes", "");
        assertThat(run.out())
                .contains("small, medium and large lesions: up to 523.6 mm3, 523.6 to 14137 mm3, from 14137 mm3");
        assertThat(report.resolve("report.html")).content().contains("AP mask small (up to 523.6 mm3)");
        LabelMap voxels = LabelMap.allocate(VolumeGeometry.uncalibrated(20, 20, 10));
        voxels.voxels().getAt(3, 3, 3).set(1);
        put(references.resolve("b.nii.gz"), voxels);
        put(predictions.resolve("b/mask.nii.gz"), voxels);
        put(predictions.resolve("b/labels.nii.gz"), voxels);
        Files.writeString(predictions.resolve("b/lesions.csv"), "case,label,mean_probability\nb,1,0.9\n");
        assertThat(done("--compare", predictions.toString()).errors())
                .contains(
                        "sizes of lesions are in mm3 in 1 (a) and voxels in 1 (b): average precision of small, medium and"
                                + " large lesions is left out; evaluate these cases apart");
        assertThat(summary("", "ap_mask_small"))
                .containsEntry("sizes", "")
                .containsEntry("pooled", "")
                .containsEntry("reason", "sizes of lesions are in mm3 and voxels");
        assertThat(summary("", "ap_mask").get("pooled")).isEqualTo("1");
        assertThat(rows("-comparison"))
                .filteredOn(row -> row.get("metric").equals("ap_mask_small"))
                .singleElement()
                .satisfies(row -> assertThat(row)
                        .containsEntry("pooled_difference", "")
                        .containsEntry("reason", "sizes of lesions are in mm3 and voxels"));
        Files.delete(references.resolve("a.nii.gz"));
        done();
        assertThat(summary("", "ap_mask_small")).containsEntry("sizes", "up to 523.6 voxels");
    }

    /** One kind has lesions in the case of mm alone, the other in that of voxels. */
    @Test
    void kindsOfDifferentUnitsHaveNoMeanOfSizes() throws IOException {
        put(references.resolve("a.nii.gz"), Map.of(BIG, 1));
        put(predictions.resolve("a/mask.nii.gz"), Map.of(BIG, 1));
        put(predictions.resolve("a/labels.nii.gz"), Map.of(BIG, 1));
        Files.writeString(predictions.resolve("a/lesions.csv"), "case,label,class,mean_probability\na,1,x,0.9\n");
        LabelMap voxels = LabelMap.allocate(VolumeGeometry.uncalibrated(20, 20, 10));
        voxels.voxels().getAt(3, 3, 3).set(2);
        NiftiWriter.FAST.writeLabels(references.resolve("b.nii.gz"), voxels);
        put(predictions.resolve("b/mask.nii.gz"), voxels);
        put(predictions.resolve("b/labels.nii.gz"), voxels);
        Files.writeString(predictions.resolve("b/lesions.csv"), "case,label,class,mean_probability\nb,1,y,0.9\n");
        done("--labels", "1=x,2=y", "--compare", predictions.toString());
        assertThat(summary("x", "ap_mask_small"))
                .containsEntry("pooled", "1")
                .containsEntry("sizes", "up to 523.6 mm3");
        assertThat(summary("y", "ap_mask_small"))
                .containsEntry("pooled", "1")
                .containsEntry("sizes", "up to 523.6 voxels");
        assertThat(summary("mean", "ap_mask_small"))
                .containsEntry("pooled", "")
                .containsEntry("reason", "sizes of lesions are in mm3 and voxels");
        assertThat(summary("mean", "ap_mask")).containsEntry("pooled", "1");
        assertThat(rows("-comparison"))
                .filteredOn(row ->
                        row.get("label").equals("mean") && row.get("metric").equals("ap_mask_small"))
                .singleElement()
                .satisfies(row -> assertThat(row)
                        .containsEntry("pooled_difference", "")
                        .containsEntry("reason", "sizes of lesions are in mm3 and voxels"));
    }
}
