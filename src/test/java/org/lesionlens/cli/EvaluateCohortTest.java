package org.lesionlens.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lesionlens.io.nifti.NiftiWriter;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.VolumeGeometry;

/** Many cases: whose they are, what their classes are, which files belong together, and a second folder of predictions. */
class EvaluateCohortTest extends EvaluateFixture {
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
