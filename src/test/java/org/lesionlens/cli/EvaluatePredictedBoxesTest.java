package org.lesionlens.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.lesionlens.cases.BoxesCsv;
import org.lesionlens.io.nifti.NiftiWriter;
import org.lesionlens.lesion.BoundingBox;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.VolumeGeometry;

/** Predictions that are boxes, of a detector. */
class EvaluatePredictedBoxesTest extends EvaluateDetectorFixture {
    /** A hit at 0.9, a false box at 0.5, a lesion missed: 51 of 101 recalls. */
    @Test
    void boxesAreComparedWithThoseRoundTheLesionsOfMasks() throws IOException {
        put(references.resolve("a.nii.gz"), Map.of(BIG, 1));
        put(references.resolve("b.nii.gz"), Map.of(FAR, 1));
        detected("a", GRID, found(1, BIG, "x", 0.9));
        detected("b", GRID, found(1, BIG, "x", 0.5));
        assertThat(done().err()).isEmpty();
        assertThat(pooled("ap_box")).isCloseTo(51 / 101.0, within(1e-6));
        assertThat(pooled("ar_box")).isEqualTo(0.5);
        assertThat(pooled("sensitivity_fp_1_8")).isEqualTo(0.5);
        assertThat(pooled("cpm")).isEqualTo(0.5);
        assertThat(summary("", "dice")).containsEntry("mean", "").containsEntry("reason", "only boxes are known");
        assertThat(summary("", "ap_mask").get("reason")).isEqualTo("a case is known as boxes only");
    }

    @Test
    void aTableWithoutRowsIsACaseWithoutBoxesAndNoTableFailsByName() throws IOException {
        put(references.resolve("a.nii.gz"), Map.of(BIG, 1));
        put(references.resolve("b.nii.gz"), Map.of(BIG, 1));
        put(references.resolve("c.nii.gz"), Map.of(BIG, 1));
        detected("a", GRID, found(1, BIG, "x", 0.9));
        detected("b", GRID);
        CommandLineRun run = run();
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.errors()).contains("c: not compared: ", "boxes.csv is not there");
        assertThat(run.out()).contains("not compared, and in none of these figures: 1 (c)");
        assertThat(pooled("lesion_recall")).isEqualTo(0.5);
        detected("c", GRID);
        done();
        assertThat(pooled("lesion_recall")).isCloseTo(1 / 3.0, within(1e-6));
    }

    /** The same figures as of folders; a case that the table does not name is not compared. */
    @Test
    void oneTableHoldsAllCases() throws IOException {
        put(references.resolve("a.nii.gz"), Map.of(BIG, 1));
        put(references.resolve("b.nii.gz"), Map.of(FAR, 1));
        put(references.resolve("c.nii.gz"), Map.of(FAR, 1));
        predictedTable("a,1,x,0.9,2,2,2,6,6,6", "b,,,,,,,,,", "d,1,x,0.9,2,2,2,6,6,6");
        CommandLineRun run = run();
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.errors())
                .contains("c: not compared: ", "has no row of the case", "nothing is compared of d")
                .doesNotContain("b: ");
        assertThat(pooled("lesion_recall")).as("of a and b").isEqualTo(0.5);
        predictedTable("e,1,x,0.9,2,2,2,6,6,6");
        assertThat(run().errors())
                .contains("no prediction belongs to a reference by its name", "spell the column case");
    }

    @Test
    void tablesAreComparedWithTablesAndTwoPredictionsWithEachOther() throws IOException {
        referenceTable("a,2,2,0,6,6,1,x", "b,2,2,0,6,6,1,x");
        predictedTable("a,1,x,0.9,2,2,0,6,6,1", "b,1,x,0.8,12,12,0,16,16,1");
        Path other = Files.writeString(
                folder.resolve("other.csv"), COLUMNS + "a,1,x,0.9,2,2,0,6,6,1\nb,1,x,0.8,2,2,0,6,6,1\n");
        done("--compare", other.toString());
        assertThat(pooled("ap_box")).isCloseTo(51 / 101.0, within(1e-6));
        assertThat(pooled("ap_box_small")).as("pixels").isCloseTo(51 / 101.0, within(1e-6));
        assertThat(rows("-comparison"))
                .filteredOn(row -> row.get("metric").equals("ar_box"))
                .singleElement()
                .satisfies(row -> assertThat(row).containsEntry("pooled_difference", "0.5"));
    }

    @Test
    void boxesAreNotComparedWithMasksOfOthers() throws IOException {
        put(references.resolve("a.nii.gz"), Map.of(BIG, 1));
        detected("a", GRID, found(1, BIG, "x", 0.9));
        Path other = Files.createDirectories(folder.resolve("other"));
        put(other.resolve("a.nii.gz"), Map.of(BIG, 1));
        CommandLineRun run = run("--compare", other.toString());
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.errors()).contains("one of the two folders of predictions has boxes and the other masks");
        predictions = other;
        assertThat(run("--hit", "overlap:0.5").errors()).contains("predictions and references are masks: leave it out");
        done();
    }

    @Test
    void aTableWithoutSlicesIsNoneOfAVolume() throws IOException {
        referenceTable("a,2,2,0,6,6,1,x");
        references = Files.writeString(references, "case,x_min,y_min,x_max,y_max\na,2,2,6,6\n");
        predictedTable("a,1,x,0.9,2,2,12,6,6,13");
        assertThat(run().errors()).contains("truth.csv has no z", "give the columns z_min and z_max");
        predictedTable("a,1,x,0.9,2,2,0,6,6,1");
        done();
        assertThat(pooled("ap_box")).isEqualTo(1);
    }

    @Test
    void classesAreToldApartByTheirNames() throws IOException {
        referenceTable("a,2,2,2,6,6,6,core", "a,12,12,2,16,16,6,edema");
        detected("a", GRID, found(1, BIG, "core", 0.9), found(2, FAR, "core", 0.8), found(3, BIG, "other", 0.7));
        assertThat(done().errors()).contains("boxes of the classes core, edema all count alike", "--labels");
        CommandLineRun run = done("--labels", "1=core,2=edema");
        assertThat(run.errors())
                .contains("predicted boxes of classes that --labels does not name are left out: other (1)");
        assertThat(Double.parseDouble(summary("core", "ap50_box").get("pooled")))
                .isEqualTo(1);
        assertThat(Double.parseDouble(summary("edema", "ap50_box").get("pooled")))
                .isZero();
        assertThat(Double.parseDouble(summary("mean", "ap50_box").get("pooled")))
                .isEqualTo(0.5);
        predictedTable("a,1,,0.9,2,2,2,6,6,6");
        assertThat(run("--labels", "1=core,2=edema").errors()).contains("has 1 box without a class");
        // of masks the values are the kinds
        references = folder.resolve("references");
        put(references.resolve("a.nii.gz"), Map.of(BIG, 1, FAR, 2));
        predictedTable("a,1,core,0.9,2,2,2,6,6,6", "a,2,2,0.9,12,12,2,16,16,6");
        done("--labels", "1=core,2=edema");
        assertThat(Double.parseDouble(summary("mean", "ap_box").get("pooled"))).isEqualTo(1);
    }

    @Test
    void boxesSayNoClassOfACase() throws IOException {
        referenceTable("a,2,2,2,6,6,6,core");
        detected("a", GRID, found(1, BIG, "core", 0.9));
        CommandLineRun run = run("--classes", table("case,class\na,core\n").toString());
        assertThat(run.code()).isNotZero();
        assertThat(run.errors()).contains("--classes asks for the class", "--labels compares boxes class by class");
    }

    /** 64 voxels of 20 mm3 are medium; mm come from the table. */
    @Test
    void sizesOfVolumesComeFromTheTable() throws IOException {
        referenceTable("a,2,2,2,6,6,6,x");
        detected("a", VolumeGeometry.axisAligned(new long[] {20, 20, 10}, 2, 2, 5), found(1, BIG, "x", 0.9));
        done();
        assertThat(pooled("ap_box_medium")).isEqualTo(1);
        assertThat(summary("", "ap_box_small").get("reason")).isEqualTo("no reference has a lesion of that size");
    }

    /** 64 voxels of 20 mm3 are medium; a case without a predicted box, or with all in the first slice, is no picture. */
    @Test
    void sizesOfVolumesWithoutBoxesComeFromTheirImages() throws IOException {
        referenceTable("a,2,2,2,6,6,6,x", "b,2,2,2,6,6,6,x");
        VolumeGeometry grid = VolumeGeometry.axisAligned(new long[] {20, 20, 10}, 2, 2, 5);
        detected("a", grid, found(1, BIG, "x", 0.9));
        detected("b", grid);
        done();
        assertThat(summary("", "ap_box_medium").get("reason"))
                .contains("case without a predicted box", "analysis.json");
        Files.writeString(predictions.resolve("a/analysis.json"), "{\"settings\": {\"slices\": \"all\"}}");
        saidOfImage("b", "\"size\": [20, 20, 10], \"affine_lps_mm\": [[2, 0, 0, 1], [0, 2, 0, 1], [0, 0, 5, 1]]");
        done();
        assertThat(pooled("ap_box_medium")).isCloseTo(51 / 101.0, within(1e-6));
        referenceTable("a,2,2,2,6,6,6,x", "b,2,2,0,6,6,1,x");
        saidOfImage("b", "\"size\": [20, 20, 10], \"spacing_mm\": [2, 2, 5]");
        done();
        assertThat(summary("", "ap_box_medium"))
                .containsEntry("pooled", "1")
                .containsEntry("sizes", "523.6 to 14137 mm3");
        saidOfImage("b", "\"size\": [20, 20, 10], \"spacing_mm\": [2, 2, 0]");
        assertThat(run().errors()).contains("b: not compared: ", "analysis.json: has under input a grid that is none");
    }

    private void saidOfImage(String name, String input) throws IOException {
        Files.writeString(
                predictions.resolve(name).resolve("analysis.json"),
                "{\"input\": {" + input + "}, \"settings\": {\"slices\": \"all\"}}");
    }

    /** Whatever a case's own answer is: leaving out those that have boxes would choose the sample. */
    @Test
    void boxesOfSlicesAreNotComparedWithLesionsOfSeveral() throws IOException {
        put(references.resolve("a.nii.gz"), Map.of(BIG, 1));
        put(references.resolve("b.nii.gz"), Map.of(BIG, 1));
        put(references.resolve("c.nii.gz"), Map.of(BIG, 1));
        detected("a", GRID, found(1, new BoundingBox(2, 2, 3, 6, 6, 4), "x", 0.9));
        detected("b", GRID);
        detected("c", GRID, found(1, new BoundingBox(2, 2, 0, 6, 6, 1), "x", 0.9));
        CommandLineRun run = run();
        assertThat(run.code()).isNotZero();
        assertThat(run.errors()).contains("boxes of single slices", "several (a, b, c)", "a row for each slice");
        assertThat(folder.resolve("scores.csv")).doesNotExist();
        referenceTable("a,2,2,2,6,6,3,x", "a,2,2,3,6,6,4,x", "b,2,2,3,6,6,4,x", "c,2,2,0,6,6,1,x");
        done();
        assertThat(pooled("lesion_recall")).isEqualTo(0.5);
    }

    /** A detector of volumes may answer with a flat box: of its sidecar, or of its other cases, it is known. */
    @Test
    void aFlatBoxOfAVolumeCountsAsTheMissThatItIs() throws IOException {
        put(references.resolve("a.nii.gz"), Map.of(BIG, 1));
        put(references.resolve("b.nii.gz"), Map.of(BIG, 1));
        detected("a", GRID, found(1, new BoundingBox(10, 2, 3, 14, 6, 4), "x", 0.9));
        detected("b", GRID, found(1, BIG, "x", 0.8));
        done();
        assertThat(pooled("lesion_recall")).isEqualTo(0.5);
        Files.writeString(predictions.resolve("b/analysis.json"), "{\"settings\": {\"slices\": \"all\"}}");
        requireLeftOut("a", "b");
        detected("a", GRID, found(1, BIG, "x", 0.9));
        requireLeftOut("a", "b");
        detected("a", GRID);
        requireLeftOut("a", "b");
        Files.delete(references.resolve("b.nii.gz"));
        Files.writeString(predictions.resolve("a/analysis.json"), "{\"settings\": {\"slices\": \"all\"}}");
        done();
        assertThat(pooled("lesion_recall")).isZero();
    }

    /** Whatever boxes it has: else the answers would choose the sample. */
    private void requireLeftOut(String silent, String other) throws IOException {
        CommandLineRun run = run();
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.errors())
                .contains(silent + ": not compared: it has no analysis.json that says")
                .doesNotContain(other + ": ");
        assertThat(pooled("lesion_recall")).as("of the other").isEqualTo(1);
    }

    @Test
    void boxesOfVolumesAreNotComparedWithRowsOfSlices() throws IOException {
        referenceTable("a,2,2,2,6,6,3,x", "a,2,2,3,6,6,4,x", "b,2,2,3,6,6,4,x");
        detected("a", GRID, found(1, BIG, "x", 0.9));
        detected("b", GRID, found(1, new BoundingBox(2, 2, 3, 6, 6, 4), "x", 0.9));
        CommandLineRun run = run();
        assertThat(run.code()).isNotZero();
        assertThat(run.errors())
                .contains("the references are boxes of single slices", "several (a)", "a row for each lesion");
        referenceTable("a,2,2,2,6,6,3,x", "b,2,2,3,6,6,4,x");
        assertThat(done().errors()).contains("all boxes of the references lie in single slices");
    }

    /** Of a model with a threshold above its least score, of the user or its own. */
    @Test
    void boxesThatWereLeftOutForTheirScoresAreTold() throws IOException {
        referenceTable("a,2,2,0,6,6,1,x");
        detected("a", GRID, found(1, new BoundingBox(2, 2, 0, 6, 6, 1), "x", 0.9));
        String sentence = "of 1 case (a) boxes below the threshold of display are not there";
        saidOfScores("\"of the model\"", "[0.01, 0.4]");
        assertThat(done().errors()).contains(sentence, "run the detector with --threshold 0.01");
        assertThat(done("--compare", predictions.toString()).errors()).contains("predictions (second): " + sentence);
        saidOfScores("0.02", "[0.01, 0.01]");
        assertThat(done().errors()).contains(sentence);
        saidOfScores("0.01", "[0.01, 0.4]");
        assertThat(done().errors()).doesNotContain("--threshold");
        saidOfScores("\"of the model\"", "[0.01, 0.01]");
        assertThat(done().errors()).doesNotContain("--threshold");
    }

    private void saidOfScores(String threshold, String thresholds) throws IOException {
        Files.writeString(
                predictions.resolve("a/analysis.json"),
                "{\"settings\": {\"slices\": [0], \"threshold\": " + threshold
                        + "}, \"models\": [{\"least_score\": 0.01, \"thresholds\": " + thresholds + "}]}");
    }

    @Test
    void slicesThatWereNotLookedAtAreTold() throws IOException {
        referenceTable("a,2,2,2,6,6,3,x");
        detected("a", GRID, found(1, new BoundingBox(2, 2, 2, 6, 6, 3), "x", 0.9));
        Files.writeString(predictions.resolve("a/analysis.json"), "{\"settings\": {\"slices\": [2, 3]}}");
        assertThat(done().errors())
                .contains("a: the detector looked at 2 slices alone: lesions in others count as missed");
    }

    @Test
    void boxesThatLieElsewhereThanTheMaskAreRefused() throws IOException {
        VolumeGeometry moved = VolumeGeometry.fromAffine(
                new long[] {20, 20, 10}, new double[][] {{1, 0, 0, 3}, {0, 1, 0, 0}, {0, 0, 1, 0}});
        put(references.resolve("a.nii.gz"), Map.of(BIG, 1));
        detected("a", moved, found(1, BIG, "x", 0.9));
        assertThat(run().errors())
                .contains(
                        "has a box whose middle is voxel",
                        "lies at voxel 7, 4, 4 of the reference",
                        "grid of the image");
        detected("a", GRID, found(1, new BoundingBox(30, 2, 2, 40, 6, 6), "x", 0.9));
        assertThat(run().errors()).contains("has a box that ends at 40.0", "20 x 20 x 10 voxels");
        LabelMap mask = LabelMap.allocate(moved);
        NiftiWriter.FAST.writeLabels(references.resolve("a.nii.gz"), mask);
        detected("a", moved, found(1, BIG, "x", 0.9));
        done();
    }

    @Test
    void patternsNameTables() throws IOException {
        put(references.resolve("a_gt.nii.gz"), Map.of(BIG, 1));
        put(references.resolve("b_gt.nii.gz"), Map.of(BIG, 1));
        detected("a", GRID, found(1, BIG, "x", 0.9));
        CommandLineRun run = run("--names", "{case}/boxes.csv={case}_gt.nii.gz");
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.errors()).contains("b: not compared: ", "boxes.csv is not there");
        predictedTable("a,1,x,0.9,2,2,2,6,6,6", "b,,,,,,,,,");
        done("--names", "{case}_gt.nii.gz");
        assertThat(pooled("lesion_recall")).isEqualTo(0.5);
        assertThat(run("--names", "{case}/boxes.csv={case}_gt.nii.gz").errors())
                .contains("is a table, which names its cases itself");
    }

    /** Tables of a case each, side by side: an empty one is a case without boxes, and one may call its case otherwise. */
    @Test
    void tablesOfSingleCasesMayLieSideBySide() throws IOException {
        put(references.resolve("a_gt.nii.gz"), Map.of(BIG, 1));
        put(references.resolve("b_gt.nii.gz"), Map.of(BIG, 1));
        Files.writeString(predictions.resolve("a_boxes.csv"), COLUMNS + "other,1,x,0.9,2,2,2,6,6,6\n");
        Files.writeString(predictions.resolve("b_boxes.csv"), COLUMNS);
        assertThat(done("--names", "{case}_boxes.csv={case}_gt.nii.gz").errors())
                .isEqualTo("lesionlens: the prediction alone is empty in 1 case (b)\n");
        assertThat(pooled("lesion_recall")).isEqualTo(0.5);
    }

    @Test
    void aBoxWithoutAScoreIsRefused() throws IOException {
        referenceTable("a,2,2,2,6,6,6,x");
        predictedTable("a,1,x,,2,2,2,6,6,6");
        assertThat(run().errors()).contains("has in its row 1 \"\" in the column score");
        predictions = Files.writeString(
                folder.resolve("predicted.csv"), "case,x_min,y_min,z_min,x_max,y_max,z_max\na,2,2,2,6,6,6\n");
        assertThat(run().errors()).contains("must have score");
        predictions = Files.writeString(folder.resolve("predicted.txt"), "case\n");
        assertThat(run().errors()).contains("is neither a folder nor a CSV table");
    }

    @Test
    void sameFiguresWhereBothLieOnUncalibratedPixels() throws IOException {
        VolumeGeometry pixels = VolumeGeometry.uncalibrated(20, 20);
        detected("a", pixels, found(1, new BoundingBox(2, 2, 0, 6, 6, 1), "x", 0.9));
        assertThat(predictions.resolve("a").resolve(BoxesCsv.FILE))
                .content()
                .isEqualTo(
                        "case,box,class,score,x_min,y_min,z_min,x_max,y_max,z_max,centroid_x_mm,centroid_y_mm,centroid_z_mm,"
                                + "width_mm,height_mm,depth_mm\na,1,x,0.9,2,2,0,6,6,1,,,,,,\n");
        references =
                Files.writeString(folder.resolve("truth.csv"), "case,label,x_min,y_min,x_max,y_max\na,x,2,2,6,6\n");
        done("--labels", "1=x");
        assertThat(Double.parseDouble(summary("x", "ap_box_small").get("pooled")))
                .isEqualTo(1);
    }
}
