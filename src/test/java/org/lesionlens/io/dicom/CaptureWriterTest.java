package org.lesionlens.io.dicom;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CaptureWriterTest extends SegmentationFixture {
    private static final int WIDTH = 7;
    private static final int HEIGHT = 5;

    private static int[] colors() {
        return new Random(3).ints(WIDTH * HEIGHT).toArray();
    }

    private static byte[] bytes(int[] colors) {
        byte[] bytes = new byte[3 * colors.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (colors[i / 3] >>> 16 - 8 * (i % 3));
        }
        return bytes;
    }

    /** For {@code src/test/python/cross_check_dicom.py} too, which looks at it with other readers. */
    @ParameterizedTest
    @EnumSource(SourceImages.Kind.class)
    void thePictureComesBackAndRefersToEveryImage(SourceImages.Kind kind) throws IOException {
        Path judged = Files.createDirectories(Path.of("target", "cross-check", "captures", kind.name()));
        SourceSeries source =
                load(SourceImages.oblique(kind).write(judged.resolve("source"))).source();
        Path file = judged.resolve("capture.dcm");
        CaptureWriter.write(file, new RgbPicture(WIDTH, colors()), Derivation.now(source, ALGORITHM, "0.1.0"));
        Files.write(judged.resolve("picture.rgb"), bytes(colors()));
        DicomFile read = DicomFile.read(file);
        PixelLocation location = read.pixels().orElseThrow();
        assertThat(location.length()).isEqualTo(3 * WIDTH * HEIGHT + 1); // of even length
        try (InputStream in = read.source().open(location.offset())) {
            assertThat(in.readNBytes(3 * WIDTH * HEIGHT)).isEqualTo(bytes(colors()));
        }
        assertThat(read.imageType()).containsExactly("DERIVED", "SECONDARY");
        assertThat(read.dataSet().string(DicomAttribute.BURNED_IN_ANNOTATION)).contains("YES");
        assertThat(read.dataSet().string(DicomAttribute.PATIENT_NAME)).contains(SourceImages.PATIENT);
        assertThat(read.dataSet().string(DicomAttribute.SERIES_NUMBER)).contains("404");
        assertThat(read.dataSet().string(DicomAttribute.FRAME_OF_REFERENCE_UID)).isEmpty();
    }

    /** As a user keeps the results with the images: the picture is neither another series to choose nor a case of a batch. */
    @Test
    void besideItsImagesThePictureIsPassedOver() throws IOException {
        Path series = SourceImages.oblique(SourceImages.Kind.MR).write(folder.resolve("source"));
        LoadedSeries alone = load(series);
        Derivation derivation = Derivation.now(alone.source(), ALGORITHM, "0.1.0");
        CaptureWriter.write(series.resolve("capture.dcm"), new RgbPicture(WIDTH, colors()), derivation);
        assertThat(load(series).volume().geometry()).isEqualTo(alone.volume().geometry());
        assertThat(DicomSeriesReader.volumeCounts(series)).hasSize(1);
    }

    /** As those of one series under two names of the case, with identifiers of the input. */
    @Test
    void twoPicturesOfOneCaseAreTwoInstances() throws IOException {
        SourceSeries source = load(SourceImages.oblique(SourceImages.Kind.MR).write(folder.resolve("source")))
                .source();
        int[] others = colors();
        others[WIDTH] ^= 1;
        List<String> instances = new ArrayList<>();
        for (int[] colors : List.of(colors(), colors(), others)) {
            Path file = folder.resolve("capture.dcm");
            CaptureWriter.write(
                    file, new RgbPicture(WIDTH, colors), Derivation.seeded(source, ALGORITHM, "0.1.0", "seed"));
            WrittenDicom written = WrittenDicom.of(file);
            instances.add(written.text(0x00080018));
        }
        assertThat(instances.get(1)).isEqualTo(instances.get(0));
        assertThat(instances.get(2)).isNotEqualTo(instances.get(0));
    }
}
