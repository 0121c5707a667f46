package org.lesionlens.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lesionlens.cli.CommandLineRun;
import org.lesionlens.cli.ExitCode;
import org.lesionlens.draw.Chromium;
import org.lesionlens.draw.DisagreementPicture;
import org.lesionlens.io.nifti.NiftiWriter;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.VolumeGeometry;

/**
 * The page of an evaluation in a real browser (Chromium); the screenshot lies in target/screenshots.
 *
 * <p>Case i is a box 10 voxels wide that was predicted i voxels aside, so its Dice is 1 - i / 10.
 */
class EvaluationReportTest {
    private static final int CASES = 12;
    private static final VolumeGeometry GRID = VolumeGeometry.axisAligned(new long[] {40, 24, 6}, 1, 1, 3);
    private static final Pattern FIRST_CELL = Pattern.compile("<tr[^>]*><td[^>]*>([^<]*)</td>");

    @TempDir
    private static Path folder;

    private static Path output;
    private static Path report;

    @BeforeAll
    static void run() throws IOException {
        for (int i = 0; i < CASES; i++) {
            String name = name(i);
            write("references/" + name + ".nii.gz", box(10, 1));
            write("predictions/" + name + "/mask.nii.gz", box(10 + i, 1));
            write("other/" + name + "/mask.nii.gz", box(10 + i / 2, 1));
            for (String set : List.of("predictions", "other")) {
                Files.writeString(
                        folder.resolve(set).resolve(name).resolve("lesions.csv"),
                        "case,label,class,voxels,mean_probability,class_probabilities\n" + quoted(name) + ",1,"
                                + (i % 3 == 0 ? "b" : "a") + ",400,0.9" + i + ",a=" + (i % 3 == 0 ? 0.25 : 0.75) + ";b="
                                + (i % 3 == 0 ? 0.75 : 0.25) + "\n");
                write(set + "/" + name + "/labels.nii.gz", box(10 + (set.equals("other") ? i / 2 : i), 1));
            }
        }
        VolumeGeometry elsewhere =
                VolumeGeometry.of(new long[] {40, 24, 6}, new double[] {1, 1, 3}, new double[] {900, 0, 0}, identity());
        write("references/lost.nii.gz", LabelMap.allocate(elsewhere));
        write("predictions/lost/mask.nii.gz", box(10, 1));
        String rows = IntStream.range(0, CASES)
                .mapToObj(i -> quoted(name(i)) + "," + (i < 6 ? "a" : "b") + ",p" + i / 2)
                .reduce("case,class,patient", (all, row) -> all + "\n" + row);
        Files.writeString(folder.resolve("classes.csv"), rows + "\nlost,a,p99\n");
        output = folder.resolve("out");
        CommandLineRun run = CommandLineRun.of(
                "evaluate",
                folder.resolve("predictions"),
                folder.resolve("references"),
                "--output",
                output.resolve("scores.csv"),
                "--classes",
                folder.resolve("classes.csv"),
                "--compare",
                folder.resolve("other"),
                "--report",
                output);
        assertThat(run.code()).as(run.err()).isEqualTo(ExitCode.SOME_FAILED);
        report = output.resolve(EvaluationReport.FILE);
    }

    /** The third has a name that would be markup. */
    private static String name(int i) {
        return i == 2 ? "<b>02&" : String.format(Locale.ROOT, "case_%02d", i);
    }

    private static String quoted(String text) {
        return "\"" + text + "\"";
    }

    private static double[][] identity() {
        return new double[][] {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}};
    }

    private static LabelMap box(int left, int value) {
        LabelMap map = LabelMap.allocate(GRID);
        for (int z = 2; z < 4; z++) {
            for (int y = 4; y < 20; y++) {
                for (int x = left; x < left + 10; x++) {
                    map.voxels().getAt(x, y, z).set(value);
                }
            }
        }
        return map;
    }

    private static void write(String file, LabelMap map) throws IOException {
        Path target = folder.resolve(file);
        Files.createDirectories(target.getParent());
        NiftiWriter.FAST.writeLabels(target, map);
    }

    private static String page() throws IOException {
        return Files.readString(report);
    }

    @Test
    void thePageNeedsNothingFromElsewhereAndNamesNoPath() throws IOException {
        assertThat(page()).doesNotContain("http:", "https:", "${", folder.toString());
        assertThat(page()).doesNotContainPattern("(src|href)=\"(?!data:|\\./|#)");
        assertThat(page()).contains("not a medical device", "&lt;b&gt;02&amp;").doesNotContain("<b>02&");
    }

    @Test
    void thePageSaysWhatIsBehindItsFigures() throws IOException {
        assertThat(page())
                .contains("bootstrap by patient (6 patients), 2000 draws, seed 24")
                .contains("<b>12</b>cases compared", "<b>1</b>not compared")
                .contains("<td>lost</td><td>mask.nii.gz: ")
                .contains("2 |P and R| / (|P| + |R|)", "L. R. Dice, Ecology 26(3), 1945")
                .contains("<h2>other less predictions</h2>");
    }

    @Test
    void everyChartInThePageIsAFileThatThePageLinksTo() throws IOException {
        List<String> linked = Pattern.compile("href=\"\\./report-figures/([^\"]+)\"")
                .matcher(page())
                .results()
                .map(match -> match.group(1))
                .toList();
        List<String> files;
        try (Stream<Path> all = Files.list(output.resolve(EvaluationReport.FIGURES))) {
            files = all.map(file -> file.getFileName().toString()).toList();
        }
        assertThat(linked).containsExactlyInAnyOrderElementsOf(files).doesNotHaveDuplicates();
        assertThat(page().split("<svg ", -1)).hasSize(files.size() + 1);
        assertThat(files)
                .contains(
                        "overlap.svg",
                        "distances.svg",
                        "volume-error-ml.svg",
                        "lesions.svg",
                        "bland-altman.svg",
                        "froc.svg",
                        "roc.svg",
                        "confusion.svg",
                        "calibration.svg",
                        "difference-share.svg",
                        "difference-froc.svg");
    }

    /** Dice 0 twice, then 0.1 to 0.8: those of 1 and 0.9 are the best. */
    @Test
    void theWorstTenAreShownFromTheWorstOn() throws IOException {
        List<String> worst = Pattern.compile("<figcaption><b>([^<]+)</b><br>Dice ([0-9.]+)")
                .matcher(page())
                .results()
                .map(match -> match.group(1) + " " + match.group(2))
                .toList();
        assertThat(worst)
                .containsExactly(
                        "case_10 0.000",
                        "case_11 0.000",
                        "case_09 0.100",
                        "case_08 0.200",
                        "case_07 0.300",
                        "case_06 0.400",
                        "case_05 0.500",
                        "case_04 0.600",
                        "case_03 0.700",
                        "&lt;b&gt;02&amp; 0.800");
        assertThat(page().split("data:image/jpeg;base64,", -1)).hasSize(11);
    }

    @Test
    void aBrowserFiltersAndSortsTheCases() throws Exception {
        String worstFirst = dom(report, "#sort=4");
        assertThat(worstFirst).contains("13 of 13 rows</output>", "<form id=\"filter\">");
        assertThat(shown(worstFirst))
                .startsWith("case_10", "case_11", "case_09")
                .endsWith("lost");
        String some = dom(report, "#text=CASE_0&sort=4&falling");
        assertThat(some).contains("9 of 13 rows</output>");
        assertThat(shown(some)).startsWith("case_00", "case_01").endsWith("lost");
    }

    private static String dom(Path page, String fragment) throws Exception {
        return new Chromium(folder).dom(page.toUri() + fragment);
    }

    private static List<String> shown(String dom) {
        String table = dom.substring(dom.indexOf("<table id=\"cases\">"), dom.indexOf("<h2 id=\"definitions\">"));
        return FIRST_CELL.matcher(table).results().map(match -> match.group(1)).toList();
    }

    @Test
    void withoutJavaScriptAllIsThereButTheFilter() throws Exception {
        Path still = output.resolve("still.html");
        String forbids = "<meta http-equiv=\"Content-Security-Policy\" content=\"script-src 'none'\">";
        Files.writeString(still, page().replace("<head>", "<head>" + forbids));
        String plain = dom(still, "");
        assertThat(shown(plain))
                .hasSize(13)
                .startsWith("&lt;b&gt;02&amp;", "case_00")
                .endsWith("lost");
        assertThat(plain).contains("<form id=\"filter\" hidden");
    }

    @Test
    void aScreenshotHasTheColoursOfWhatWasMissedAndInvented() throws Exception {
        BufferedImage shown =
                new Chromium(folder).screenshot(report.toUri().toString(), 1300, 10000, "evaluation_report.png");
        for (DisagreementPicture.Part part : List.of(
                DisagreementPicture.Part.HIT, DisagreementPicture.Part.MISSED, DisagreementPicture.Part.INVENTED)) {
            Color color = Color.decode(part.colorText());
            long pixels = Arrays.stream(shown.getRGB(0, 0, 1300, 10000, null, 0, 1300))
                    .filter(rgb -> near(new Color(rgb), color))
                    .count();
            assertThat(pixels).as(part.words()).isGreaterThan(5000);
        }
    }

    private static boolean near(Color a, Color b) {
        return Math.abs(a.getRed() - b.getRed()) < 20
                && Math.abs(a.getGreen() - b.getGreen()) < 20
                && Math.abs(a.getBlue() - b.getBlue()) < 20;
    }

    @Test
    void oneCaseHasFiguresAndNoIntervals() throws IOException {
        Path one = folder.resolve("one");
        Files.createDirectories(one.resolve("r"));
        Files.createDirectories(one.resolve("p"));
        Files.copy(folder.resolve("references/case_03.nii.gz"), one.resolve("r/case_03.nii.gz"));
        Files.copy(folder.resolve("predictions/case_03/mask.nii.gz"), one.resolve("p/case_03.nii.gz"));
        CommandLineRun run = CommandLineRun.of(
                "evaluate",
                one.resolve("p"),
                one.resolve("r"),
                "--output",
                one.resolve("s.csv"),
                "--report",
                one.resolve("out"));
        assertThat(run.code()).as(run.err()).isZero();
        Path page = one.resolve("out").resolve(EvaluationReport.FILE);
        assertThat(Files.readString(page))
                .contains(
                        "none: there is one case only",
                        "Not defined, since a predicted lesion has no score: Sensitivity at 1/8 FP, ",
                        "<td class=\"number\">0.700</td>",
                        "1 of 1 cases. Bias 0.000 ml.")
                .doesNotContain("NaN");
    }

    /** Two kinds in one mask: charts and rows are of each. */
    @Test
    void kindsOfLesionsHaveChartsAndRowsOfTheirOwn() throws Exception {
        Path kinds = folder.resolve("kinds");
        for (int i = 0; i < 2; i++) {
            LabelMap real = box(10, 1);
            LabelMap predicted = box(11, 1);
            for (int x = 0; x < 5; x++) {
                real.voxels().getAt(x, 0, 0).set(7);
                predicted.voxels().getAt(x, 0, 0).set(i == 0 ? 7 : 1);
            }
            write("kinds/r/" + i + ".nii.gz", real);
            write("kinds/p/" + i + ".nii.gz", predicted);
        }
        CommandLineRun run = CommandLineRun.of(
                "evaluate",
                kinds.resolve("p"),
                kinds.resolve("r"),
                "--labels",
                "1=exudate,7=haemorrhage",
                "--output",
                kinds.resolve("s.csv"),
                "--report",
                kinds.resolve("out"));
        assertThat(run.code()).as(run.err()).isZero();
        String page = Files.readString(kinds.resolve("out").resolve(EvaluationReport.FILE));
        assertThat(page)
                .contains("<h3>exudate</h3>", "<h3>haemorrhage</h3>", "<h3>mean</h3>", "another kind")
                .contains("./report-figures/overlap-1.svg", "./report-figures/overlap-7.svg");
        assertThat(dom(kinds.resolve("out").resolve(EvaluationReport.FILE), "#kind=haemorrhage"))
                .contains("2 of 4 rows</output>");
    }
}
