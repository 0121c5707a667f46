package org.lesionlens.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lesionlens.io.IdentifiedMask;
import org.lesionlens.io.VolumeFiles;
import org.lesionlens.io.dicom.IdentifiedImages;
import org.lesionlens.io.nifti.NiftiWriter;
import org.lesionlens.io.table.CsvTable;
import org.lesionlens.volume.Volume;

/** Dates of a patient of which DICOM segmentations are there, and no images. */
class FollowUpSegmentationsTest {
    private static final String PATIENT = IdentifiedImages.MARK + "a";
    private static final String DAY = IdentifiedImages.MONTH + "02";
    private static final String LATER = "20910802";
    private static final String FRAME = "20261121.2";

    @TempDir
    private Path folder;

    @BeforeEach
    void writeTheFirstDate() throws IOException {
        IdentifiedMask.write(folder.resolve("images"), folder.resolve("first.dcm"));
    }

    /** The first date with other letters, which stay as long. */
    private CommandLineRun followUp(List<String> options, String... replacements) throws IOException {
        String bytes = Files.readString(folder.resolve("first.dcm"), StandardCharsets.ISO_8859_1);
        for (int i = 0; i < replacements.length; i += 2) {
            assertThat(bytes).contains(replacements[i]);
            bytes = bytes.replace(replacements[i], replacements[i + 1]);
        }
        Files.writeString(folder.resolve("later.dcm"), bytes, StandardCharsets.ISO_8859_1);
        Path table = Files.writeString(folder.resolve("table.csv"), "patient,mask\np,first.dcm\np,later.dcm\n");
        Stream<Object> words = Stream.of("followup", table, "--output", folder.resolve("out"), "--overwrite");
        return CommandLineRun.of(Stream.concat(words, options.stream()).toArray());
    }

    @Test
    void theirDatesAndTheirSpaceAreThoseOfDicom() throws IOException {
        CommandLineRun run = followUp(List.of(), DAY, LATER);
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(CsvTable.read(folder.resolve("out/dates.csv")))
                .satisfiesExactly(
                        first -> assertThat(first).containsEntry("date", "2091-07-02"),
                        later -> assertThat(later)
                                .containsEntry("date", "2091-08-02")
                                .containsEntry("space", "geometry: one frame of reference"));
    }

    /** The day of its series is the one on which somebody drew it. */
    @Test
    void theDayOfDrawingIsNotThatOfTheExamination() throws IOException {
        String study = "\b\0 \0DA\b\0";
        CommandLineRun run = followUp(List.of(), study + DAY, "\b\0!\0DA\b\0" + LATER);
        assertThat(run.code()).isEqualTo(ExitCode.NOTHING_DONE);
        assertThat(run.errors())
                .contains("no date: neither the table's column date has one nor does the image or mask");
    }

    /** Whose such an image is nobody knows, nor where its space is. */
    @Test
    void aMaskTellsNothingOfAnImageThatIsNotDicom() throws IOException {
        Volume image =
                VolumeFiles.read(folder.resolve("images"), Optional.empty()).volume();
        NiftiWriter.FAST.writeVolume(folder.resolve("image.nii.gz"), image);
        Path table = Files.writeString(
                folder.resolve("table.csv"),
                "patient,date,image,mask\np,,image.nii.gz,first.dcm\np,2091-08-02,image.nii.gz,first.dcm\n");
        CommandLineRun run = CommandLineRun.of("followup", table, "--output", folder.resolve("out"));
        assertThat(run.code()).isEqualTo(ExitCode.NOTHING_DONE);
        assertThat(run.errors()).contains("p_1: no date").doesNotContain("another date than its image");
    }

    @Test
    void anotherPatientIsRefused() throws IOException {
        for (List<String> options : List.of(List.<String>of(), List.of("--registration", "geometry"))) {
            CommandLineRun run = followUp(options, DAY, LATER, PATIENT, IdentifiedImages.MARK + "b");
            assertThat(run.code()).isEqualTo(ExitCode.NOTHING_DONE);
            assertThat(run.errors())
                    .contains("its image or mask is of another patient than that of the first date")
                    .doesNotContain(IdentifiedImages.MARK);
        }
    }

    /** They lie on one grid, and still nobody knows how the one lies in the other. */
    @Test
    void anotherFrameOfReferenceIsNotTakenForTheSameSpace() throws IOException {
        CommandLineRun run = followUp(List.of(), DAY, LATER, FRAME, "20270221.2");
        assertThat(run.code()).isEqualTo(ExitCode.NOTHING_DONE);
        assertThat(run.errors()).contains("it is not known to lie in one space with the first date");
        run = followUp(List.of("--registration", "geometry"), DAY, LATER, FRAME, "20270221.2");
        assertThat(run.code()).as(run.err()).isZero();
    }

    @Test
    void aMaskInAnotherFrameOfReferenceThanItsImageIsRefused() throws IOException {
        followUp(List.of(), DAY, LATER, FRAME, "20270221.2");
        Path table = Files.writeString(
                folder.resolve("table.csv"),
                "patient,date,image,mask\np,2091-07-02,images,first.dcm\np,2091-08-02,images,later.dcm\n");
        CommandLineRun run = CommandLineRun.of("followup", table, "--output", folder.resolve("out"), "--overwrite");
        assertThat(run.code()).isEqualTo(ExitCode.NOTHING_DONE);
        assertThat(run.errors())
                .contains("later.dcm lies in another frame of reference (FrameOfReferenceUID) than its image")
                .doesNotContain("20270221");
    }
}
