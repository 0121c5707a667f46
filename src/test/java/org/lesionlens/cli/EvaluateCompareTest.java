package org.lesionlens.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.lesionlens.io.nifti.NiftiWriter;
import org.lesionlens.lesion.BoundingBox;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.VolumeGeometry;

/** Two folders of predictions: their classes, the mean over kinds of lesions, units. */
class EvaluateCompareTest extends EvaluateFixture {
    private Path other;

    @BeforeEach
    void layOutTheOther() throws IOException {
        other = Files.createDirectory(folder.resolve("other"));
    }

    private static void classify(Path set, String name, String kind, String probabilities) throws IOException {
        put(set.resolve(name + "/mask.nii.gz"), Map.of(BIG, 1));
        Files.writeString(
                set.resolve(name + "/lesions.csv"),
                "case,label,class,voxels,class_probabilities\n" + name + ",1," + kind + ",9," + probabilities + "\n");
    }

    /** c0 and c1 are right, c2 is wrong, nothing is found in c3; the other has all, but not c4. */
    private String[] classes() throws IOException {
        cases(5);
        classify(predictions, "c0", "glioma", "glioma=0.9;cyst=0.1");
        classify(predictions, "c1", "cyst", "glioma=0.4;cyst=0.6");
        classify(predictions, "c2", "cyst", "glioma=0.3;cyst=0.7");
        Files.writeString(predictions.resolve("c3/lesions.csv"), "case,label,class\n");
        classify(predictions, "c4", "cyst", "glioma=0.3;cyst=0.7");
        classify(other, "c0", "glioma", "glioma=0.8;cyst=0.2");
        classify(other, "c1", "cyst", "glioma=0.3;cyst=0.7");
        classify(other, "c2", "glioma", "glioma=0.6;cyst=0.4");
        classify(other, "c3", "cyst", "glioma=0.1;cyst=0.9");
        Path table = table("case,class\nc0,glioma\nc1,cyst\nc2,glioma\nc3,cyst\nc4,cyst\n");
        return new String[] {"--classes", table.toString(), "--compare", other.toString()};
    }

    private Map<String, String> row(String label, String metric) throws IOException {
        return rows("-comparison").stream()
                .filter(row ->
                        row.get("label").equals(label) && row.get("metric").equals(metric))
                .findFirst()
                .orElseThrow();
    }

    private static void has(Map<String, String> row, String column, double value) {
        assertThat(Double.parseDouble(row.get(column))).as(column).isEqualTo(value, within(1e-6));
    }

    /** Of differences 0, 0, 1, 1 the signed-rank test is McNemar's: z = 2 / sqrt(2). */
    @Test
    void rightAndWrongAnswersOfTwoPredictionsAreCompared() throws IOException {
        CommandLineRun run = done(classes());
        Map<String, String> accuracy = row("", "accuracy");
        assertThat(accuracy)
                .containsEntry("basis", "classes")
                .containsEntry("cases", "4")
                .containsEntry("first", "0.5")
                .containsEntry("second", "1")
                .containsEntry("pooled_difference", "0.5")
                .containsEntry("tested", "2")
                .containsEntry("zeros", "2")
                .containsEntry("p_method", "normal approximation")
                .containsEntry("reason", "");
        has(accuracy, "p", 0.1572992);
        assertThat(accuracy.get("pooled_low")).isNotEmpty();
        assertThat(run.out().substring(run.out().indexOf("other less predictions")))
                .containsPattern("accuracy +4 +0.5000 +1.0000 +0.5000");
    }

    /** Brier scores 0.02, 0.32, 0.98 against 0.08, 0.18, 0.32; c3 has none in the first. Of 3 ranks 1 is of the other sign. */
    @Test
    void scoresOfProbabilitiesAreComparedOverTheCasesThatBothAnswered() throws IOException {
        done(classes());
        Map<String, String> brier = row("", "brier");
        assertThat(brier).containsEntry("cases", "3").containsEntry("undefined", "1");
        has(brier, "first", 1.32 / 3);
        has(brier, "pooled_difference", -0.74 / 3);
        has(brier, "wilcoxon", 1);
        has(brier, "p", 0.5);
        has(row("", "roc_auc"), "first", 0.25);
        has(row("", "roc_auc"), "pooled_difference", 0.75);
        assertThat(row("", "roc_auc")).containsEntry("cases", "4").containsEntry("p", "");
    }

    @Test
    void thePageHasTheClassesOfBothAsTableAndChart() throws IOException {
        String[] options = classes();
        Path report = folder.resolve("report");
        done(options[0], options[1], options[2], options[3], "--report", report.toString());
        String page = Files.readString(report.resolve("report.html"));
        assertThat(page.substring(page.indexOf("<h2>other less predictions</h2>")))
                .contains("<td>Accuracy</td><td class=\"number\">4</td>", "report-figures/difference-classes.svg");
    }

    @Test
    void aFolderWithoutClassesIsNamed() throws IOException {
        String[] options = classes();
        for (int i = 0; i < 4; i++) {
            Files.delete(other.resolve("c" + i + "/lesions.csv"));
        }
        Path report = folder.resolve("report");
        CommandLineRun run = done(options[0], options[1], options[2], options[3], "--report", report.toString());
        String why = "no prediction of other says a class";
        assertThat(row("", "accuracy")).containsEntry("pooled_difference", "").containsEntry("reason", why);
        assertThat(run.out()).contains("none: " + why);
        assertThat(report.resolve("report.html")).content().contains("since " + why + ": Accuracy, ");
        assertThat(run.errors()).doesNotContain("other: no lesion with a class");
    }

    @Test
    void probabilitiesThatNoCaseHasInBothAreNotCompared() throws IOException {
        String[] options = classes();
        classify(predictions, "c2", "cyst", "");
        classify(other, "c0", "glioma", "");
        classify(other, "c1", "cyst", "");
        classify(other, "c3", "cyst", "");
        CommandLineRun run = done(options);
        assertThat(row("", "brier"))
                .containsEntry("pooled_difference", "")
                .containsEntry("reason", "too few cases count in both");
        assertThat(run.out()).contains("none: too few cases count in both");
    }

    @Test
    void aFolderWithoutProbabilitiesIsComparedByItsAnswers() throws IOException {
        String[] options = classes();
        classify(other, "c0", "glioma", "");
        classify(other, "c1", "meningioma", "");
        classify(other, "c2", "glioma", "");
        Files.writeString(other.resolve("c3/lesions.csv"), "case,label,class\n");
        CommandLineRun run = done(options);
        assertThat(row("", "accuracy")).containsEntry("second", "0.5").containsEntry("pooled_difference", "0");
        for (String metric : new String[] {"brier", "roc_auc", "ece"}) {
            assertThat(row("", metric))
                    .containsEntry("pooled_difference", "")
                    .containsEntry("reason", "no answer of other has probabilities");
        }
        assertThat(run.errors())
                .contains("other: the predictions know the class meningioma, which no case has")
                .contains("other: no lesion with a class was found in the cases c3: they count as wrong");
    }

    @Test
    void answersOfOtherClassesThanTheTableAreNotCompared() throws IOException {
        String[] options = classes();
        for (int i = 0; i < 4; i++) {
            classify(other, "c" + i, "Cyst", "Cyst=1");
        }
        done(options);
        assertThat(row("", "accuracy").get("reason"))
                .isEqualTo("the table of classes says cyst, glioma but the predictions of other know Cyst");
    }

    /** Dice of kind 1 and 2: a 1 and 2/3 against 1 and 1; b 2/3 against 1, no kind 2. */
    @Test
    void theMeanOfKindsIsComparedToo() throws IOException {
        BoundingBox half = new BoundingBox(12, 12, 2, 16, 16, 4);
        BoundingBox low = new BoundingBox(2, 2, 2, 6, 6, 4);
        put(references.resolve("a.nii.gz"), Map.of(BIG, 1, FAR, 2));
        put(references.resolve("b.nii.gz"), Map.of(BIG, 1));
        put(predictions.resolve("a.nii.gz"), Map.of(BIG, 1, half, 2));
        put(predictions.resolve("b.nii.gz"), Map.of(low, 1));
        put(other.resolve("a.nii.gz"), Map.of(BIG, 1, FAR, 2));
        put(other.resolve("b.nii.gz"), Map.of(BIG, 1));
        Path report = folder.resolve("report");
        CommandLineRun run = done("--labels", "1,2", "--compare", other.toString(), "--report", report.toString());
        Map<String, String> dice = row("mean", "dice");
        assertThat(dice).containsEntry("cases", "2").containsEntry("second", "1");
        has(dice, "first", (5 / 6.0 + 2 / 3.0) / 2);
        has(dice, "difference", (1 / 6.0 + 1 / 3.0) / 2);
        assertThat(dice).as("a: 1/6 on average, b: 1/3").containsEntry("tested", "2");
        has(dice, "p", 0.5);
        assertThat(run.out().substring(run.out().indexOf("other less predictions")))
                .contains("\nmean ");
        assertThat(report.resolve("report.html")).content().contains("<td>mean: Dice</td>");
    }

    /** The first finds the lesion of a, the other that of b: no case has pairs in both, all together have. */
    @Test
    void whatOnlyAllTogetherHaveIsComparedTogether() throws IOException {
        for (String name : new String[] {"a", "b"}) {
            put(references.resolve(name + ".nii.gz"), Map.of(BIG, 1));
            put(predictions.resolve(name + ".nii.gz"), Map.of(name.equals("a") ? BIG : FAR, 1));
            put(other.resolve(name + ".nii.gz"), Map.of(name.equals("b") ? BIG : FAR, 1));
        }
        CommandLineRun run = done("--compare", other.toString());
        assertThat(row("", "sq"))
                .containsEntry("cases", "0")
                .containsEntry("difference", "")
                .containsEntry("pooled_difference", "0")
                .containsEntry("reason", "");
        assertThat(run.out().substring(run.out().indexOf("other less predictions")))
                .containsPattern("\nsq .* pooled");
    }

    /** Of either folder, and of cases without a prediction, which are told as such, not once more. */
    @Test
    void emptyCasesAreNamedForTheirFolder() throws IOException {
        for (String name : List.of("a", "b", "gone")) {
            put(references.resolve(name + ".nii.gz"), Map.of(BIG, 1));
            put(predictions.resolve(name + ".nii.gz"), Map.of(BIG, 1));
            put(other.resolve(name + ".nii.gz"), Map.of(BIG, 1));
        }
        put(predictions.resolve("a.nii.gz"), Map.of());
        put(other.resolve("b.nii.gz"), Map.of());
        Files.delete(predictions.resolve("gone.nii.gz"));
        assertThat(done("--compare", other.toString()).errors())
                .contains("lesionlens: the prediction alone is empty in 1 case (a)")
                .contains("lesionlens: other: the prediction alone is empty in 1 case (b)");
    }

    @Test
    void withoutKindsThereIsNoMeanOfThem() throws IOException {
        cases(2);
        done("--compare", predictions.toString());
        assertThat(rows("-comparison")).extracting(row -> row.get("label")).containsOnly("");
        done("--compare", predictions.toString(), "--labels", "1");
        assertThat(rows("-comparison")).extracting(row -> row.get("label")).containsOnly("1");
    }

    private static void uncalibrated(Path file, int from) throws IOException {
        LabelMap mask = LabelMap.allocate(VolumeGeometry.uncalibrated(20, 20, 10));
        for (int x = from; x < 12; x++) {
            mask.voxels().getAt(x, 5, 5).set(1);
        }
        Files.createDirectories(file.getParent());
        NiftiWriter.FAST.writeMask(file, mask);
    }

    /** Distances in mm and in pixels have no common mean; what each case has stays. */
    @Test
    void millimetresAndPixelsHaveNoCommonFigure() throws IOException {
        cases(2);
        uncalibrated(references.resolve("x.nii.gz"), 4);
        uncalibrated(predictions.resolve("x/mask.nii.gz"), 5);
        Path report = folder.resolve("report");
        CommandLineRun run = done("--compare", predictions.toString(), "--report", report.toString());
        String why = "some cases are in mm and others in pixels";
        for (String metric : new String[] {"hd95", "assd", "surface_dice_1mm", "surface_dice_2mm"}) {
            assertThat(rows("").stream().map(row -> row.get(metric)))
                    .as(metric)
                    .hasSize(3)
                    .doesNotContain("");
            assertThat(summary("", metric))
                    .containsEntry("mean", "")
                    .containsEntry("median", "")
                    .containsEntry("replaced_mean", "")
                    .containsEntry("cases", "3")
                    .containsEntry("reason", why);
            assertThat(row("", metric))
                    .containsEntry("first", "")
                    .containsEntry("difference", "")
                    .containsEntry("replaced_difference", "")
                    .containsEntry("p", "")
                    .containsEntry("reason", why);
        }
        assertThat(summary("", "dice").get("mean")).isNotEmpty();
        assertThat(run.out()).contains("HD95 median nan", "none: " + why);
        String page = Files.readString(report.resolve("report.html"));
        assertThat(page)
                .contains("Not defined, since " + why + ": HD95")
                .doesNotContain("distances.svg", "difference-distance.svg");
        done("--labels", "1,2");
        assertThat(summary("mean", "hd95")).containsEntry("mean", "").containsEntry("reason", why);
        assertThat(summary("mean", "dice").get("mean")).isNotEmpty();
    }

    /** A chart or table of a paper says which of the two it is in. */
    @Test
    void chartsAndTablesSayWhetherTheyAreInMillimetresOrPixels() throws IOException {
        Path report = folder.resolve("report");
        cases(2);
        saysItsUnit(report, "mm");
        for (String name : new String[] {"c0", "c1"}) {
            uncalibrated(references.resolve(name + ".nii.gz"), 4);
            uncalibrated(predictions.resolve(name + "/mask.nii.gz"), 5);
        }
        saysItsUnit(report, "pixels");
    }

    private void saysItsUnit(Path report, String unit) throws IOException {
        CommandLineRun run = done("--compare", predictions.toString(), "--report", report.toString());
        assertThat(run.out()).contains("distances and tolerances are in " + unit + "\n");
        assertThat(report.resolve("report-figures/distances.svg"))
                .content()
                .contains("distance (" + unit + ")")
                .doesNotContain("mm or pixels");
        assertThat(report.resolve("report-figures/difference-distance.svg"))
                .content()
                .contains("(" + unit + ")")
                .doesNotContain("mm or pixels");
        String tolerance = "Surface Dice at 1 " + (unit.equals("mm") ? "mm" : "pixel");
        assertThat(report.resolve("report-figures/overlap.svg")).content().contains(tolerance);
        assertThat(report.resolve("report-figures/difference-share.svg"))
                .content()
                .contains(tolerance);
        assertThat(summary("", "hd95")).containsEntry("unit", unit);
        assertThat(row("", "hd95")).containsEntry("unit", unit);
        assertThat(report.resolve("report.html"))
                .content()
                .contains("HD95 (" + unit + ")", tolerance)
                .doesNotContain("mm or pixels", "mm3 or pixels");
    }
}
