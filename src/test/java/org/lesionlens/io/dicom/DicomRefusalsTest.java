package org.lesionlens.io.dicom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lesionlens.io.ReadingWatch;
import org.lesionlens.io.file.MalformedFileException;

class DicomRefusalsTest {
    @TempDir
    Path folder;

    private String lastMessage = "";

    @AfterEach
    void noMessageNamesThePatient() {
        assertThat(lastMessage).doesNotContain("Secret");
    }

    @Test
    void aGapNamesItsNeighboursAndWhatIsMissing() throws IOException {
        for (int k : new int[] {0, 1, 2, 5, 6, 7}) {
            write("s" + k, DicomBytes.slice(6.5 * k));
        }
        assertThat(refuse())
                .contains(
                        "has a gap: between s2 (13.000 mm) and s5 (32.500 mm) there are 2 slices missing, "
                                + "at 19.500 mm, 26.000 mm along the normal (the others are 6.500 mm apart)",
                        "export the missing slices too");
    }

    @Test
    void thinSlicesFarApartAreNoGap() throws IOException {
        for (int k = 0; k < 4; k++) {
            write("s" + k, DicomBytes.slice(6.5 * k).text(0x00180050, "DS", "1"));
        }
        assertThat(DicomSeriesReader.read(folder, Optional.empty()).geometry().spacingMm(2))
                .isEqualTo(6.5);
    }

    @Test
    void unequalStepsAreRefused() throws IOException {
        for (double z : new double[] {0, 5, 10, 17, 22}) {
            write("z" + z, DicomBytes.slice(z));
        }
        assertThat(refuse())
                .contains("has unequal steps: z10.0 (10.000 mm) and z17.0 (17.000 mm) are 7.000 mm apart", "5.000 mm");
    }

    @Test
    void smallDifferencesThatAddUpAreRefused() throws IOException {
        for (int k = 0; k < 40; k++) {
            write("s" + (10 + k), DicomBytes.slice(k < 20 ? k : 20 + 1.08 * (k - 20)));
        }
        assertThat(refuse()).contains("has unequal steps: s1", "even steps would put it at");
    }

    @Test
    void twoSlicesAtOnePositionAreRefused() throws IOException {
        write("a", DicomBytes.slice(0));
        write("b", DicomBytes.slice(5));
        write("c", DicomBytes.slice(5).shorts(0x7fe00010, "OW", 6, 5, 4, 3, 2, 1));
        assertThat(refuse()).contains("two slices at one position: b and c lie at 5.000 mm along the normal;", "echo");
    }

    @Test
    void anImageThatWasChangedIsToldFromAnotherOne() throws IOException {
        write("a", DicomBytes.slice(0).text(0x00080018, "UI", "1.2.3.4"));
        write("b", DicomBytes.slice(0).text(0x00080018, "UI", "1.2.3.4").shorts(0x7fe00010, "OW", 1, 2, 3, 4, 5, 7));
        assertThat(refuse())
                .contains("has two images of one SOPInstanceUID (0008,0018) that differ: a and b lie at 0.000 mm");
    }

    @Test
    void aTiltedGantryIsRefused() throws IOException {
        for (int k = 0; k < 4; k++) {
            double y = -20 + 5 * k * Math.tan(Math.toRadians(12));
            write("s" + k, DicomBytes.slice(0).text(0x00200032, "DS", "-10\\" + y + "\\" + 5 * k));
        }
        assertThat(refuse()).contains("gantry tilt", "12.0 degrees", "analyze --resample", "dcm2niix");
    }

    @Test
    void slicesThatDifferAreRefused() throws IOException {
        write("a", DicomBytes.slice(0));
        write("b", DicomBytes.slice(5).text(0x00200037, "DS", "1\\0\\0\\0\\0\\-1"));
        assertThat(refuse()).contains("mixed orientation: a has rows along", "localizers");
        write("b", DicomBytes.slice(5).shorts(0x00280010, "US", 3).shorts(0x00280011, "US", 2));
        assertThat(refuse()).contains("different size: a has 2 rows and 3 columns, b has 3 rows and 2 columns");
        write("b", DicomBytes.slice(5).text(0x00280030, "DS", "0.5\\0.3"));
        assertThat(refuse()).contains("different PixelSpacing: a has 0.5\\0.25 mm, b has 0.5\\0.3 mm");
    }

    @Test
    void severalSeriesAreListedAndRefused() throws IOException {
        write("a", DicomBytes.slice(0));
        write("b", DicomBytes.slice(0).text(0x0020000e, "UI", "1.2.4").text(0x00200011, "IS", "7"));
        assertThat(refuse())
                .contains(
                        "holds 2 series: [series 4 \"T1 post\" MR, 1 images, UID 1.2.3; "
                                + "series 7 \"T1 post\" MR, 1 images, UID 1.2.4]",
                        "--series UID");
        assertThatExceptionOfType(MalformedFileException.class)
                .isThrownBy(() -> DicomSeriesReader.read(folder, Optional.of("9.9")))
                .withMessageContaining("holds no series 9.9 but [series 4");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            1.2.840.10008.1.2.4.52    | JPEG Extended (Process 3 and 5)                             | export the series again without compression
            1.2.840.10008.1.2.4.53    | JPEG Spectral Selection, Non-Hierarchical (Process 6 and 8) | dcmdjpeg IN OUT
            1.2.840.10008.1.2.4.66    | JPEG Lossless, Hierarchical (Process 29)                    | export the series again without compression
            1.2.840.10008.1.2.4.92    | JPEG 2000 Multi-component Lossless                          | gdcmconv --raw IN OUT
            1.2.840.10008.1.2.4.94    | JPIP Referenced                                             | retrieve the series with its pixels
            1.2.840.10008.1.2.4.95    | JPIP Referenced Deflate                                     | retrieve the series with its pixels
            1.2.840.10008.1.2.4.102   | MPEG-4 AVC/H.264 video                                      | export the series again without compression
            1.2.840.10008.1.2.4.102.1 | Fragmentable MPEG-4 AVC/H.264 video                         | export the series again without compression
            1.2.840.10008.1.2.4.110   | JPEG XL Lossless                                            | imagecodecs.jpegxl_decode
            1.2.840.10008.1.2.4.201   | High-Throughput JPEG 2000 Lossless                          | imagecodecs.jpeg2k_decode
            1.2.840.10008.1.2.4.203   | High-Throughput JPEG 2000                                   | export the series again without compression
            1.2.840.10008.1.2.7.1     | SMPTE ST 2110-20 Uncompressed Progressive Active video      | export the series again
            1.2.840.10008.1.2.8.1     | Deflated Image Frame Compression                            | export the series again without compression
            1.2.840.10008.1.20        | Papyrus 3 Implicit VR Little Endian                         | export the series again without compression
            1.2.840.113619.5.2        | Implicit VR Big Endian (GE private)                         | dcmconv +te IN OUT
            1.2.840.99999.1           | unknown transfer syntax 1.2.840.99999.1                     | export the series again without compression
            """)
    void otherTransferSyntaxesAreRefusedByName(String uid, String name, String remedy) throws IOException {
        write("a", DicomBytes.slice(0).syntax(uid));
        assertThat(refuse()).contains(name, remedy);
    }

    @ParameterizedTest
    @CsvSource({
        "00200037, ImageOrientationPatient",
        "00280030, PixelSpacing",
        "00280010, Rows",
        "00280011, Columns",
        "00280100, BitsAllocated",
        "00280101, BitsStored",
        "00280103, PixelRepresentation",
        "00280004, PhotometricInterpretation"
    })
    void aMissingAttributeIsNamedWithItsTag(String tag, String keyword) throws IOException {
        write("a", DicomBytes.slice(0).without(Integer.parseUnsignedInt(tag, 16)));
        assertThat(refuse())
                .contains("a: has no " + keyword + " (" + tag.substring(0, 4).toUpperCase(java.util.Locale.ROOT));
    }

    @Test
    void valuesThatMakeNoSenseAreNamed() throws IOException {
        write("a", DicomBytes.slice(0).text(0x00200032, "DS", "1\\2"));
        assertThat(refuse()).contains("ImagePositionPatient (0020,0032) has 2 values but must have 3");
        write("a", DicomBytes.slice(0).text(0x00200032, "DS", "1\\2\\NaN"));
        assertThat(refuse()).contains("(0020,0032) has a value that is no decimal number");
        write("a", DicomBytes.slice(0).text(0x00200037, "DS", "1\\0\\0\\1\\0\\0"));
        assertThat(refuse()).contains("must be two unit vectors at right angles");
        write("a", DicomBytes.slice(0).text(0x00280030, "DS", "0\\1"));
        assertThat(refuse()).contains("PixelSpacing (0028,0030) is 0.0\\1.0 but must be above 0");
        write("a", DicomBytes.slice(0).text(0x00280004, "CS", "CMYK"));
        assertThat(refuse()).contains("is CMYK with 1 samples a pixel but must be MONOCHROME1, MONOCHROME2");
        write("a", DicomBytes.slice(0).shorts(0x00280100, "US", 12).shorts(0x00280101, "US", 12));
        assertThat(refuse()).contains("BitsAllocated (0028,0100) is 12 but must be 8, 16 or 32");
        write("a", DicomBytes.slice(0).shorts(0x00280100, "US", 1).shorts(0x00280101, "US", 1));
        assertThat(refuse()).contains("has pixels of 1 bit (BitsAllocated (0028,0100))", "with 8 or 16 bits a pixel");
        write(
                "a",
                DicomBytes.slice(0)
                        .without(0x00180050)
                        .text(0x00280008, "IS", "2")
                        .shorts(0x00280010, "US", 1));
        assertThat(refuse()).contains("NumberOfFrames (0028,0008) is 2 but there is one position", "dcm2niix");
        write("a", DicomBytes.slice(0).text(0x00281053, "DS", "0"));
        assertThat(refuse()).contains("RescaleSlope (0028,1053) is 0, which would make all pixels alike, but must be");
        write("a", DicomBytes.slice(0).text(0x00280008, "IS", "20"));
        assertThat(refuse()).contains("is 12 bytes long but NumberOfFrames 20 x Rows 2 x Columns 3 x 2 bytes take 240");
        write("a", DicomBytes.slice(0).text(0x00080008, "CS", "ORIGINAL\\PRIMARY\\M\\ND\\MOSAIC"));
        assertThat(refuse()).contains("is a Siemens mosaic (ImageType (0008,0008))", "private");
        write("a", DicomBytes.slice(0).shorts(0x00280010, "US", 20));
        assertThat(refuse()).contains("PixelData (7FE0,0010) is 12 bytes long but Rows 20 x Columns 3 x 2 bytes");
    }

    @Test
    void everyTruncationIsRefused() throws IOException {
        for (String syntax : new String[] {DicomBytes.EXPLICIT, DicomBytes.IMPLICIT}) {
            byte[] whole = DicomBytes.slice(0).syntax(syntax).array();
            for (int length = 0; length < whole.length; length++) {
                Files.write(folder.resolve("a"), Arrays.copyOf(whole, length));
                refuse();
            }
        }
    }

    @Test
    void lengthsThatLieAreRefusedWithTheirOffset() throws IOException {
        byte[] lie = DicomBytes.element(0x00091001, "UN", new byte[2], true);
        lie[10] = 0x7f;
        byte[] whole = DicomBytes.join(
                Arrays.copyOf(DicomBytes.slice(0).array(), 132),
                DicomBytes.element(0x00020010, "UI", "1.2.840.10008.1.2.1\0".getBytes("US-ASCII"), true),
                lie);
        Files.write(folder.resolve("a"), whole);
        assertThat(refuse()).contains("at offset 172 (0009,1001) says it is 8323074 bytes long but only 2 are left");
    }

    @Test
    void longTextsTakeNoTime() throws IOException, InterruptedException {
        DicomBytes digits = DicomBytes.slice(0).text(0x00280030, "DS", "1".repeat(16_000) + "x");
        assertThat(ReadingWatch.refusal(Files.write(folder.resolve("a"), digits.array())))
                .contains("PixelSpacing (0028,0030) has a value that is no decimal number");
        DicomBytes many = DicomBytes.slice(0).syntax(DicomBytes.IMPLICIT).text(0x00280030, "DS", "1\\".repeat(300_000));
        assertThat(ReadingWatch.refusal(Files.write(folder.resolve("a"), many.array())))
                .contains("PixelSpacing (0028,0030) has 600000 characters, too many for numbers");
        DicomBytes blanks = DicomBytes.slice(0).text(0x00080008, "CS", "A" + " ".repeat(60_000) + "B");
        assertThat(ReadingWatch.image(Files.write(folder.resolve("a"), blanks.array())))
                .isNotNull();
        DicomBytes letters = DicomBytes.slice(0).text(0x00280004, "CS", "X".repeat(60_000));
        assertThat(ReadingWatch.refusal(Files.write(folder.resolve("a"), letters.array())))
                .hasSizeLessThan(1000);
    }

    @Test
    void aDataSetThatInflatesWithoutEndIsRefused() throws IOException, InterruptedException {
        DicomBytes slice = DicomBytes.slice(0).syntax("1.2.840.10008.1.2.1.99");
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.writeBytes(Arrays.copyOf(slice.array(), 132 + 8 + 22));
        try (DeflaterOutputStream packed = new DeflaterOutputStream(file, new Deflater(9, true))) {
            for (int megabyte = 0; megabyte < 300; megabyte++) {
                packed.write(new byte[1 << 20]);
            }
        }
        assertThat(ReadingWatch.refusal(Files.write(folder.resolve("a"), file.toByteArray())))
                .contains("inflates to more than 268435456 bytes", "dcmconv +te IN OUT");
    }

    @Test
    void sequencesThatNestForEverAreRefused() throws IOException {
        byte[] open =
                DicomBytes.join(DicomBytes.element(0x00091001, "SQ", new byte[0], true), DicomBytes.item(0xe000, -1));
        byte[] deep = Arrays.copyOf(DicomBytes.slice(0).array(), 132 + 28);
        for (int i = 0; i < 40; i++) {
            deep = DicomBytes.join(deep, open);
        }
        Files.write(folder.resolve("a"), deep);
        assertThat(refuse()).contains("sequences lie more than 32 deep");
    }

    @Test
    void aFolderWithoutImagesIsRefused() throws IOException {
        assertThat(refuse()).contains("holds no DICOM image");
        Files.writeString(folder.resolve("notes.txt"), "nothing");
        assertThat(refuse()).contains("holds no DICOM image");
    }

    @Test
    void damagedBytesGiveAnImageOrARefusalAndNothingElse() throws IOException {
        Random random = new Random(1);
        for (int i = 0; i < 3000; i++) {
            byte[] mutant = DicomBytes.slice(0)
                    .syntax(i % 2 == 0 ? DicomBytes.EXPLICIT : DicomBytes.IMPLICIT)
                    .bytes(0x00091001, "SQ", DicomBytes.join(DicomBytes.item(0xe000, 0), DicomBytes.item(0xe0dd, 0)))
                    .array();
            for (int flips = random.nextInt(3); flips >= 0; flips--) {
                mutant[132 + random.nextInt(mutant.length - 132)] = (byte) random.nextInt(256);
            }
            Path path = Files.write(folder.resolve("a"), mutant);
            try {
                assertThat(DicomSeriesReader.read(path, Optional.empty())).isNotNull();
            } catch (MalformedFileException e) {
                assertThat(e).hasMessageContaining("a: ");
            }
        }
    }

    private void write(String name, DicomBytes content) throws IOException {
        Files.write(folder.resolve(name), content.array());
    }

    private String refuse() {
        assertThatExceptionOfType(MalformedFileException.class)
                .isThrownBy(() -> DicomSeriesReader.read(folder, Optional.empty()))
                .satisfies(e -> lastMessage = e.getMessage());
        return lastMessage;
    }
}
