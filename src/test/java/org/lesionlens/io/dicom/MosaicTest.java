package org.lesionlens.io.dicom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lesionlens.io.file.MalformedFileException;
import org.lesionlens.volume.Volume;
import org.lesionlens.volume.VolumeGeometry;

/** Five slices of 2 rows and 3 columns in a square of 3 x 3; pixels of 0.5 (rows) x 0.25 mm. */
class MosaicTest {
    private static final byte[] NONE = {};

    @TempDir
    Path folder;

    /** Its position is (-10, -20, 0): 3 columns and 2 rows further in lies the first slice. */
    @ParameterizedTest
    @CsvSource({"1, 0, 0", "-1, -17.6, 4"})
    void theSlicesOfAMosaicAreAVolume(String z, double lowest, int tileBelow) throws IOException {
        Volume volume = read(CsaBytes.mosaic(5, 2, 3, "0.0", "0.0", z));
        VolumeGeometry expected = VolumeGeometry.of(
                new long[] {3, 2, 5},
                new double[] {0.25, 0.5, 4.4},
                new double[] {-10 + 3 * 0.25, -20 + 2 * 0.5, lowest},
                new double[][] {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}});
        assertThat(volume.geometry().sameGrid(expected, 1e-9)).isTrue();
        for (int k = 0; k < 5; k++) {
            int tile = Math.abs(tileBelow - k);
            assertThat(volume.voxels().getAt(0, 0, k).get()).isEqualTo(1000 * tile);
            assertThat(volume.voxels().getAt(2, 1, k).get()).isEqualTo(1000 * tile + 5);
        }
    }

    @Test
    void theFirstFormOfTheHeaderAndAnotherBlockAreReadToo() throws IOException {
        byte[] header = new CsaBytes()
                .with("SliceNormalVector", "0.0", "0.0", "1.0")
                .with("Other", "a", "", "bcd")
                .with("NumberOfImagesInMosaic", "5")
                .first();
        DicomBytes mosaic = CsaBytes.mosaic(5, 2, 3, "0", "0", "1")
                .without(0x00291010)
                .text(0x00290010, "LO", "SIEMENS MEDCOM HEADER")
                .text(0x00290012, "LO", "SIEMENS CSA HEADER")
                .bytes(0x00291210, "OB", header);
        assertThat(read(mosaic).geometry().size()).containsExactly(3, 2, 5);
    }

    @Test
    void theNumberOfSlicesMayStandInAnAttributeOfItsOwn() throws IOException {
        byte[] header = new CsaBytes().with("SliceNormalVector", "0", "0", "1").second();
        DicomBytes mosaic = CsaBytes.mosaic(5, 2, 3, "0", "0", "1").bytes(0x00291010, "OB", header);
        assertThat(refusal(mosaic)).contains("without NumberOfImagesInMosaic in its private header");
        assertThat(read(mosaic.shorts(0x0019100a, "US", 5)).geometry().size(2)).isEqualTo(5);
    }

    @Test
    void whatDoesNotFitIsRefusedInWords() throws IOException {
        assertThat(refusal(CsaBytes.mosaic(5, 2, 3).without(0x00291010)))
                .contains("is a Siemens mosaic", "private header");
        assertThat(refusal(CsaBytes.mosaic(5, 2, 3))).contains("without SliceNormalVector");
        assertThat(refusal(CsaBytes.mosaic(5, 2, 3, "0", "0", "x"))).contains("without SliceNormalVector");
        assertThat(refusal(CsaBytes.mosaic(5, 2, 3, "1", "0", "0"))).contains("does not stand on its rows and columns");
        assertThat(refusal(CsaBytes.mosaic(5, 2, 3, "0", "0", "1").shorts(0x00280010, "US", 4)))
                .contains("4 rows, 9 columns and 1 frames are not one square of 3 x 3");
        assertThat(refusal(CsaBytes.mosaic(5, 2, 3, "0", "0", "1")
                        .without(0x00180050)
                        .without(0x00180088)))
                .contains("without SpacingBetweenSlices");
    }

    /** A header that breaks off anywhere is one that says less. */
    @Test
    void aHeaderThatBreaksOffIsReadAsFarAsItGoes() throws IOException {
        byte[] whole = new CsaBytes()
                .with("NumberOfImagesInMosaic", "5")
                .with("SliceNormalVector", "0", "0", "1")
                .second();
        for (int length = 0; length < whole.length - 8; length++) {
            DicomBytes mosaic = CsaBytes.mosaic(5, 2, 3, "0", "0", "1")
                    .bytes(0x00291010, "OB", length == 0 ? NONE : Arrays.copyOf(whole, length - length % 2));
            assertThat(refusal(mosaic)).contains("is a Siemens mosaic");
        }
    }

    @Test
    void twoPointsInTimeAreTwoVolumes() throws IOException {
        Files.write(
                folder.resolve("a"),
                CsaBytes.mosaic(5, 2, 3, "0", "0", "1")
                        .text(0x00200012, "IS", "1")
                        .array());
        Files.write(
                folder.resolve("b"),
                CsaBytes.mosaic(5, 2, 3, "0", "0", "1")
                        .text(0x00200012, "IS", "2")
                        .text(0x00281052, "DS", "100")
                        .text(0x00281053, "DS", "1")
                        .array());
        assertThatExceptionOfType(MalformedFileException.class)
                .isThrownBy(() -> DicomSeriesReader.read(folder, Optional.empty()))
                .withMessageContaining(
                        "holds 2 volumes in one series: [1: AcquisitionNumber (0020,0012) = 1, 5 slices");
    }

    private Volume read(DicomBytes only) throws IOException {
        return DicomSeriesReader.read(Files.write(folder.resolve("only"), only.array()), Optional.empty());
    }

    private String refusal(DicomBytes only) {
        String[] message = new String[1];
        assertThatExceptionOfType(MalformedFileException.class)
                .isThrownBy(() -> read(only))
                .satisfies(e -> message[0] = e.getMessage());
        return message[0];
    }
}
