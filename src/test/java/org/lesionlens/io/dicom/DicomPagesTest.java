package org.lesionlens.io.dicom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.lesionlens.io.dicom.codec.FramePixels;
import org.lesionlens.io.dicom.codec.Photometric;
import org.lesionlens.io.dicom.codec.PixelFormat;
import org.lesionlens.io.file.MalformedFileException;
import org.lesionlens.volume.Volume;

/** What does not fit the memory stays in its files, if these are not compressed, and has the same intensities to the last bit. */
class DicomPagesTest extends SeriesFixture {
    private static final String MEMORY = "lesionlens.voxels.mib";
    private static final int ROWS = 411;
    private static final int COLUMNS = 373;
    private static final int SLICES = 5;

    @AfterEach
    void asMuchMemoryAsThereIs() {
        System.clearProperty(MEMORY);
    }

    /** How pixels may lie in a file; slices differ by their pixels, and by their scale where that is usual. */
    enum Kind {
        SIGNED(z -> noise(z, 2)),
        OF_FRACTIONS(z -> noise(z, 2).text(0x00281053, "DS", "0.37").text(0x00281052, "DS", "-1024.3")),
        OF_A_SCALE_FOR_EACH_SLICE(
                z -> noise(z, 2).text(0x00281053, "DS", "1." + z).text(0x00281052, "DS", "" + z)),
        OF_TWELVE_BITS_UNSIGNED(z -> bits(noise(z, 2), 12).shorts(0x00280103, "US", 0)),
        WHITE_IS_LOW(
                z -> bits(noise(z, 2), 12).text(0x00280004, "CS", "MONOCHROME1").text(0x00281053, "DS", "2")),
        OF_A_BYTE(z -> eight(noise(z, 1))),
        OF_FOUR_BYTES(z -> noise(z, 4)
                .shorts(0x00280100, "US", 32)
                .shorts(0x00280101, "US", 32)
                .shorts(0x00280102, "US", 31)),
        CT_WITH_A_SURROUND(z -> noise(z, 2)
                .text(0x00080060, "CS", "CT")
                .text(0x00281053, "DS", "1")
                .text(0x00281052, "DS", "-1024")
                .bytes(0x7fe00010, "OW", surrounded(bytes(z, 2)))),
        WITH_PADDING(z -> noise(z, 2).shorts(0x00280120, "SS", 5).shorts(0x00280121, "SS", 900 + 7 * z)),
        COLOURS(z -> eight(noise(z, 3)).text(0x00280004, "CS", "RGB").shorts(0x00280002, "US", 3)),
        IMPLICIT(z -> noise(z, 2).syntax(DicomBytes.IMPLICIT));

        private final IntFunction<DicomBytes> slice;

        Kind(IntFunction<DicomBytes> slice) {
            this.slice = slice;
        }
    }

    private static byte[] bytes(int z, int perPixel) {
        byte[] bytes = new byte[perPixel * ROWS * COLUMNS + perPixel * ROWS * COLUMNS % 2];
        new Random(z).nextBytes(bytes);
        return bytes;
    }

    /** The first pixels, in two rows, are lower than air. */
    private static byte[] surrounded(byte[] pixels) {
        for (int i = 0; i < 2 * 2 * COLUMNS; i += 2) {
            pixels[i] = 0;
            pixels[i + 1] = (byte) 0xf0;
        }
        return pixels;
    }

    private static DicomBytes noise(int z, int perPixel) {
        return DicomBytes.slice(5 * z)
                .shorts(0x00280010, "US", ROWS)
                .shorts(0x00280011, "US", COLUMNS)
                .bytes(0x7fe00010, "OW", bytes(z, perPixel));
    }

    private static DicomBytes bits(DicomBytes slice, int stored) {
        return slice.shorts(0x00280101, "US", stored).shorts(0x00280102, "US", stored - 1);
    }

    private static DicomBytes eight(DicomBytes slice) {
        return bits(slice, 8).shorts(0x00280100, "US", 8).shorts(0x00280103, "US", 0);
    }

    private void write(Kind kind) throws IOException {
        for (int z = 0; z < SLICES; z++) {
            write("s" + z, kind.slice.apply(z));
        }
    }

    @ParameterizedTest
    @EnumSource
    void voxelsReadLaterAreThose(Kind kind) throws IOException {
        write(kind);
        Volume whole = read();
        List<String> said = List.copyOf(warnings);
        System.setProperty(MEMORY, "1");
        Volume later = read();
        assertThat(later.geometry()).isEqualTo(whole.geometry());
        assertThat(later.padding()).isEqualTo(whole.padding());
        assertThat(warnings).isEqualTo(said);
        assertThat(values(later)).isEqualTo(values(whole));
        Files.delete(folder.resolve("s3"));
        assertThatThrownBy(() -> values(later))
                .isInstanceOf(UncheckedIOException.class)
                .hasCauseInstanceOf(MalformedFileException.class)
                .hasMessageContaining("s3: was changed or taken away while it was read");
    }

    @Test
    void framesOfOneFileAreReadLater() throws IOException {
        byte[] frames = new byte[2 * SLICES * ROWS * COLUMNS];
        new Random(8).nextBytes(frames);
        write(
                "all",
                noise(0, 2)
                        .text(0x00280008, "IS", "" + SLICES)
                        .text(0x00180088, "DS", "2")
                        .bytes(0x7fe00010, "OW", frames));
        Volume whole = read();
        System.setProperty(MEMORY, "1");
        Volume later = read();
        assertThat(values(later)).isEqualTo(values(whole)).hasSize(SLICES * ROWS * COLUMNS);
        Files.write(folder.resolve("all"), new byte[1000]);
        assertThatThrownBy(() -> values(later)).hasMessageContaining("was changed or taken away while it was read");
    }

    /** Planes of colours lie one after the other: such a series is read at once, whatever the memory. */
    @Test
    void whatIsNotReadInPartsIsReadAtOnce() throws IOException {
        for (int z = 0; z < SLICES; z++) {
            write("s" + z, Kind.COLOURS.slice.apply(z).shorts(0x00280006, "US", 1));
        }
        List<Float> whole = values(read());
        System.setProperty(MEMORY, "1");
        Volume paged = read();
        Files.delete(folder.resolve("s3"));
        assertThat(values(paged)).isEqualTo(whole);
    }

    @Test
    void theSameIsRefusedInTheSameWords() throws IOException {
        List<DicomBytes> wrong = List.of(
                noise(3, 2).text(0x00281053, "DS", "0"),
                noise(3, 2).bytes(0x7fe00010, "OW", new byte[ROWS * COLUMNS]),
                noise(3, 2).text(0x00280120, "DS", "much"));
        for (DicomBytes slice : wrong) {
            write("s0", slice);
            System.clearProperty(MEMORY);
            String said = refusal();
            System.setProperty(MEMORY, "1");
            assertThat(refusal()).isEqualTo(said);
        }
        System.clearProperty(MEMORY);
        write(Kind.SIGNED);
        Path cut = folder.resolve("s2");
        Files.write(cut, java.util.Arrays.copyOf(Files.readAllBytes(cut), 20_000));
        String said = refusal();
        System.setProperty(MEMORY, "1");
        assertThat(refusal()).isEqualTo(said).contains("the file is cut off");
    }

    @ParameterizedTest
    @CsvSource({
        "MONOCHROME2, 1, false",
        "MONOCHROME2, 2, false",
        "MONOCHROME2, 4, false",
        "MONOCHROME2, 1, true",
        "PALETTE_COLOR, 1, true",
        "RGB, 1, false",
        "RGB, 2, false",
        "YBR_FULL, 1, true",
        "YBR_FULL_422, 1, false"
    })
    void partsOfAFrameAreThoseOfTheWhole(Photometric photometric, int bytes, boolean swapped) throws IOException {
        int columns = photometric == Photometric.YBR_FULL_422 ? 10 : 9; // pairs share their colour
        int pixels = 7 * columns;
        PixelFormat format = new PixelFormat(7, columns, photometric, false, bytes, 8 * bytes, 0, true);
        byte[] content = new byte[11 + (int) format.frameBytes() + 1];
        new Random(bytes).nextBytes(content);
        DicomSource source = DicomSource.file(Files.write(folder.resolve("pixels"), content));
        NativeFrame frame = new NativeFrame(source, 11, 0, format, false, ByteOrder.BIG_ENDIAN, swapped);
        assertThat(frame.isInParts()).isTrue();
        FramePixels all = frame.all();
        for (int first = 0; first < pixels; first++) {
            for (int count = 1; count <= pixels - first; count++) {
                FramePixels part = frame.part(first, count);
                List<Double> found = new ArrayList<>();
                List<Double> expected = new ArrayList<>();
                for (int pixel = first; pixel < first + count; pixel++) {
                    for (int sample = 0; sample < photometric.samples; sample++) {
                        found.add(part.at(pixel, sample));
                        expected.add(all.at(pixel, sample));
                    }
                }
                assertThat(found).isEqualTo(expected);
            }
        }
    }
}
