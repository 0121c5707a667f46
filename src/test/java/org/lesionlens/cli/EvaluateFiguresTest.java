package org.lesionlens.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lesionlens.io.nifti.NiftiWriter;
import org.lesionlens.io.table.CsvTable;
import org.lesionlens.lesion.BoundingBox;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.ProbabilityMap;
import org.lesionlens.volume.VolumeGeometry;

/** Masks of boxes, whose figures are known in closed form. */
class EvaluateFiguresTest {
    private static final VolumeGeometry GRID = VolumeGeometry.axisAligned(new long[] {20, 20, 10}, 1, 1, 1);
    private static final BoundingBox BIG = new BoundingBox(2, 2, 2, 6, 6, 6);
    private static final BoundingBox FAR = new BoundingBox(12, 12, 2, 16, 16, 6);

    @TempDir
    private Path folder;

    private Path predictions;
    private Path references;

    @BeforeEach
    void layOutFolders() throws IOException {
        predictions = Files.createDirectory(folder.resolve("predictions"));
        references = Files.createDirectory(folder.resolve("references"));
    }

    private static LabelMap boxes(Map<BoundingBox, Integer> values) {
        LabelMap map = LabelMap.allocate(GRID);
        values.forEach((box, value) -> {
            for (long z = box.zMin(); z < box.zMax(); z++) {
                for (long y = box.yMin(); y < box.yMax(); y++) {
                    for (long x = box.xMin(); x < box.xMax(); x++) {
                        map.voxels().getAt(x, y, z).set(value);
                    }
                }
            }
        });
        return map;
    }

    private static void put(Path file, Map<BoundingBox, Integer> values) throws IOException {
        Files.createDirectories(file.getParent());
        NiftiWriter.FAST.writeLabels(file, boxes(values));
    }

    /** A result as analyze writes it: numbers of lesions with their mean probabilities. */
    private void result(String name, Map<BoundingBox, Integer> numbers, double... scores) throws IOException {
        put(predictions.resolve(name + "/mask.nii.gz"), numbers);
        put(predictions.resolve(name + "/labels.nii.gz"), numbers);
        StringBuilder rows = new StringBuilder("case,label,mean_probability\n");
        for (int i = 0; i < scores.length; i++) {
            rows.append(name + "," + (i + 1) + "," + scores[i] + "\n");
        }
        Files.writeString(predictions.resolve(name + "/lesions.csv"), rows);
    }

    private CommandLineRun run(String... options) {
        return CommandLineRun.of(Stream.concat(
                        Stream.of("evaluate", predictions, references, "--output", folder.resolve("scores.csv")),
                        Stream.of(options))
                .toArray());
    }

    private CommandLineRun done(String... options) {
        CommandLineRun run = run(options);
        assertThat(run.code()).as(run.err()).isZero();
        return run;
    }

    private List<Map<String, String>> rows(String word) throws IOException {
        return CsvTable.read(folder.resolve("scores" + word + ".csv"));
    }

    private Map<String, String> summary(String label, String metric) throws IOException {
        return rows("-summary").stream()
                .filter(row ->
                        row.get("label").equals(label) && row.get("metric").equals(metric))
                .findFirst()
                .orElseThrow();
    }

    private double pooled(String metric) throws IOException {
        return Double.parseDouble(summary("", metric).get("pooled"));
    }

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
        references =
                Files.writeString(folder.resolve("boxes.csv"), "case,x_min,y_min,x_max,y_max\na,2,2,60,6\nb,2,2,6,6\n");
        result("a", Map.of(BIG, 1), 0.9);
        result("b", Map.of(BIG, 1), 0.9);
        CommandLineRun run = run();
        assertThat(run.code()).isEqualTo(ExitCode.SOME_FAILED);
        assertThat(run.errors())
                .contains("a: not compared", "a box that ends at 60.0, 6.0, 1.0 but the prediction has 20");
    }

    private void cases(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            put(references.resolve("c" + i + ".nii.gz"), Map.of(BIG, 1));
            result("c" + i, Map.of(new BoundingBox(2, 2, 2, 6, 6, 3 + i % 4), 1), 0.9);
        }
    }

    private Path table(String text) throws IOException {
        return Files.writeString(folder.resolve("cases.csv"), text);
    }

    /** Two patients of two equal cases each are two draws, not four: the interval spans both. */
    @Test
    void intervalsAreByPatientWhereATableSaysThem() throws IOException {
        cases(4);
        Path table = table("id,patient\nc0,p\nc1,q\nc2,q\nc3,p\nother,r\n");
        CommandLineRun run = done("--cases", table.toString());
        assertThat(run.out()).contains("by patient (2 patients)");
        assertThat(rows("")).extracting(row -> row.get("patient")).containsExactly("p", "q", "q", "p");
        assertThat(done().out()).contains("by case, as no table says whose the cases are (--cases)");
    }

    @Test
    void theSameSeedGivesTheSameIntervalAndAnotherSeedAnother() throws IOException {
        cases(11);
        done();
        List<Map<String, String>> first = rows("-summary");
        done();
        assertThat(rows("-summary")).isEqualTo(first);
        done("--seed", "7");
        assertThat(rows("-summary"))
                .isNotEqualTo(first)
                .extracting(row -> row.get("mean"))
                .isEqualTo(first.stream().map(row -> row.get("mean")).toList());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--cases|id,patient;c0,p|does not say whose the cases c1 are",
                "--cases|name,patient;c0,p|must have case (or id",
                "--cases|id,fold;c0,1|must have patient (or group",
                "--cases|id,patient;c0,p;c0,q;c1,p|says of the case c0 that its patient is p and that it is q",
                "--classes|id,fold;c0,1|must have class (or tumour",
                "--classes|id,class;x,glioma|names none of the cases c0, c1 but x",
                "--classes|id,class;c0,glioma;c1,glioma|no prediction says a class",
            })
    void aTableThatLacksSomethingIsToldAndNothingIsWritten(String option, String text, String why) throws IOException {
        cases(2);
        CommandLineRun run = run(option, table(text.replace(';', '\n') + "\n").toString());
        assertThat(run.code()).isEqualTo(ExitCode.NOTHING_DONE);
        assertThat(run.errors().strip()).contains(why).hasLineCount(1);
        assertThat(folder.resolve("scores.csv")).doesNotExist();
    }

    private void classify(String name, String kind, String probabilities) throws IOException {
        Files.writeString(
                predictions.resolve(name + "/lesions.csv"),
                "case,label,class,voxels,class_probabilities\n" + name + ",2,no,3,no=1\n" + name + ",1," + kind + ",9,"
                        + probabilities + "\n");
    }

    /** c0 right, c1 right with less, c2 wrong; c3 is not found. */
    @Test
    void classesHaveTheirFiguresAndUnknownOnesAreTold() throws IOException {
        cases(4);
        classify("c0", "glioma", "glioma=0.9;cyst=0.1");
        classify("c1", "cyst", "glioma=0.4;cyst=0.6");
        classify("c2", "cyst", "glioma=0.3;cyst=0.7");
        Files.writeString(predictions.resolve("c3/lesions.csv"), "case,label,class\n");
        CommandLineRun run = done(
                "--classes",
                table("case,class\nc0,glioma\nc1,cyst\nc2,glioma\nc3,Cyst\n").toString());
        assertThat(run.out()).contains("classes: cases 4  accuracy 0.5000", "class glioma  cases 2  right 0.5000");
        assertThat(summary("", "accuracy")).containsEntry("pooled", "0.5").containsEntry("basis", "classes");
        assertThat(summary("", "brier")).containsEntry("cases", "3").containsEntry("undefined", "1");
        assertThat(Double.parseDouble(summary("", "brier").get("pooled")))
                .isEqualTo((0.02 + 0.32 + 0.98) / 3, within(1e-6));
        assertThat(rows("").get(2))
                .containsEntry("class_ref", "glioma")
                .containsEntry("class_pred", "cyst")
                .containsEntry("class_probabilities", "cyst=0.7;glioma=0.3");
        assertThat(run.err())
                .contains("no prediction knows the class Cyst of the table: its cases count as wrong")
                .contains("no lesion with a class was found in the cases c3");
    }

    @Test
    void tableAndPredictionsWithoutACommonClassAreRefused() throws IOException {
        cases(1);
        classify("c0", "glioma", "glioma=1");
        CommandLineRun run = run("--classes", table("case,class\nc0,Glioma\n").toString());
        assertThat(run.code()).isEqualTo(ExitCode.NOTHING_DONE);
        assertThat(run.errors()).contains("the table of classes says Glioma but the predictions know glioma");
    }

    /** Thicknesses of 1 to 4 of 4 slices against the whole: second less first is known case by case. */
    @Test
    void twoPredictionsAreComparedOverTheCasesThatBothHave() throws IOException {
        cases(4);
        Path first = predictions;
        predictions = Files.createDirectory(folder.resolve("better"));
        List<Double> differences = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            result("c" + i, Map.of(BIG, 1), 0.9);
            double share = (1 + i) / 4.0;
            differences.add(1 - 2 * share / (1 + share));
        }
        result("c9", Map.of(BIG, 1), 0.9);
        Path better = predictions;
        predictions = first;
        CommandLineRun run = done("--compare", better.toString());
        Map<String, String> dice = rows("-comparison").get(0);
        assertThat(dice)
                .containsEntry("metric", "dice")
                .containsEntry("cases", "3")
                .containsEntry("second", "1");
        assertThat(Double.parseDouble(dice.get("difference")))
                .isEqualTo(differences.stream().mapToDouble(d -> d).average().orElseThrow(), within(1e-6));
        assertThat(Double.parseDouble(dice.get("p"))).as("exact, 3 of one sign").isEqualTo(0.25);
        assertThat(run.out()).contains("better less predictions, 3 cases that both have; left out: c3 (not in better)");
        assertThat(run.err()).contains("in better nothing is compared of c9: there is no reference of that name");
    }

    @Test
    void aPredictionDiffersFromItselfByNothing() throws IOException {
        cases(3);
        done("--compare", predictions.toString());
        assertThat(rows("-comparison")).isNotEmpty().allSatisfy(row -> {
            assertThat(row.get("difference")).isIn("0", "");
            assertThat(row.get("pooled_difference")).isIn("0", "");
            assertThat(row.get("p")).isEmpty();
        });
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

    @Test
    void patternsSayHowFilesAreCalled() throws IOException {
        put(references.resolve("site/p1/truth.nii.gz"), Map.of(BIG, 1));
        put(references.resolve("site/p2/truth.nii.gz"), Map.of(BIG, 1));
        put(predictions.resolve("p1_seg.nii.gz"), Map.of(BIG, 1));
        put(predictions.resolve("p3_seg.nii.gz"), Map.of(BIG, 1));
        CommandLineRun run = done("--names", "{case}_seg.nii.gz=site/{case}/truth.nii.gz");
        assertThat(run.out()).startsWith("cases 2  missing 1  both empty 0  Dice mean 0.5000");
        assertThat(run.err())
                .contains("in predictions nothing is compared of p3_seg.nii.gz: there is no reference of that name")
                .contains("p2: there is no prediction: scored as an empty one");
    }

    @Test
    void twoReferencesOfACaseAreRefused() throws IOException {
        put(references.resolve("a.nii.gz"), Map.of(BIG, 1));
        put(references.resolve("a_mask.nii.gz"), Map.of(BIG, 1));
        put(predictions.resolve("a.nii.gz"), Map.of(BIG, 1));
        assertThat(run().errors()).contains("of the case a there are the references a.nii.gz and a_mask.nii.gz");
    }

    /** Refused pairs stand in the table in their place, with the reason, and in no figure. */
    @Test
    void whatIsRefusedIsInTheTableAndInNoFigure() throws IOException {
        cases(3);
        VolumeGeometry elsewhere = VolumeGeometry.axisAligned(new long[] {20, 20, 10}, 2, 1, 1);
        NiftiWriter.FAST.writeMask(references.resolve("c1.nii.gz"), LabelMap.allocate(elsewhere));
        assertThat(run().code()).isEqualTo(ExitCode.SOME_FAILED);
        assertThat(rows("")).extracting(row -> row.get("case")).containsExactly("c0", "c1", "c2");
        assertThat(rows("").get(1).get("note")).contains("not on one grid");
        assertThat(summary("", "dice")).containsEntry("cases", "2");
    }
}
