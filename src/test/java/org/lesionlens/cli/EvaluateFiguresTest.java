package org.lesionlens.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lesionlens.io.nifti.NiftiWriter;
import org.lesionlens.lesion.BoundingBox;
import org.lesionlens.volume.ProbabilityMap;

/** Masks of boxes, whose figures are known in closed form. */
class EvaluateFiguresTest extends EvaluateFixture {
    /**
     * Two found lesions of which the second has an invented one above it: 0.9 found, 0.6 invented, 0.3 found. Precision is 1
     * up to recall 0.5, 2/3 up to 1: of 101 recalls 51 and 50.
     */
    @Test
    void scoresAreMeanProbabilitiesByTheNumbersOfTheTable() throws IOException {
        BoundingBox invented = new BoundingBox(12, 2, 7, 14, 4, 9);
        put(references.resolve("a.nii.gz"), Map.of(BIG, 1, FAR, 1));
        result("a", Map.of(BIG, 1, FAR, 2, invented, 3), 0.9, 0.3, 0.6);
        done();
        assertThat(pooled("ap50_mask")).isEqualTo((51 + 50 * 2 / 3.0) / 101, within(1e-6));
        assertThat(pooled("sensitivity_fp_1_2")).isEqualTo(0.5);
        assertThat(pooled("sensitivity_fp_1")).isEqualTo(1);
    }

    /** Two numbers that touch are one lesion of 64 + 32 voxels: its score is that of its voxels, 0.6, and the false one has 0.7. */
    @Test
    void aLesionOfSeveralNumbersHasTheMeanOfItsVoxels() throws IOException {
        BoundingBox beside = new BoundingBox(6, 2, 2, 8, 6, 6);
        put(references.resolve("a.nii.gz"), Map.of(BIG, 1, beside, 1));
        result("a", Map.of(BIG, 1, beside, 2, FAR, 3), 0.75, 0.3, 0.61);
        done();
        assertThat(pooled("ap50_mask")).as("the false one comes first").isEqualTo(0.5, within(1e-6));
        result("a", Map.of(BIG, 1, beside, 2, FAR, 3), 0.75, 0.3, 0.59);
        done();
        assertThat(pooled("ap50_mask")).as("and now second").isEqualTo(1);
    }

    @Test
    void scoresComeFromTheProbabilityWhereThereIsNoTable() throws IOException {
        put(references.resolve("a.nii.gz"), Map.of(BIG, 1));
        put(predictions.resolve("a/mask.nii.gz"), Map.of(BIG, 1, FAR, 1));
        ProbabilityMap probability = ProbabilityMap.allocate(GRID);
        probability.voxels().forEach(voxel -> voxel.set(0.75f));
        probability.voxels().getAt(3, 3, 3).set(0.25f);
        NiftiWriter.FAST.writeProbability(predictions.resolve("a/probability.nii.gz"), probability);
        CommandLineRun run = done();
        assertThat(pooled("ap50_mask")).as("0.742 after 0.75").isEqualTo(0.5, within(1e-6));
        assertThat(run.err()).doesNotContain("left out");
    }

    @Test
    void withoutProbabilitiesThereIsNoFigureThatNeedsThemAndThatIsSaid() throws IOException {
        put(references.resolve("a.nii.gz"), Map.of(BIG, 1));
        put(predictions.resolve("a/mask.nii.gz"), Map.of(BIG, 1));
        CommandLineRun run = done();
        assertThat(run.out()).contains("cpm", "none: a predicted lesion has no score");
        assertThat(run.err())
                .contains("free-response ROC and average precision are left out", "lesions of a have none")
                .contains("neither lesions.csv with labels");
        assertThat(summary("", "cpm")).containsEntry("pooled", "").containsEntry("mean", "");
        assertThat(pooled("lesion_recall")).isEqualTo(1);
    }

    /** The numbers of a table that is older than the mask are those of other lesions. */
    @Test
    void aMaskThatWasChangedSinceHasNoScores() throws IOException {
        put(references.resolve("a.nii.gz"), Map.of(BIG, 1));
        result("a", Map.of(BIG, 1), 0.9);
        put(predictions.resolve("a/mask.nii.gz"), Map.of(FAR, 1));
        assertThat(done().err()).contains("average precision are left out");
        assertThat(Double.parseDouble(rows("").get(0).get("dice"))).isZero();
    }

    /** Kind 1 is right, of kind 2 half is there: Dice 1 and 2 * 32 / (64 + 32). */
    @Test
    void kindsAreComparedEachAndOnAverage() throws IOException {
        BoundingBox half = new BoundingBox(12, 12, 2, 16, 16, 4);
        put(references.resolve("a.nii.gz"), Map.of(BIG, 1, FAR, 2, new BoundingBox(0, 0, 8, 2, 2, 10), 7));
        put(predictions.resolve("a.nii.gz"), Map.of(BIG, 1, half, 2));
        CommandLineRun run = done("--labels", "1=haemorrhage,2=exudate");
        assertThat(rows("")).extracting(row -> row.get("label")).containsExactly("haemorrhage", "exudate");
        assertThat(summary("haemorrhage", "dice")).containsEntry("mean", "1");
        assertThat(Double.parseDouble(summary("exudate", "dice").get("mean"))).isEqualTo(2 / 3.0, within(1e-6));
        assertThat(Double.parseDouble(summary("mean", "dice").get("mean"))).isEqualTo(5 / 6.0, within(1e-6));
        assertThat(run.out()).contains("haemorrhage: cases 1  missing 0", "exudate: cases 1  missing 0");
        assertThat(run.err()).contains("of references of 1 cases (a) the values 7 are none that --labels names");
    }

    /** Kind 1 is nowhere in b, no kind is anywhere in c: two cases have a mean over kinds, whose reasons it has too. */
    @Test
    void theMeanOfKindsSaysWhichCasesHaveItAndWhyThereIsNone() throws IOException {
        put(references.resolve("a.nii.gz"), Map.of(BIG, 1, FAR, 2));
        put(predictions.resolve("a.nii.gz"), Map.of(BIG, 1, FAR, 2));
        put(references.resolve("b.nii.gz"), Map.of(FAR, 2));
        put(predictions.resolve("b.nii.gz"), Map.of());
        put(references.resolve("c.nii.gz"), Map.of());
        put(predictions.resolve("c.nii.gz"), Map.of());
        CommandLineRun run = done("--labels", "1=haemorrhage,2=exudate");
        assertThat(summary("mean", "dice"))
                .containsEntry("cases", "2")
                .containsEntry("undefined", "1")
                .containsEntry("both_empty", "1")
                .containsEntry("prediction_empty", "1")
                .containsEntry("reason", "");
        assertThat(run.errors())
                .contains(
                        "reference and prediction are empty in 1 case (c)",
                        "the prediction alone is empty in 1 case (b)")
                .doesNotContain("the reference alone");
        assertThat(summary("mean", "hd95")).containsEntry("cases", "1").containsEntry("undefined", "2");
        assertThat(summary("mean", "cpm"))
                .containsEntry("pooled", "")
                .containsEntry("reason", "a predicted lesion has no score");
        assertThat(run.out().substring(run.out().indexOf("\nmean "))).contains("none: a predicted lesion has no score");
        done("--labels", "1=haemorrhage,3=oedema");
        assertThat(summary("mean", "ap_mask_small").get("reason"))
                .isEqualTo("haemorrhage: a predicted lesion has no score; oedema: no reference has a lesion");
    }

    /** Lesions touch, so kinds split them: as masks of one kind each they are scored the same. */
    @Test
    void kindsOfOurResultsComeFromTheirOwnFileOrFromTheTable() throws IOException {
        BoundingBox beside = new BoundingBox(6, 2, 2, 8, 6, 6);
        put(references.resolve("a.nii.gz"), Map.of(BIG, 1, beside, 2));
        result("a", Map.of(BIG, 1, beside, 2), 0.9, 0.8);
        put(predictions.resolve("a/classes.nii.gz"), Map.of(BIG, 1, beside, 2));
        done("--labels", "1,2");
        assertThat(summary("2", "ap50_mask")).containsEntry("pooled", "1");
        Files.delete(predictions.resolve("a/classes.nii.gz"));
        Files.writeString(
                predictions.resolve("a/lesions.csv"),
                "case,label,class,mean_probability\na,1,glioma,0.9\na,2,cyst,0.8\n");
        done("--labels", "1=glioma,2=cyst");
        assertThat(summary("cyst", "dice")).containsEntry("mean", "1");
        assertThat(summary("cyst", "ap50_mask")).containsEntry("pooled", "1");
    }

    @Test
    void valuesThatLookLikeKindsAreTold() throws IOException {
        put(references.resolve("a.nii.gz"), Map.of(BIG, 1, FAR, 2, new BoundingBox(0, 0, 8, 2, 2, 10), 1));
        put(predictions.resolve("a.nii.gz"), Map.of(BIG, 1));
        assertThat(done().err()).contains("the values 1, 2 all count as lesion", "--labels");
        put(references.resolve("a.nii.gz"), Map.of(BIG, 1, FAR, 2));
        assertThat(done().err()).as("numbers of lesions").doesNotContain("--labels");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "x", "1,1", "1=a,2=a", "1=", "65536", "1=mean", "-1", "1.5", "1,"})
    void labelsThatAreNoneAreWrongUsage(String labels) throws IOException {
        put(references.resolve("a.nii.gz"), Map.of(BIG, 1));
        CommandLineRun run = run("--labels", labels);
        assertThat(run.code()).isEqualTo(ExitCode.USAGE);
        assertThat(run.errors()).contains("--labels is \"" + labels + "\"", "--labels 1,2,3");
    }

    /** One box met with an IoU of 1, one of 32 / 64 not at 0.75, one missed; b has none. */
    @Test
    void aTableOfBoxesIsAReferenceForDetection() throws IOException {
        references = Files.writeString(
                folder.resolve("boxes.csv"),
                "case,x_min,y_min,z_min,x_max,y_max,z_max\na,2,2,2,6,6,6\na,12,12,2,16,16,6\na,0,0,8,2,2,10\nb,,,,,,\n");
        result("a", Map.of(BIG, 1, new BoundingBox(12, 12, 2, 16, 16, 4), 2), 0.9, 0.8);
        result("b", Map.of());
        CommandLineRun run = done();
        assertThat(run.out()).startsWith("cases 2  missing 0  both empty 1").contains("lesions 3 found 2 invented 0");
        assertThat(pooled("ap50_box")).isEqualTo(67 / 101.0, within(1e-6));
        assertThat(pooled("ap75_box")).isEqualTo(34 / 101.0, within(1e-6));
        assertThat(summary("", "ap50_mask"))
                .containsEntry("pooled", "")
                .containsEntry("reason", "a case is known as boxes only");
        assertThat(rows("").get(0))
                .containsEntry("dice", "")
                .containsEntry("hd95", "")
                .containsEntry("lesions", "3");
    }

    @Test
    void boxesOfAnotherScaleAreRefused() throws IOException {
        references = Files.writeString(
                folder.resolve("boxes.csv"),
                "case,x_min,y_min,z_min,x_max,y_max,z_max\na,2,2,2,60,6,6\nb,2,2,2,6,6,6\n");
        result("a", Map.of(BIG, 1), 0.9);
        result("b", Map.of(BIG, 1), 0.9);
        CommandLineRun run = run();
        assertThat(run.code()).isEqualTo(ExitCode.SOME_FAILED);
        assertThat(run.errors())
                .contains("a: not compared", "a box that ends at 60.0, 6.0, 6.0 but the prediction has 20");
    }

    /** Of a cube that is moved by 3 mm some surface voxels lie farther than 1 mm off, none farther than 3. */
    @Test
    void tolerancesAreTheUsersChoice() throws IOException {
        put(references.resolve("a.nii.gz"), Map.of(BIG, 1));
        put(predictions.resolve("a.nii.gz"), Map.of(new BoundingBox(5, 2, 2, 9, 6, 6), 1));
        done("--tolerance", "0.5,3");
        Map<String, String> row = rows("").get(0);
        assertThat(row).containsEntry("surface_dice_3mm", "1").doesNotContainKey("surface_dice_1mm");
        assertThat(Double.parseDouble(row.get("surface_dice_0.5mm"))).isBetween(0.1, 0.9);
        for (String wrong : List.of("-1", "1,1", "NaN", "x")) {
            assertThat(run("--tolerance=" + wrong).code()).as(wrong).isEqualTo(ExitCode.USAGE);
        }
    }
}
