package org.lesionlens.io.tiff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import ij.IJ;
import ij.ImagePlus;
import ij.io.FileSaver;
import ij.measure.Calibration;
import ij.process.ImageProcessor;
import ij.process.LUT;
import java.awt.Color;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import net.imglib2.view.Views;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lesionlens.io.LoadedVolume;
import org.lesionlens.io.VolumeFiles;
import org.lesionlens.io.file.MalformedFileException;
import org.lesionlens.io.file.ReadOptions;
import org.lesionlens.io.file.VolumeFormat;
import org.lesionlens.volume.Volume;
import org.lesionlens.volume.VolumeGeometry;

class TiffStackTest {
    private static final ReadOptions SEQUENCE = new ReadOptions(Optional.empty(), false).ofSequence();

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({"8-bit, mm, 1", "16-bit, micron, 0.001", "32-bit, cm, 10", "RGB, inch, 25.4", "16-bit, \u00b5m, 0.001"})
    void whatImageJSavesIsReadWithItsVoxelSize(String type, String unit, double mm) throws IOException {
        LoadedVolume loaded = saved(image(type, 1, 3, 1), unit);
        VolumeGeometry geometry = loaded.volume().geometry();
        assertThat(loaded.format()).isEqualTo(VolumeFormat.TIFF_STACK);
        assertThat(geometry.size()).containsExactly(7, 5, 3);
        assertThat(geometry.spacingMm(0)).isCloseTo(0.5 * mm, within(1e-6 * mm));
        assertThat(geometry.spacingMm(1)).isCloseTo(0.75 * mm, within(1e-6 * mm));
        assertThat(geometry.spacingMm(2)).isCloseTo(2.5 * mm, within(1e-6 * mm));
        assertThat(loaded.volume().voxels().getAt(6, 4, 2).get()).isCloseTo(6 + 40 + 60, within(1e-3f));
    }

    @Test
    void ofChannelsAndFramesTheFirstAreRead() throws IOException {
        LoadedVolume loaded = saved(image("16-bit", 2, 3, 2), "mm");
        assertThat(loaded.warnings()).contains("the file has 2 channels and 2 frames: the first of each is used");
        assertThat(loaded.volume().geometry().size()).containsExactly(7, 5, 3);
        assertThat(loaded.volume().voxels().getAt(1, 1, 1).get()).isEqualTo(1 + 10 + 30);
    }

    @Test
    void framesAreReadInTheColourThatIsWanted() throws IOException {
        ImagePlus image = image("RGB", 1, 1, 3);
        image.getStack().getProcessor(3).set(0, 0x102030);
        saved(image, "mm");
        Path file = folder.resolve("stack.tif");
        for (int colour = 0; colour < 3; colour++) {
            Volume frames = TiffStack.readFrames(file, colour, warning -> {});
            assertThat(frames.geometry().size()).containsExactly(7, 5, 3);
            assertThat(frames.voxels().getAt(0, 0, 2).get()).isEqualTo(16 * (colour + 1));
        }
        LoadedVolume grey = inTime(file);
        assertThat(grey.traits().inColour()).isTrue();
        assertThat(grey.volume().voxels().getAt(0, 0, 2).get()).isBetween(20f, 40f);
    }

    @Test
    void framesOfSeveralChannelsAreToldOfAndAnnouncedInTheirNumber() throws IOException {
        saved(image("16-bit", 2, 1, 5), "mm");
        Path file = folder.resolve("stack.tif");
        LoadedVolume frames = inTime(file);
        assertThat(frames.warnings()).contains("the file has 2 channels: the first is used");
        assertThat(frames.volume().geometry().size()).containsExactly(7, 5, 5);
        assertThat(frames.volume().voxels().getAt(0, 0, 4).get()).isEqualTo(2000);
        assertThat(VolumeFiles.header(file, SEQUENCE).size()).containsExactly(7L, 5L, 5L);
    }

    private static LoadedVolume inTime(Path file) throws IOException {
        return VolumeFiles.read(file, SEQUENCE);
    }

    @Test
    void aUnitThatIsNoLengthIsNotCalibrated() throws IOException {
        assertThat(saved(image("8-bit", 1, 3, 1), "pixel").volume().geometry())
                .isEqualTo(VolumeGeometry.uncalibrated(7, 5, 3));
        assertThat(saved(image("8-bit", 1, 3, 1), "sec").volume().geometry().calibrated())
                .isFalse();
    }

    @Test
    void grayValuesAreCalibratedAlongAStraightLine() throws IOException {
        ImagePlus image = image("16-bit", 1, 3, 1);
        image.getCalibration().setFunction(Calibration.STRAIGHT_LINE, new double[] {-1024, 2}, "HU");
        assertThat(saved(image, "mm").volume().voxels().getAt(3, 0, 0).get()).isEqualTo(-1018);
    }

    @Test
    void aSinglePageStaysAnImageWithItsPixelSize() throws IOException {
        LoadedVolume loaded = saved(image("8-bit", 1, 1, 1), "mm");
        assertThat(loaded.format()).isEqualTo(VolumeFormat.IMAGE);
        assertThat(loaded.volume().geometry().spacingMm(1)).isCloseTo(0.75, within(1e-6));
    }

    @ParameterizedTest
    @CsvSource({"8-bit, 1", "8-bit, 3", "16-bit, 1", "16-bit, 3", "32-bit, 1", "32-bit, 3"})
    void colourTablesOfImageJAreForDisplay(String type, int slices) throws IOException {
        ImagePlus image = image(type, 1, slices, 1);
        float last = 6 + 40 + 30 * (slices - 1);
        for (LUT table : List.of(
                LUT.createLutFromColor(Color.RED), image.getProcessor().getLut().createInvertedLut())) {
            image.setLut(table);
            assertThat(saved(image, "mm")
                            .volume()
                            .voxels()
                            .getAt(6, 4, slices - 1)
                            .get())
                    .isEqualTo(last);
        }
    }

    /** As ImageJ writes stacks of more than 4 GB: its directories after the first are taken out of the chain. */
    @ParameterizedTest
    @ValueSource(strings = {"8-bit", "16-bit", "32-bit"})
    void pagesWithoutDirectoriesFollowTheFirst(String type) throws IOException {
        Volume chained = saved(image(type, 2, 3, 2), "mm").volume();
        LoadedVolume loaded = unchained();
        assertThat(loaded.format()).isEqualTo(VolumeFormat.TIFF_STACK);
        assertThat(loaded.volume().geometry()).isEqualTo(chained.geometry());
        assertThat(voxels(loaded.volume())).isEqualTo(voxels(chained));
    }

    private static List<Float> voxels(Volume volume) {
        List<Float> all = new ArrayList<>();
        Views.flatIterable(volume.voxels()).forEach(voxel -> all.add(voxel.get()));
        return all;
    }

    private LoadedVolume unchained() throws IOException {
        Path file = folder.resolve("stack.tif");
        ByteBuffer tiff = ByteBuffer.wrap(Files.readAllBytes(file));
        tiff.order(tiff.get(0) == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        int directory = tiff.getInt(4);
        tiff.putInt(directory + 2 + 12 * tiff.getShort(directory), 0);
        Files.write(file, tiff.array());
        return VolumeFiles.read(file, Optional.empty());
    }

    @Test
    void pagesWithoutDirectoriesThatCannotBeReadAreRefused() throws IOException {
        saved(image("RGB", 1, 3, 1), "mm");
        assertThatExceptionOfType(MalformedFileException.class)
                .isThrownBy(this::unchained)
                .withMessageContaining("announces more, but they are not grey and uncompressed");
        assertThat(refuse(pages("ImageJ=1.54p\nimages=900\nslices=900\n", 1)))
                .contains("is a TIFF of 1 page whose ImageJ description announces 900, which end at byte 1844 of 160");
    }

    @Test
    void signedBytesAreSigned() throws IOException {
        Path file = Files.write(folder.resolve("signed.tif"), pages("", 21, new int[] {339, 3, 1, 2}));
        Volume volume = VolumeFiles.read(file, Optional.empty()).volume();
        assertThat(volume.voxels().getAt(0, 0, 20).get()).isEqualTo(200 - 256);
        assertThat(volume.voxels().getAt(0, 0, 2).get()).isEqualTo(20);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            16 | 6 | 1     | 1 | 1 | is a TIFF of 16 bits a sample (tag 258) in the sample format 6 (tag 339)
            64 | 1 | 1     | 1 | 1 | is a TIFF of 64 bits a sample (tag 258) in the sample format 1 (tag 339)
            64 | 6 | 1     | 1 | 1 | is a TIFF of 64 bits a sample (tag 258) in the sample format 6 (tag 339)
            24 | 1 | 1     | 1 | 1 | is a TIFF of 24 bits a sample (tag 258) in the sample format 1 (tag 339)
            12 | 2 | 1     | 1 | 1 | is a TIFF of 12 bits a sample (tag 258) in the sample format 2 (tag 339)
            8  | 1 | 34925 | 1 | 1 | is a TIFF of compression 34925 (tag 259), which cannot be read; write it again
            8  | 1 | 50000 | 1 | 1 | is a TIFF of compression 50000 (tag 259), which cannot be read; write it again
            16 | 1 | 7     | 1 | 1 | is a TIFF of JPEG (compression 7, tag 259) of 16 bits
            8  | 1 | 32773 | 2 | 1 | is a TIFF of compression 32773 with the predictor 2 (tag 317) and 8 bits
            12 | 1 | 1     | 2 | 1 | is a TIFF of compression 1 with the predictor 2 (tag 317) and 12 bits
            32 | 1 | 5     | 3 | 1 | is a TIFF of compression 5 with the predictor 3 (tag 317) and 32 bits
            8  | 1 | 1     | 1 | 8 | is a TIFF of the photometric interpretation 8 (tag 262) but must be grey, a palette, RGB
            8  | 1 | 1     | 1 | 5 | is a TIFF of the photometric interpretation 5 (tag 262) but must be grey, a palette, RGB
            8  | 1 | 1     | 1 | 2 | is a TIFF of 1 samples a pixel (tag 277) but must have 3 to 4 in the photometric interpretation 2
            16 | 1 | 8     | 1 | 6 | is a TIFF of YCbCr (tag 262) of 16 bits
            16 | 2 | 1     | 1 | 0 | is a TIFF of 16 bits a sample (tag 258) in the sample format 2 (tag 339) in which white is 0
            """)
    void whatTheDecoderWouldMisreadIsRefusedByName(
            int bits, int format, int compression, int predictor, int photometric, String message) throws IOException {
        assertThat(refuse(pages(
                        "",
                        2,
                        new int[] {258, 3, 1, bits},
                        new int[] {259, 3, 1, compression},
                        new int[] {262, 3, 1, photometric},
                        new int[] {317, 3, 1, predictor},
                        new int[] {339, 3, 1, format})))
                .contains(message);
    }

    /** Pixels are x + 10 y + 30 z in the first channel and frame, higher in others. */
    private static ImagePlus image(String type, int channels, int slices, int frames) {
        ImagePlus image =
                IJ.createHyperStack("ramp", 7, 5, channels, slices, frames, type.equals("RGB") ? 24 : bits(type));
        for (int i = 1; i <= image.getStackSize(); i++) {
            int[] position = image.convertIndexToPosition(i);
            ImageProcessor pixels = image.getStack().getProcessor(i);
            for (int p = 0; p < 35; p++) {
                int value = p % 7 + p / 7 * 10 + 30 * (position[1] - 1) + 500 * (position[0] + position[2] - 2);
                pixels.setf(p, value);
                if (type.equals("RGB")) {
                    pixels.set(p, value * 0x10101);
                }
            }
        }
        return image;
    }

    private static int bits(String type) {
        return Integer.parseInt(type.substring(0, type.indexOf('-')));
    }

    private LoadedVolume saved(ImagePlus image, String unit) throws IOException {
        Calibration calibration = image.getCalibration();
        calibration.pixelWidth = 0.5;
        calibration.pixelHeight = 0.75;
        calibration.pixelDepth = 2.5;
        calibration.setUnit(unit);
        Path file = folder.resolve("stack.tif");
        FileSaver saver = new FileSaver(image);
        assertThat(
                        image.getStackSize() > 1
                                ? saver.saveAsTiffStack(file.toString())
                                : saver.saveAsTiff(file.toString()))
                .isTrue();
        return VolumeFiles.read(file, Optional.empty());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            <OME                      | <!DOCTYPE OME [<!ENTITY x SYSTEM "file:///etc/passwd">]><OME | DOCTYPE is disallowed
            </OME>                    | </OM>                  | its OME-XML (ImageDescription, tag 270) cannot be read
            SizeZ="3"                 | SizeZ="4"              | announces 4 slices x 1 channels x 1 frames but the file has 3 pages
            SizeZ="3"                 | SizeZ="-3"             | says SizeZ is '-3' but must be a whole number
            SizeZ="3"                 | SizeZ=""               | says SizeZ is 0 but must be at least 1
            DimensionOrder="XYZCT"    | DimensionOrder="ZYXCT" | has the DimensionOrder 'ZYXCT'
            PhysicalSizeX="0.5"       | PhysicalSizeX="wide"   | says PhysicalSizeX is 'wide'
            FirstZ="2"                | FirstZ="1"             | does not say on which of the 3 pages slice 2 lies
            FirstZ="2"                | FirstZ="3"             | says FirstZ is 3 but must be below 3
            IFD="2"                   | IFD="2" PlaneCount="9"  | says of more planes than there are
            IFD="2"                   | IFD="7"                | does not say on which of the 3 pages slice 2 lies
            FirstZ="2"/>              | FirstZ="2"><UUID>other</UUID></TiffData> | planes lie in other files
            </OME>                    | <Image><Pixels/></Image></OME> | describes 2 images but must describe one
            """)
    void whatIsWrongInOmeXmlIsNamed(String good, String bad, String message) throws IOException {
        assertThat(refuse(pages(OME.replace(good, bad), 3))).contains(message);
    }

    static final String OME = """
            <OME xmlns="http://www.openmicroscopy.org/Schemas/OME/2016-06"><Image><Pixels DimensionOrder="XYZCT" SizeX="2" \
            SizeY="1" SizeZ="3" SizeC="1" SizeT="1" PhysicalSizeX="0.5" PhysicalSizeXUnit="mm" PhysicalSizeY="2" \
            PhysicalSizeYUnit="mm" PhysicalSizeZ="4" PhysicalSizeZUnit="mm"><TiffData IFD="1" FirstZ="0"/>\
            <TiffData IFD="0" FirstZ="1"/><TiffData IFD="2" FirstZ="2"/></Pixels></Image></OME>""";

    @Test
    void tiffDataSayWhichPageIsWhichSlice() throws IOException {
        Path file = Files.write(folder.resolve("ome.tif"), pages(OME, 3));
        Volume volume = VolumeFiles.read(file, Optional.empty()).volume();
        assertThat(volume.geometry()).isEqualTo(VolumeGeometry.unplaced(new long[] {2, 1, 3}, 0.5, 2, 4));
        assertThat(volume.voxels().getAt(0, 0, 0).get()).isEqualTo(10);
        assertThat(volume.voxels().getAt(1, 0, 1).get()).isEqualTo(1);
        assertThat(volume.voxels().getAt(0, 0, 2).get()).isEqualTo(20);
    }

    @Test
    void descriptionsThatDoNotFitThePagesAreRefused() throws IOException {
        assertThat(refuse(pages("ImageJ=1.54p\nimages=900\nslices=900\n", 3)))
                .contains(
                        "is a TIFF of 3 pages but its ImageJ description announces 900, 1 channels x 900 slices x 1 frames");
        assertThat(refuse(pages("ImageJ=1.54p\nslices=none\n", 3))).contains("says slices=none, which is no number");
        assertThat(refuse(pages("ImageJ=1.54p\nchannels=-1\n", 3))).contains("says channels=-1");
    }

    /** The sample format is the last entry of the second directory. */
    @Test
    void pagesOfAnotherKindAreRefused() throws IOException {
        byte[] whole = pages("", 3, new int[] {339, 3, 1, 1});
        ByteBuffer tiff = ByteBuffer.wrap(whole).order(ByteOrder.LITTLE_ENDIAN);
        int second = tiff.getInt(tiff.getInt(4) + 2 + 12 * tiff.getShort(tiff.getInt(4)));
        tiff.putInt(second + 2 + 12 * tiff.getShort(second) - 4, 2);
        assertThat(refuse(whole))
                .contains(
                        "first page has 1 samples a pixel of 8 bits, sample format 1",
                        "but page 2 has 1 samples a pixel of 8 bits, sample format 2");
    }

    @Test
    void chainsOfPagesThatLeadNowhereAreRefused() throws IOException {
        byte[] whole = pages("", 3);
        ByteBuffer circle = ByteBuffer.wrap(whole.clone()).order(ByteOrder.LITTLE_ENDIAN);
        int last = lastLink(circle);
        assertThat(refuse(circle.putInt(last, circle.getInt(4)).array())).contains("where another one lies");
        assertThat(refuse(circle.putInt(last, -9).array())).contains("page 4 should lie at offset 4294967287, outside");
        assertThat(refuse(Arrays.copyOf(whole, last + 2))).contains("ends within directory 3 of its pages");
        byte[] big = {'I', 'I', 43, 0, 8, 0, 0, 0};
        assertThat(refuse(big)).contains("ends within directory 0 of its pages");
    }

    @Test
    void everyTruncationIsRefused() throws IOException {
        byte[] whole = pages(OME, 3);
        for (int length = 4; length < whole.length; length++) {
            refuse(Arrays.copyOf(whole, length));
        }
    }

    private static int lastLink(ByteBuffer tiff) {
        int at = 4;
        while (tiff.getInt(at) != 0) {
            int directory = tiff.getInt(at);
            at = directory + 2 + 12 * tiff.getShort(directory);
        }
        return at;
    }

    /**
     * A little-endian TIFF of pages of 2 x 1 bytes, 10 k and 10 k + 1, the first with a description (TIFF 6.0).
     *
     * @param more directory entries that differ: tag, type, count, value
     */
    static byte[] pages(String description, int pages, int[]... more) {
        byte[] text = (description + "\0").getBytes(StandardCharsets.UTF_8);
        int pixels = 8 + text.length + text.length % 2;
        int directory = 2 + 12 * entries(text.length, 0, more).size() + 4;
        ByteBuffer b = ByteBuffer.allocate(pixels + pages * (2 + directory)).order(ByteOrder.LITTLE_ENDIAN);
        b.put((byte) 'I').put((byte) 'I').putShort((short) 42).putInt(pixels + 2 * pages);
        b.put(text);
        for (int k = 0; k < pages; k++) {
            b.put(pixels + 2 * k, (byte) (10 * k)).put(pixels + 2 * k + 1, (byte) (10 * k + 1));
            Collection<int[]> entries = entries(text.length, pixels + 2 * k, more);
            b.position(pixels + 2 * pages + k * directory).putShort((short) entries.size());
            for (int[] entry : entries) {
                b.putShort((short) entry[0])
                        .putShort((short) entry[1])
                        .putInt(entry[2])
                        .putInt(entry[3]);
            }
            b.putInt(k + 1 < pages ? pixels + 2 * pages + (k + 1) * directory : 0);
        }
        return b.array();
    }

    private static Collection<int[]> entries(int text, int pixels, int[]... more) {
        int[][] usual = {
            {256, 3, 1, 2},
            {257, 3, 1, 1},
            {258, 3, 1, 8},
            {259, 3, 1, 1},
            {262, 3, 1, 1},
            {270, 2, text, 8},
            {273, 4, 1, pixels},
            {278, 3, 1, 1},
            {279, 4, 1, 2}
        };
        Map<Integer, int[]> entries = new TreeMap<>();
        Stream.of(usual, more).flatMap(Arrays::stream).forEach(entry -> entries.put(entry[0], entry));
        return entries.values();
    }

    private String refuse(byte[] content) throws IOException {
        Path path = Files.write(folder.resolve("image"), content);
        String[] message = new String[1];
        assertThatExceptionOfType(MalformedFileException.class)
                .as("of length %d", content.length)
                .isThrownBy(() -> VolumeFiles.read(path, Optional.empty()))
                .satisfies(e -> message[0] = e.getMessage());
        return message[0];
    }
}
