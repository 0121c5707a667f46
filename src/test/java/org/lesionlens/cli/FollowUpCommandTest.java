package org.lesionlens.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lesionlens.cases.InputReading;
import org.lesionlens.followup.FollowUp;
import org.lesionlens.followup.FollowUpPlan;
import org.lesionlens.followup.FollowUpSettings;
import org.lesionlens.followup.FollowUpTable;
import org.lesionlens.followup.LesionSource;
import org.lesionlens.followup.RegistrationChoice;
import org.lesionlens.io.file.ReadOptions;
import org.lesionlens.io.table.CsvTable;
import org.lesionlens.lesion.Phantoms;
import org.lesionlens.volume.Progress;
import org.lesionlens.volume.VolumeGeometry;

/** Dates of patients from a table to tables. */
class FollowUpCommandTest extends FollowUpFixture {
    /** 125 mm3 become 1000 mm3 in 30 days: three doublings. */
    @Test
    void theVolumeAndItsDoublingTimeAreThoseOfTheMasks() throws IOException {
        CommandLineRun run = followUp("patient,date,mask", "p,2024-03-01,large.nii.gz", "p,20240131,small.nii.gz");
        assertThat(run.code()).as(run.err()).isZero();
        List<Map<String, String>> rows = lesions();
        assertThat(rows).extracting(row -> row.get("state")).containsExactly("baseline", "grown");
        assertThat(rows).extracting(row -> row.get("lesion")).containsOnly("A");
        assertThat(rows).extracting(row -> row.get("date")).containsExactly("2024-01-31", "2024-03-01");
        Map<String, String> later = rows.get(1);
        assertThat(number(later, "volume_ml")).isCloseTo(1, within(1e-6));
        assertThat(number(later, "change_ml")).isCloseTo(0.875, within(1e-6));
        assertThat(number(later, "change_percent")).isCloseTo(700, within(1e-4));
        assertThat(number(later, "doubling_days")).isCloseTo(10, within(1e-5));
        assertThat(number(later, "error_shift_ml")).isBetween(0.25, 0.3);
        assertThat(later.get("error_views_ml")).isEmpty();
        assertThat(number(later, "diameter_mm")).isCloseTo(10 * Math.sqrt(2), within(1e-5));
    }

    @Test
    void aHalvingHasANegativeDoublingTime() throws IOException {
        followUp("patient,date,mask", "p,2024-01-31,large.nii.gz", "p,2024-03-01,small.nii.gz");
        assertThat(number(lesions().get(1), "doubling_days")).isCloseTo(-10, within(1e-5));
    }

    @Test
    void eachBadPatientHasOneSentenceAndTheOthersGoOn() throws IOException {
        mask(
                "elsewhere",
                VolumeGeometry.of(
                        new long[] {40, 40, 20}, new double[] {1, 1, 1}, new double[] {500, 0, 0}, new double[][] {
                            {1, 0, 0}, {0, 1, 0}, {0, 0, 1}
                        }),
                Phantoms.box(5, 5, 5, 10, 10, 10));
        CommandLineRun run = followUp(
                "patient,date,mask",
                "good,2024-01-31,small.nii.gz",
                "good,2024-03-01,large.nii.gz",
                "once,2024-03-01,large.nii.gz",
                "twice,2024-03-01,large.nii.gz",
                "twice,20240301,small.nii.gz",
                "american,03/05/2024,large.nii.gz",
                "american,04/05/2024,small.nii.gz",
                "nonsense,2024-02-30,large.nii.gz",
                "nonsense,2024-03-01,large.nii.gz",
                "undated,,large.nii.gz",
                "undated,2024-03-01,large.nii.gz",
                "apart,2024-01-31,small.nii.gz",
                "apart,2024-03-01,elsewhere.nii.gz",
                "lost,2024-01-31,small.nii.gz",
                "lost,2024-03-01,nowhere.nii.gz");
        assertThat(run.code()).isEqualTo(ExitCode.SOME_FAILED);
        assertThat(lesions()).extracting(row -> row.get("patient")).containsOnly("good");
        assertThat(run.errors())
                .contains("once: not compared: there is one date only")
                .contains("twice: not compared: two dates are the same")
                .contains("american: not compared: american_1 has a date in a form that others read as another day")
                .contains("2024-03-05, or 20240305")
                .contains("nonsense: not compared: nonsense_1 has a date that is none")
                .contains("undated: not compared: its first date, or one whose date nobody knows, cannot be read")
                .contains(
                        "apart: not compared: no two dates can be compared: apart_2: it is not known to lie in one space")
                .contains("lost: not compared: no two dates can be compared")
                .doesNotContain("03/05/2024", "2024-02-30", "internal error");
        assertThat(CsvTable.read(output.resolve("dates.csv")))
                .filteredOn(row -> row.get("patient").equals("once"))
                .singleElement()
                .satisfies(row -> {
                    assertThat(row.get("compared")).isEqualTo("no");
                    assertThat(row.get("note")).startsWith("there is one date only");
                });
        assertThat(run.out()).startsWith("patients 8  compared 1  with dates left out 0  not compared 7");
    }

    /** Of three dates one is damaged: the others are compared, and the exit code says that something is missing. */
    @Test
    void aLaterDateThatCannotBeReadIsLeftOut() throws IOException {
        Files.writeString(folder.resolve("broken.nii.gz"), "no image");
        CommandLineRun run = followUp(
                "patient,date,mask",
                "p,2024-01-31,small.nii.gz",
                "p,2024-02-15,broken.nii.gz",
                "p,2024-03-01,large.nii.gz");
        assertThat(run.code()).isEqualTo(ExitCode.SOME_FAILED);
        assertThat(lesions()).extracting(row -> row.get("case")).containsExactly("p_1", "p_3");
        assertThat(run.errors()).contains("p_2: not compared: ");
    }

    /** Everything later is measured against the first date. */
    @Test
    void aPatientWithoutTheFirstDateIsNotCompared() throws IOException {
        Files.writeString(folder.resolve("broken.nii.gz"), "no image");
        CommandLineRun run = followUp(
                "patient,date,mask",
                "p,2024-01-31,broken.nii.gz",
                "p,2024-02-15,small.nii.gz",
                "p,2024-03-01,large.nii.gz");
        assertThat(run.code()).isEqualTo(ExitCode.NOTHING_DONE);
        assertThat(run.errors()).contains("p: not compared: its first date");
    }

    @Test
    void wrongUsageIsToldAtOnce() throws IOException {
        assertThat(followUp("date,mask", "2024-01-31,small.nii.gz").code()).isEqualTo(ExitCode.USAGE);
        String[] good = {"patient,date,mask", "p,2024-01-31,small.nii.gz", "p,2024-03-01,large.nii.gz"};
        assertThat(followUp("patient,date,mask", good[1], "p,2024-03-01,").err())
                .contains("p_2 has neither an image nor a mask: fill in one of these columns");
        assertThat(followUp(List.of("--registration", "elastic"), good).err()).contains("auto, geometry, rigid");
        assertThat(followUp(List.of("--criteria", "who"), good).err()).contains("recist, rano or none");
        assertThat(followUp(List.of("--reach", "-1"), good).code()).isEqualTo(ExitCode.USAGE);
        assertThat(followUp(good).code()).isZero();
        assertThat(followUp(good).err()).contains("is there already", "--overwrite");
        assertThat(followUp(List.of("--overwrite"), good).code()).isZero();
    }

    /** The lesion is smaller than 200 mm3 at both dates. */
    @Test
    void lesionsThatAreSmallAtEveryDateAreLeftOutIfWanted() throws IOException {
        mask(
                "two",
                (x, y, z) -> Phantoms.box(5, 5, 5, 10, 10, 10).contains(x, y, z)
                        || Phantoms.box(20, 20, 5, 30, 30, 15).contains(x, y, z));
        followUp(
                List.of("--min-lesion", "200"),
                "patient,date,mask",
                "p,2024-01-31,two.nii.gz",
                "p,2024-03-01,two.nii.gz");
        assertThat(lesions())
                .hasSize(2)
                .extracting(row -> number(row, "volume_ml"))
                .containsOnly(1.0);
    }

    /** A date has no mask: the network looks for its lesions, and once more with the other views if the model names any. */
    @Test
    void lesionsAreLookedForWhereNobodyMarkedThem() throws IOException {
        Path image = Path.of("test-data", "phantom_t1ce.nii.gz").toAbsolutePath();
        CommandLineRun run = followUp("patient,date,image", "p,2024-01-31," + image, "p,2024-03-01," + image);
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(output.resolve("cases/p_1/labels.nii.gz")).exists();
        List<Map<String, String>> dates = CsvTable.read(output.resolve("dates.csv"));
        assertThat(dates).extracting(row -> row.get("lesions_from")).containsOnly("results of an analysis");
        assertThat(lesions()).isNotEmpty().allSatisfy(row -> {
            assertThat(row.get("state")).isIn("baseline", "stable within measurement error");
            boolean views = Files.exists(output.resolve("cases_other_views/p_1"));
            assertThat(row.get("error_views_ml").isEmpty()).isEqualTo(!views);
        });
        CommandLineRun again = followUp(
                List.of("--results", output.resolve("cases").toString(), "--overwrite"),
                "patient,date,image",
                "p,2024-01-31," + image,
                "p,2024-03-01," + image);
        assertThat(again.code()).as(again.err()).isZero();
        assertThat(lesions())
                .allSatisfy(row -> assertThat(row.get("error_views_ml")).isEmpty());
    }

    /** Its own tables have names that a user's table may have too. */
    @Test
    void noInputIsReplaced() throws IOException {
        output = folder;
        String[] good = {"patient,date,mask", "p,2024-01-31,small.nii.gz", "p,2024-03-01,large.nii.gz"};
        CommandLineRun run = followUp(good);
        assertThat(run.code()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err()).contains("dates.csv would be replaced", "choose another --output");
        assertThat(table).hasContent(String.join("\n", good));
        assertThat(followUp(List.of("--overwrite"), good).code()).isEqualTo(ExitCode.USAGE);
        Files.createDirectories(folder.resolve("out/patients"));
        Files.copy(folder.resolve("small.nii.gz"), folder.resolve("out/patients/p.dcm"));
        output = folder.resolve("out");
        assertThat(followUp("patient,date,mask", "p,2024-01-31,out/patients/p.dcm", "p,2024-03-01,large.nii.gz")
                        .err())
                .contains("p.dcm would be replaced");
    }

    /** A page of a run before is not taken for one of this one. */
    @Test
    void whatAnEarlierRunSaidOfAPatientGoes() throws IOException {
        followUp("patient,date,mask", "p,2024-01-31,small.nii.gz", "p,2024-03-01,large.nii.gz");
        Path page = output.resolve("patients/p.html");
        assertThat(page).exists();
        Path other = Files.writeString(output.resolve("patients/p.dcm"), "of another program");
        followUp(List.of("--overwrite"), "patient,date,mask", "p,2024-01-31,small.nii.gz");
        assertThat(page).doesNotExist();
        assertThat(other).exists();
    }

    private static final String[] TWO = {
        "patient,date,mask",
        "p,2024-01-31,small.nii.gz",
        "p,2024-03-01,large.nii.gz",
        "con,2024-01-31,small.nii.gz",
        "con,2024-03-01,large.nii.gz",
        "q & r,2024-01-31,small.nii.gz",
        "q & r,2024-03-01,large.nii.gz"
    };

    private static final String[] ONE = {TWO[0], TWO[1], TWO[2]};

    /** They would be taken for a part of what the tables beside them tell; what others put there stays. */
    @Test
    void pagesOfPatientsWhoAreNoLongerInTheTableGo() throws IOException {
        followUp(TWO);
        Path patients = output.resolve("patients");
        Path page = patients.resolve("q & r.html");
        Path copy = Files.copy(page, patients.resolve("q & r before treatment.html"));
        Path own = Files.writeString(patients.resolve("notes.html"), "<title>LesionLens, my notes</title>");
        Files.createDirectory(patients.resolve("folder.html"));
        Path other = Files.writeString(patients.resolve("q & r.dcm"), "of another program");
        assertThat(followUp(ONE).code()).as("older results are there").isEqualTo(ExitCode.USAGE);
        assertThat(page).exists();
        assertThat(followUp(List.of("--overwrite"), ONE).code()).isZero();
        try (Stream<Path> left = Files.list(patients)) {
            assertThat(left)
                    .containsExactlyInAnyOrder(
                            patients.resolve("p.html"), copy, own, patients.resolve("folder.html"), other);
        }
    }

    /** Its tables would tell of pages that another run has replaced; its pages are known without them. */
    @Test
    void aRunThatIsStoppedLeavesNoTablesOfAnEarlierOne() throws IOException {
        followUp(TWO);
        Path stopped = Files.writeString(folder.resolve("stopped.csv"), String.join("\n", ONE));
        FollowUpPlan plan = new FollowUpPlan(
                FollowUpTable.read(stopped),
                new LesionSource(Optional.empty(), true, output.resolve("cases"), output.resolve("cases_other_views")),
                InputReading.of(new ReadOptions(Optional.empty(), false)),
                new FollowUpSettings(RegistrationChoice.AUTO, 3, 0, false, Optional.empty()),
                output);
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> FollowUp.run(
                        plan,
                        said -> {},
                        ended -> {
                            throw new IllegalStateException("stopped");
                        },
                        Progress.NONE));
        for (String table : List.of("followup.csv", "response.csv", "dates.csv", "followup.html")) {
            assertThat(output.resolve(table)).doesNotExist();
        }
        Path page = output.resolve("patients/q & r.html");
        assertThat(page).exists();
        assertThat(followUp(ONE).err()).contains("is there already", "--overwrite");
        assertThat(followUp(List.of("--overwrite"), ONE).code()).isZero();
        assertThat(page).doesNotExist();
    }

    /** A slip of the table would read as a lesion that is stable. */
    @Test
    void oneFileAtTwoDatesIsSaid() throws IOException {
        CommandLineRun run = followUp(
                "patient,date,mask",
                "p,2024-01-31,small.nii.gz",
                "p,2024-03-01,large.nii.gz",
                "p,2024-04-01,small.nii.gz");
        assertThat(run.code()).isZero();
        assertThat(run.errors()).contains("p_3: its lesions are the file of p_1: look whether the table is right");
        assertThat(CsvTable.read(output.resolve("dates.csv")))
                .extracting(row -> row.get("note"))
                .containsExactly("", "", "its lesions are the file of p_1: look whether the table is right");
    }

    @Test
    void eachPatientIsCountedAsItIsDone() throws IOException {
        CommandLineRun run = followUp(
                "patient,date,mask",
                "p,2024-01-31,small.nii.gz",
                "p,2024-03-01,large.nii.gz",
                "q,2024-01-31,small.nii.gz");
        assertThat(run.err()).contains("2 of 2 patients, 1 not compared, 0 s left");
    }

    /** The later image begins above the lesion: it is not known to be gone. */
    @Test
    void volumesOfImagesThatReachUnequallyFarHaveNoPercentage() throws IOException {
        VolumeGeometry upper = VolumeGeometry.of(
                new long[] {40, 40, 8}, new double[] {1, 1, 1}, new double[] {0, 0, 12}, new double[][] {
                    {1, 0, 0}, {0, 1, 0}, {0, 0, 1}
                });
        mask("above", upper, Phantoms.box(30, 30, 2, 36, 36, 6));
        followUp(
                List.of("--registration", "geometry"),
                "patient,date,mask",
                "p,2024-01-31,small.nii.gz",
                "p,2024-03-01,above.nii.gz");
        assertThat(output.resolve("followup.html"))
                .content()
                .contains("0.13 to 0.14, as far as the images reach")
                .doesNotContain("<td class=\"number\">+15</td>");
        assertThat(output.resolve("patients/p.html"))
                .content()
                .contains("ml at the last date, as far as its image reaches")
                .contains("A computed aid, unconfirmed; measurable: ");
    }

    @Test
    void aYearOfWhichDigitsAreMissingIsNone() throws IOException {
        assertThat(followUp("patient,date,mask", "p,0024-01-31,small.nii.gz", "p,2024-03-01,large.nii.gz")
                        .errors())
                .contains("p_1 has a date that is none");
    }

    /** With the other views images are analysed twice. */
    @ParameterizedTest
    @ValueSource(strings = {"--no-views", "--views"})
    void anImageThatCannotBeAnalysedIsToldOnce(String views) throws IOException {
        Path image = Path.of("test-data", "phantom_t1ce.nii.gz").toAbsolutePath();
        CommandLineRun run =
                followUp(List.of(views), "patient,date,image", "p,2024-01-31," + image, "p,2024-03-01,nowhere.nii.gz");
        assertThat(run.err()).containsOnlyOnce("lesionlens: p_2: ");
        assertThat(run.err().lines().filter(line -> line.startsWith("lesionlens: ")))
                .doesNotHaveDuplicates();
        assertThat(Files.exists(output.resolve("cases_other_views/p_1"))).isEqualTo(views.equals("--views"));
    }

    @Test
    void whereNoImageCanBeAnalysedTheOtherViewsAreNotTried() throws IOException {
        CommandLineRun run = followUp("patient,date,image", "p,2024-01-31,here.nii.gz", "p,2024-03-01,nowhere.nii.gz");
        assertThat(run.code()).isEqualTo(ExitCode.NOTHING_DONE);
        assertThat(run.err()).containsOnlyOnce("lesionlens: p_1: ").doesNotContain("once more");
        assertThat(output.resolve("cases_other_views")).doesNotExist();
    }
}
