package org.lesionlens.cohort;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lesionlens.cases.RunFiles;
import org.lesionlens.cli.CommandLineRun;
import org.lesionlens.cli.ExitCode;
import org.lesionlens.draw.Chromium;
import org.lesionlens.draw.OverviewPicture;

/** The report of a cohort in a real browser (Chromium); the screenshot lies in target/screenshots. */
class CohortReportTest {
    private static final Path DATA = Path.of("test-data");
    private static final Pattern NAME = Pattern.compile("data-text=\"(\\S+) ");

    @TempDir
    private static Path folder;

    private static Path report;

    @BeforeAll
    static void run() throws IOException {
        for (String name : List.of("planar.png", "<b>bold&.png")) {
            Files.copy(DATA.resolve("phantom_slice.png"), folder.resolve(name));
        }
        Files.copy(DATA.resolve("phantom_t1ce.nii.gz"), folder.resolve("volume.nii.gz"));
        Files.writeString(folder.resolve("broken.nii"), "no NIfTI");
        Files.writeString(folder.resolve("cohort.csv"), """
                case,image,reference,group,date
                planar,planar.png,,control,2026-03-01
                bold&,<b>bold&.png,,treated,2026-03-02
                broken,broken.nii,,treated,
                volume,volume.nii.gz,%s,treated,2026-03-03
                """.formatted(
                        DATA.resolve("phantom_mask.nii.gz").toAbsolutePath()));
        Path output = folder.resolve("out");
        CommandLineRun run = CommandLineRun.of("batch", folder.resolve("cohort.csv"), "--output", output);
        assertThat(run.code()).as(run.err()).isEqualTo(ExitCode.SOME_FAILED);
        report = output.resolve(RunFiles.REPORT);
    }

    @Test
    void thePageNeedsNothingFromElsewhereAndNamesNoPath() throws IOException {
        String page = Files.readString(report);
        assertThat(page).doesNotContain("http:", "https:", "${", folder.toString());
        assertThat(page).doesNotContainPattern("(src|href)=\"(?!data:|\\./)");
        assertThat(page).contains("not a medical device", "href=\"./bold&amp;/overview.png\"", "broken.nii: ");
        assertThat(page.indexOf("<h2>Failed")).isPositive().isLessThan(page.indexOf("<h2>Distributions"));
    }

    /** Groups of rows that have the hue of the first lesion, with ten others between them. */
    private static int outlines(BufferedImage pictures) {
        int groups = 0;
        int last = -11;
        for (int row = 0; row < pictures.getHeight(); row++) {
            if (pixelsOf(OverviewPicture.color(1), pictures.getSubimage(0, row, pictures.getWidth(), 1)) > 0) {
                groups += row - last > 10 ? 1 : 0;
                last = row;
            }
        }
        return groups;
    }

    /** Pixels of a hue, also where it was laid over grey and made a JPEG. */
    private static long pixelsOf(Color color, BufferedImage picture) {
        float hue = hueAndSaturation(color.getRGB())[0];
        return Arrays.stream(picture.getRGB(0, 0, picture.getWidth(), picture.getHeight(), null, 0, picture.getWidth()))
                .mapToObj(CohortReportTest::hueAndSaturation)
                .filter(pixel -> Math.abs(pixel[0] - hue) < 0.04 && pixel[1] > 0.25)
                .count();
    }

    private static float[] hueAndSaturation(int rgb) {
        return Color.RGBtoHSB(rgb >> 16 & 0xff, rgb >> 8 & 0xff, rgb & 0xff, null);
    }

    @Test
    void aBrowserShowsAllCasesAndFiltersAndSortsThem() throws Exception {
        assertThat(shown("")).containsExactly("planar", "bold&amp;", "broken", "volume");
        assertThat(dom("#state=failed")).contains("1 of 4 cases</output>");
        assertThat(dom("#text=2026-03-03")).contains("1 of 4 cases</output>");
        assertThat(shown("#sort=1&falling")).containsExactly("volume", "planar", "broken", "bold&amp;");
        assertThat(shown("#sort=7")).startsWith("volume"); // volumes in ml; what has none comes last
    }

    @Test
    void aScreenshotHasTheOutlineOfALesion() throws Exception {
        BufferedImage shown =
                new Chromium(folder).screenshot(report.toUri().toString(), 1250, 1500, "cohort_report.png");
        assertThat(shown.getWidth()).isEqualTo(1250);
        BufferedImage small = shown.getSubimage(0, 0, 163, 1500); // the column of the small pictures
        assertThat(pixelsOf(OverviewPicture.color(1), small)).isBetween(100L, 1200L);
        assertThat(outlines(small)).as("one a case that is done").isEqualTo(3);
        assertThat(pixelsOf(OverviewPicture.color(1), shown.getSubimage(163, 0, 1087, 1500)))
                .as("outside the pictures")
                .isZero();
    }

    private static List<String> shown(String fragment) throws Exception {
        return NAME.matcher(dom(fragment))
                .results()
                .map(MatchResult::group)
                .map(CohortReportTest::name)
                .toList();
    }

    private static String name(String attribute) {
        return attribute.substring("data-text=\"".length()).strip();
    }

    private static String dom(String fragment) throws Exception {
        return new Chromium(folder).dom(report.toUri() + fragment);
    }
}
