package org.lesionlens.followup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lesionlens.cases.Case;
import org.lesionlens.cases.InputReading;
import org.lesionlens.cli.SequenceFiles;
import org.lesionlens.followup.PriorExaminations.Earlier;
import org.lesionlens.io.IdentifiedMask;
import org.lesionlens.io.file.ReadOptions;
import org.lesionlens.io.nifti.NiftiWriter;
import org.lesionlens.lesion.Phantoms;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.UsageException;
import org.lesionlens.volume.VolumeGeometry;

/** Which examination came before another one, and what is known of its lesions. */
class PriorExaminationsTest {
    private static final ReadOptions OPTIONS = new ReadOptions(Optional.empty(), false);

    @TempDir
    private Path folder;

    private PriorExaminations of(String... rows) throws IOException {
        return of(Map.of(), rows);
    }

    private PriorExaminations of(Map<String, Case> images, String... rows) throws IOException {
        Path table = folder.resolve("dates.csv");
        Files.write(table, List.of(rows));
        return PriorExaminations.read(table, InputReading.of(OPTIONS), images);
    }

    @Test
    void theLastOneBeforeACaseIsOfItsPatientWhateverTheOrderOfTheRows() throws IOException {
        PriorExaminations dates = of(
                "patient,case,date,image",
                "p,third,2024-03-05,c.nii",
                "q,other,2024-03-04,q.nii",
                "p,first,20231231,a.nii",
                "p,second,2024-02-04,b.nii");
        Earlier found = dates.before("third").orElseThrow();
        assertThat(found.name()).isEqualTo("second");
        assertThat(found.days()).isEqualTo(30);
        assertThat(found.item().input()).isEqualTo(folder.resolve("b.nii"));
        assertThat(dates.before("second").orElseThrow().name()).isEqualTo("first");
        assertThat(dates.before("first")).isEmpty();
        assertThat(dates.before("other")).isEmpty();
        assertThatExceptionOfType(UsageException.class)
                .isThrownBy(() -> dates.before("unknown"))
                .withMessageContaining("does not name this case");
    }

    @Test
    void imagesOfTheCohortNeedNoColumn() throws IOException {
        Case known = new Case("a", Path.of("known.nii"), OPTIONS);
        PriorExaminations dates =
                of(Map.of("a", known), "patient,case,date", "p,a,2024-01-01", "p,b,2024-01-02", "p,c,2024-01-03");
        assertThat(dates.before("b").orElseThrow().item()).isEqualTo(known);
        assertThatExceptionOfType(UsageException.class)
                .isThrownBy(() -> dates.before("c"))
                .withMessage("b has no image, so nothing can be shown: fill in the column image");
    }

    @Test
    void twoExaminationsOfOneDayAndDatesThatAreNoneAreRefused() throws IOException {
        PriorExaminations same = of("patient,case,date,image", "p,a,2024-01-01,a", "p,b,2024-01-01,b");
        assertThatExceptionOfType(UsageException.class)
                .isThrownBy(() -> same.before("b"))
                .withMessageContaining("two dates are the same, those of a and b");
        PriorExaminations unclear = of("patient,case,date,image", "p,a,01/02/2024,a", "p,b,2024-01-01,b");
        assertThatExceptionOfType(UsageException.class)
                .isThrownBy(() -> unclear.before("b"))
                .withMessageStartingWith("a has a date in a form")
                .withMessageNotContaining("01/02");
    }

    /** Nobody asks which of two came first where a third one came after both, or neither came before. */
    @Test
    void onlyDatesMatterThatDecideWhatCameBefore() throws IOException {
        PriorExaminations dates = of(
                "patient,case,date,image",
                "p,a,2024-01-01,a",
                "p,b,2024-01-01,b",
                "p,c,2024-02-01,c",
                "p,d,2024-03-01,d",
                "p,odd,01/02/2024,odd");
        Earlier found = dates.before("d").orElseThrow();
        assertThat(found.name()).isEqualTo("c");
        assertThat(found.undated()).containsExactly("odd");
        for (String name : List.of("a", "c")) {
            assertThatExceptionOfType(UsageException.class)
                    .isThrownBy(() -> dates.before(name))
                    .withMessageContaining("two dates are the same, those of a and b");
        }
        PriorExaminations later =
                of("patient,case,date,image", "p,a,2024-01-01,a", "p,b,2024-02-01,b", "p,c,2024-02-01,c");
        assertThat(later.before("a")).isEmpty();
    }

    /** As {@code followup} leaves rows that it did not compare. */
    @Test
    void whatNobodyKnowsTheDateOfIsPassedOverAndNamed() throws IOException {
        NiftiWriter.FAST.writeMask(folder.resolve("b.nii.gz"), Phantoms.mask(GRID, (x, y, z) -> x > 3));
        PriorExaminations dates = of(
                "patient,case,date,image",
                "p,a,2024-01-01,a.nii",
                "p,b,,b.nii.gz",
                "p,c,2024-03-01,c.nii",
                "p,gone,,gone.nii");
        Earlier found = dates.before("c").orElseThrow();
        assertThat(found.name()).isEqualTo("a");
        assertThat(found.undated()).containsExactly("b", "gone");
        for (String name : List.of("a", "b")) {
            assertThatExceptionOfType(UsageException.class)
                    .isThrownBy(() -> dates.before(name))
                    .withMessageStartingWith("b has no date");
        }
    }

    /** As {@code followup} takes it: a date that is known need not be filled in. */
    @Test
    void aDicomMaskTellsTheDateWhereThereIsNoImage() throws IOException {
        IdentifiedMask.write(folder.resolve("images"), folder.resolve("mask.dcm"));
        PriorExaminations dates = of("patient,case,date,image,mask", "p,a,2091-06-02,a.nii,", "p,b,,,mask.dcm");
        Earlier found = dates.before("b").orElseThrow();
        assertThat(found.days()).isEqualTo(30);
        assertThat(found.undated()).isEmpty();
    }

    @Test
    void theImageOfAnEarlierOneMustLieHere() throws IOException {
        PriorExaminations dates = of(
                "patient,case,date,image",
                "p,a,2024-01-01,dicomweb:https://pacs.example/studies/1.2/series/3.4",
                "p,b,2024-01-02,b.nii");
        assertThatExceptionOfType(UsageException.class)
                .isThrownBy(() -> dates.before("b"))
                .withMessageContaining("name a file or folder here");
    }

    @Test
    void theTableIsTheOneThatWasAnalysedOrThatOfAFollowUpAboveTheResults() throws IOException {
        Path results = Files.createDirectories(folder.resolve("follow/cases"));
        Path cohort = Files.writeString(folder.resolve("cohort.csv"), "case,image\na,a.nii\n");
        assertThat(PriorExaminations.table(results, Optional.of(cohort))).isEmpty();
        Path left = Files.writeString(folder.resolve("follow/dates.csv"), "patient,case,date\np,a,2024-01-01\n");
        assertThat(PriorExaminations.table(results, Optional.of(cohort))).contains(left);
        Files.writeString(cohort, "Patient,case,image\np,a,a.nii\n");
        assertThat(PriorExaminations.table(results, Optional.of(cohort))).contains(cohort);
        assertThat(PriorExaminations.table(results, Optional.of(folder))).contains(left);
    }

    private static final VolumeGeometry GRID = VolumeGeometry.axisAligned(new long[] {20, 20, 10}, 1, 1, 2);

    private Earlier withMask(String mask) throws IOException {
        NiftiWriter.FAST.writeMask(folder.resolve("image.nii.gz"), Phantoms.mask(GRID, (x, y, z) -> x > 3));
        return of("patient,case,date,image,mask", "p,a,2024-01-01,image.nii.gz," + mask, "p,b,2024-01-02,image.nii.gz,")
                .before("b")
                .orElseThrow();
    }

    private PriorImage read(String mask) throws IOException {
        return PriorImage.read(withMask(mask), folder.resolve("none"), "predicted");
    }

    /** Two boxes on half the slices. */
    @Test
    void lesionsOfAMaskLieOnTheGridOfTheImage() throws IOException {
        VolumeGeometry coarse = VolumeGeometry.of(
                new long[] {20, 20, 5}, new double[] {1, 1, 4}, new double[] {0, 0, 1}, new double[][] {
                    {1, 0, 0}, {0, 1, 0}, {0, 0, 1}
                });
        LabelMap mask = Phantoms.mask(coarse, (x, y, z) -> y < 3 && z == 2 && (x < 4 || x > 10));
        NiftiWriter.FAST.writeMask(folder.resolve("mask.nii.gz"), mask);
        PriorImage prior = read("mask.nii.gz");
        assertThat(prior.labels().geometry()).isEqualTo(prior.image().volume().geometry());
        assertThat(prior.lesions())
                .extracting(lesion -> lesion.measurements().voxels())
                .containsExactly(9L * 3 * 2, 4L * 3 * 2);
        assertThat(prior.notes()).containsExactly("lesions: of the mask");
    }

    /** Its file knows a third spacing, which is none of a volume. */
    @Test
    void lesionsOfASequenceHaveNoVolume() throws IOException {
        SequenceFiles.write(folder);
        String named = "first=" + folder.resolve("cine.nii.gz") + ",second=" + folder.resolve("second.nii.gz");
        assertThat(SequenceFiles.run(folder, "analyze", named).code()).isZero();
        assertThat(ofSequence("out/cine").notes()).containsExactly("lesions: of the results in the table");
        assertThat(ofSequence("out/cine").lesions()).hasSize(2);
        assertThat(ofSequence("out/cine/mask.nii.gz").notes()).containsExactly("lesions: of the mask");
        for (String lesions : List.of("out/cine", "out/cine/mask.nii.gz")) {
            assertThat(ofSequence(lesions).lesions()).isNotEmpty().allSatisfy(lesion -> {
                assertThat(lesion.measurements().volumeMl()).isNaN();
                assertThat(lesion.measurements().voxels()).isPositive();
            });
        }
    }

    private PriorImage ofSequence(String lesions) throws IOException {
        Earlier earlier = of(
                        "patient,case,date,image,mask",
                        "p,a,2024-01-01,cine.nii.gz," + lesions,
                        "p,b,2024-01-02,b.nii,")
                .before("b")
                .orElseThrow();
        return PriorImage.read(earlier, folder.resolve("none"), "predicted");
    }

    @Test
    void anImageIsShownWithoutLesionsThatCannotBeOnIt() throws IOException {
        VolumeGeometry elsewhere = VolumeGeometry.of(
                new long[] {20, 20, 10}, new double[] {1, 1, 2}, new double[] {90, 0, 0}, new double[][] {
                    {1, 0, 0}, {0, 1, 0}, {0, 0, 1}
                });
        NiftiWriter.FAST.writeMask(
                folder.resolve("mask.nii.gz"), Phantoms.mask(elsewhere, (x, y, z) -> x + y + z == 12));
        for (String mask : List.of("mask.nii.gz", "missing.nii.gz")) {
            PriorImage prior = read(mask);
            assertThat(prior.lesions()).isEmpty();
            assertThat(prior.notes()).hasSize(1).first().asString().startsWith("its lesions are not shown: ");
        }
        assertThat(read("").notes()).containsExactly("nobody knows its lesions");
    }
}
