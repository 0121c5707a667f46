package org.lesionlens.io.dicom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lesionlens.io.LoadedVolume;
import org.lesionlens.io.VolumeFiles;
import org.lesionlens.io.file.MalformedFileException;
import org.lesionlens.io.file.ReadOptions;
import org.lesionlens.io.file.VolumeFormat;

/** A patient CD: a table of contents, a viewer, and the images some folders below. */
class FoldersBelowTest {
    @TempDir
    private Path cd;

    private void write(String name, byte[] bytes) throws IOException {
        Path file = cd.resolve(name);
        Files.createDirectories(file.getParent());
        Files.write(file, bytes);
    }

    @BeforeEach
    void burn() throws IOException {
        write(
                "DICOMDIR",
                DicomBytes.slice(0).without(0x00280010).without(0x7fe00010).array());
        write("AUTORUN.INF", "[autorun]".getBytes(StandardCharsets.US_ASCII));
        write("VIEWER/LICENCE", new byte[0]);
        for (int i = 0; i < 4; i++) {
            write("DICOM/P1/S0001/I000000" + i, DicomBytes.slice(5 * i).array());
        }
    }

    private LoadedVolume read(Path path, Optional<String> uid) throws IOException {
        return VolumeFiles.read(path, new ReadOptions(uid, false));
    }

    @Test
    void theOneSeriesOfACdIsRead() throws IOException {
        LoadedVolume loaded = read(cd, Optional.empty());
        assertThat(loaded.format()).isEqualTo(VolumeFormat.DICOM);
        assertThat(loaded.volume().geometry().size(2)).isEqualTo(4);
        assertThat(loaded.warnings()).singleElement().asString().contains("the folders inside it");
        assertThat(VolumeFiles.header(cd, new ReadOptions(Optional.empty(), false))
                        .size())
                .containsExactly(3L, 2L, 4L);
        assertThat(read(cd.resolve("DICOMDIR"), Optional.empty())
                        .volume()
                        .geometry()
                        .size(2))
                .isEqualTo(4);
        Files.delete(cd.resolve("DICOMDIR"));
        assertThat(read(cd.resolve("DICOM"), Optional.empty())
                        .volume()
                        .geometry()
                        .size(2))
                .isEqualTo(4);
    }

    @Test
    void aMaskOrReportAtTheTopDoesNotHideTheSeriesBelow() throws IOException {
        for (String sopClass : List.of("1.2.840.10008.5.1.4.1.1.66.4", "1.2.840.10008.5.1.4.1.1.88.34")) {
            write(
                    "result.dcm",
                    DicomBytes.slice(0).text(0x00080016, "UI", sopClass).array());
            assertThat(read(cd, Optional.empty()).volume().geometry().size(2)).isEqualTo(4);
        }
    }

    @Test
    void ofSeveralSeriesOneIsChosen() throws IOException {
        for (int i = 0; i < 3; i++) {
            byte[] other = DicomBytes.slice(i).text(0x0020000e, "UI", "1.2.4").array();
            write("DICOM/P1/S0002/I" + i, other);
        }
        assertThatExceptionOfType(MalformedFileException.class)
                .isThrownBy(() -> read(cd, Optional.empty()))
                .withMessageContaining("holds 2 series")
                .withMessageContaining("UID 1.2.3")
                .withMessageContaining("UID 1.2.4")
                .withMessageContaining("--series UID");
        assertThat(read(cd, Optional.of("1.2.4")).volume().geometry().size(2)).isEqualTo(3);
    }

    @Test
    void aSliceOfACdThatIsEmptyIsNamed() throws IOException {
        write("DICOM/P1/S0001/I0000004", new byte[0]);
        assertThatExceptionOfType(MalformedFileException.class)
                .isThrownBy(() -> read(cd, Optional.empty()))
                .withMessageContaining("I0000004");
    }

    @Test
    void hiddenFoldersAndFoldersWithoutImagesAreNone() throws IOException {
        for (String name : List.of("VIEWER/.cache/I1", "VIEWER/README.TXT")) {
            write(name, name.contains("I1") ? DicomBytes.slice(0).array() : new byte[9]);
        }
        assertThatExceptionOfType(MalformedFileException.class)
                .isThrownBy(() -> VolumeFiles.format(cd.resolve("VIEWER")))
                .withMessageContaining("a folder without a DICOM file, and so are those inside it");
    }
}
