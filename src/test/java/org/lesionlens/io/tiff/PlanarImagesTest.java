package org.lesionlens.io.tiff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lesionlens.io.ReadingWatch;
import org.lesionlens.io.TestImages;
import org.lesionlens.io.VolumeFiles;
import org.lesionlens.io.file.MalformedFileException;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.ProbabilityMap;
import org.lesionlens.volume.Volume;
import org.lesionlens.volume.VolumeGeometry;
import org.lesionlens.volume.VoxelValues;

class PlanarImagesTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({"png, 10", "png, 11", "tiff, 10", "tiff, 11"})
    void greyValuesAreTheStoredNumbers(String codec, int type) throws IOException {
        Volume volume = read(TestImages.encode(TestImages.ramp(type, 7, 5), codec));
        assertThat(volume.geometry()).isEqualTo(VolumeGeometry.uncalibrated(7, 5));
        assertThat(volume.voxels().getAt(6, 0, 0).get()).isEqualTo(6);
        assertThat(volume.voxels().getAt(2, 4, 0).get()).isEqualTo(42);
    }

    @ParameterizedTest
    @ValueSource(strings = {"png", "tiff"})
    void coloursBecomeLuminance(String codec) throws IOException {
        Volume volume = read(TestImages.encode(TestImages.ramp(BufferedImage.TYPE_INT_RGB, 7, 5), codec));
        assertThat(volume.voxels().getAt(2, 4, 0).get())
                .isCloseTo(42 * (0.299f + 2 * 0.587f + 3 * 0.114f), within(1e-4f));
    }

    @Test
    void jpegGreyIsCloseToWhatWasStored() throws IOException {
        Volume volume = read(TestImages.encode(TestImages.ramp(BufferedImage.TYPE_BYTE_GRAY, 16, 16), "jpeg"));
        assertThat(volume.voxels().getAt(3, 8, 0).get()).isCloseTo(83, within(3f));
    }

    @Test
    void palettesBecomeLuminanceAsImagesAndIndicesAsLabels() throws IOException {
        byte[] red = {0, (byte) 255, 0};
        byte[] green = {0, 0, 100};
        byte[] blue = {0, 0, 0};
        IndexColorModel palette = new IndexColorModel(8, 3, red, green, blue);
        BufferedImage image = new BufferedImage(3, 1, BufferedImage.TYPE_BYTE_INDEXED, palette);
        image.getRaster().setPixels(0, 0, 3, 1, new int[] {0, 1, 2});
        Path path = Files.write(folder.resolve("image"), TestImages.encode(image, "png"));
        assertThat(PlanarImages.read(path, warning -> {}, () -> {})
                        .voxels()
                        .getAt(1, 0, 0)
                        .get())
                .isCloseTo(76.245f, within(1e-3f));
        assertThat(PlanarImages.read(path, warning -> {}, () -> {})
                        .voxels()
                        .getAt(2, 0, 0)
                        .get())
                .isCloseTo(58.7f, within(1e-3f));
        assertThat(VolumeFiles.readLabels(path).voxels().getAt(2, 0, 0).get()).isEqualTo(2);
    }

    @Test
    void labelsTakeTheLargestColour() throws IOException {
        Path path = Files.write(
                folder.resolve("image"), TestImages.encode(TestImages.ramp(BufferedImage.TYPE_INT_RGB, 7, 5), "png"));
        assertThat(VolumeFiles.readLabels(path).voxels().getAt(2, 4, 0).get()).isEqualTo(126);
    }

    @Test
    void resultsSurviveARoundTrip() throws IOException {
        LabelMap labels = LabelMap.allocate(VolumeGeometry.uncalibrated(5, 4));
        labels.voxels().getAt(1, 2, 0).set(3);
        labels.voxels().getAt(4, 3, 0).set(65535);
        Path file = folder.resolve("mask.png");
        PlanarImages.writeMask(file, labels);
        LabelMap mask = VolumeFiles.readLabels(file);
        assertThat(mask.voxels().getAt(1, 2, 0).get()).isEqualTo(255);
        assertThat(mask.voxels().getAt(2, 1, 0).get()).isZero();
        PlanarImages.writeLabels(file, labels);
        LabelMap again = VolumeFiles.readLabels(file);
        assertThat(VoxelValues.of(again.voxels())).isEqualTo(VoxelValues.of(labels.voxels()));
        assertThat(again.geometry()).isEqualTo(labels.geometry());
    }

    @Test
    void probabilitiesKeepEveryBit() throws IOException {
        ProbabilityMap map = ProbabilityMap.allocate(VolumeGeometry.uncalibrated(50, 40));
        Random random = new Random(1);
        map.voxels().forEach(voxel -> voxel.set(random.nextFloat()));
        Path path = folder.resolve("probability.tif");
        PlanarImages.writeProbability(path, map);
        assertThat(VoxelValues.of(
                        PlanarImages.read(path, warning -> {}, () -> {}).voxels()))
                .isEqualTo(VoxelValues.of(map.voxels()));
    }

    @Test
    void volumesFitNoImage() {
        LabelMap labels = LabelMap.allocate(VolumeGeometry.uncalibrated(5, 4, 2));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PlanarImages.writeMask(folder.resolve("mask.png"), labels))
                .withMessageContaining("more than one slice");
    }

    @ParameterizedTest
    @ValueSource(strings = {"png", "jpeg", "tiff"})
    void everyTruncationIsRefused(String codec) throws IOException {
        byte[] whole = TestImages.encode(TestImages.ramp(BufferedImage.TYPE_BYTE_GRAY, 24, 25), codec);
        for (int length = 4; length < whole.length - 2; length++) {
            refuse(Arrays.copyOf(whole, length));
        }
    }

    @Test
    void aSizeThatTheFileCannotHoldIsRefused() throws IOException {
        byte[] lie = TestImages.encode(TestImages.ramp(BufferedImage.TYPE_BYTE_GRAY, 7, 5), "png");
        lie[17] = 0x7f;
        lie[21] = 0x7f;
        CRC32 checksum = new CRC32();
        checksum.update(lie, 12, 17);
        ByteBuffer.wrap(lie).putInt(29, (int) checksum.getValue());
        assertThat(refuse(lie)).contains("says it is 8323079 x 8323077 pixels but has only");
    }

    /** Of 300 MB, which Java unpacks where it is asked for metadata. */
    @Test
    void textInAPngIsNotUnpacked() throws IOException, InterruptedException {
        byte[] png = TestImages.encode(TestImages.ramp(BufferedImage.TYPE_BYTE_GRAY, 7, 5), "png");
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        text.writeBytes("zTXtComment\0\0".getBytes(StandardCharsets.ISO_8859_1));
        try (DeflaterOutputStream packed = new DeflaterOutputStream(text)) {
            for (int megabyte = 0; megabyte < 300; megabyte++) {
                packed.write(new byte[1 << 20]);
            }
        }
        CRC32 checksum = new CRC32();
        checksum.update(text.toByteArray());
        ByteBuffer bomb = ByteBuffer.allocate(png.length + text.size() + 8);
        bomb.put(png, 0, 33).putInt(text.size() - 4).put(text.toByteArray()).putInt((int) checksum.getValue());
        bomb.put(png, 33, png.length - 33);
        Path file = Files.write(folder.resolve("bomb.png"), bomb.array());
        assertThat(ReadingWatch.image(file).volume().voxels().getAt(6, 0, 0).get())
                .isEqualTo(6);
    }

    private Volume read(byte[] content) throws IOException {
        return PlanarImages.read(Files.write(folder.resolve("image"), content), warning -> {}, () -> {});
    }

    private String refuse(byte[] content) throws IOException {
        Path path = Files.write(folder.resolve("image"), content);
        String[] message = new String[1];
        assertThatExceptionOfType(MalformedFileException.class)
                .as("of length %d", content.length)
                .isThrownBy(() -> PlanarImages.read(path, warning -> {}, () -> {}))
                .satisfies(e -> message[0] = e.getMessage());
        return message[0];
    }
}
