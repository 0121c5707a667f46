package org.lesionlens.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ij.ImagePlus;
import ij.ImageStack;
import ij.io.FileSaver;
import ij.process.FloatProcessor;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import net.imglib2.Cursor;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.view.Views;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lesionlens.io.dicom.ColourPictures;
import org.lesionlens.io.file.MalformedFileException;
import org.lesionlens.io.file.ReadOptions;
import org.lesionlens.io.nifti.NiftiWriter;
import org.lesionlens.io.tiff.PngFile;
import org.lesionlens.volume.UnsuitableImageException;
import org.lesionlens.volume.Volume;
import org.lesionlens.volume.VolumeGeometry;

/** Images of several channels: linear fields over the patient, whose values are known on every grid. */
class ImageFilesTest {
    private static final double[][] AXES = {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}};
    private static final ReadOptions READING = new ReadOptions(Optional.empty(), false);
    private static final List<String> MODEL = List.of("t1", "flair");

    @TempDir
    private Path folder;

    private static VolumeGeometry grid(long[] size, double spacing, double... origin) {
        return VolumeGeometry.of(size, new double[] {spacing, spacing, spacing}, origin, AXES);
    }

    private static double field(double... mm) {
        return 100 + 2 * mm[0] - 3 * mm[1] + 5 * mm[2];
    }

    private static Volume volume(VolumeGeometry grid, ToDoubleFunction<double[]> value) {
        Volume volume = Volume.allocate(grid);
        Cursor<FloatType> voxels = Views.flatIterable(volume.voxels()).localizingCursor();
        double[] index = new double[3];
        while (voxels.hasNext()) {
            voxels.fwd();
            voxels.localize(index);
            voxels.get().set((float) value.applyAsDouble(grid.toWorld(index)));
        }
        return volume;
    }

    private ChannelInput file(String channel, Volume volume) throws IOException {
        Path file = folder.resolve(channel + ".nii.gz");
        NiftiWriter.FAST.writeVolume(file, volume);
        return new ChannelInput(channel, file, READING);
    }

    private static float[] voxels(Volume volume) {
        float[] values = new float[(int) volume.geometry().voxelCount()];
        int i = 0;
        for (FloatType voxel : Views.flatIterable(volume.voxels())) {
            values[i++] = voxel.get();
        }
        return values;
    }

    @Test
    void channelsComeInTheOrderOfTheModelWhateverTheirOrderOnTheCommandLine() throws IOException {
        VolumeGeometry grid = grid(new long[] {4, 5, 3}, 2, 1, 2, 3);
        ChannelInput flair = file("FLAIR", volume(grid, mm -> 7));
        ChannelInput t1 = file("t1", volume(grid, mm -> field(mm)));
        LoadedImage image = ImageFiles.read(List.of(flair, t1), MODEL);
        assertThat(image.channels()).extracting(LoadedImage.Channel::name).containsExactly("t1", "flair");
        assertThat(voxels(image.image().channel("flair").orElseThrow())).containsOnly(7);
        assertThat(voxels(image.volume())[0]).isEqualTo((float) field(1, 2, 3));
        assertThat(image.warnings()).isEmpty();
    }

    @Test
    void aChannelOnAnotherGridIsInterpolatedOntoTheFirstOnesAndThatIsSaid() throws IOException {
        VolumeGeometry grid = grid(new long[] {8, 8, 8}, 1, 2.3, 2.6, 2.9);
        VolumeGeometry coarse = VolumeGeometry.of(
                new long[] {6, 6, 6}, new double[] {3, 3, 3}, new double[] {15, -1, 0}, new double[][] {
                    {-1, 0, 0}, {0, 0, 1}, {0, 1, 0}
                });
        LoadedImage image = ImageFiles.read(
                List.of(file("t1", volume(grid, mm -> 1)), file("flair", volume(coarse, mm -> field(mm)))), MODEL);
        float[] expected = voxels(volume(grid, mm -> field(mm)));
        float[] found = voxels(image.image().channel("flair").orElseThrow());
        for (int i = 0; i < found.length; i++) {
            assertThat(found[i]).isCloseTo(expected[i], within(1e-3f));
        }
        assertThat(image.warnings())
                .singleElement()
                .asString()
                .contains("the channel flair (6 x 6 x 6 voxels of 3 x 3 x 3 mm")
                .contains("was interpolated linearly onto the grid of t1 (8 x 8 x 8 voxels of 1 x 1 x 1 mm");
    }

    @Test
    void theSameVoxelsInAnotherOrderKeepTheirValues() throws IOException {
        VolumeGeometry grid = grid(new long[] {4, 5, 6}, 2, 0, 0, 0);
        VolumeGeometry flipped =
                VolumeGeometry.of(new long[] {4, 5, 6}, new double[] {2, 2, 2}, new double[] {6, 0, 0}, new double[][] {
                    {-1, 0, 0}, {0, 1, 0}, {0, 0, 1}
                });
        ToDoubleFunction<double[]> odd = mm -> Math.floorMod(Math.round(31 * mm[0] + 17 * mm[1] + 7 * mm[2]), 101);
        LoadedImage image =
                ImageFiles.read(List.of(file("t1", volume(grid, mm -> 1)), file("flair", volume(flipped, odd))), MODEL);
        assertThat(voxels(image.image().channel("flair").orElseThrow())).isEqualTo(voxels(volume(grid, odd)));
    }

    @Test
    void aChannelOfAnotherPlaceIsRefusedWithBothPlaces() throws IOException {
        ChannelInput t1 = file("t1", volume(grid(new long[] {4, 4, 4}, 1, 0, 0, 0), mm -> 1));
        ChannelInput flair = file("flair", volume(grid(new long[] {4, 4, 5}, 1, 90, 0, 0), mm -> 1));
        assertThatThrownBy(() -> ImageFiles.read(List.of(t1, flair), MODEL))
                .isInstanceOf(UnsuitableImageException.class)
                .hasMessageContaining("t1 (4 x 4 x 4 voxels of 1 x 1 x 1 mm from (0.0, 0.0, 0.0)")
                .hasMessageContaining("flair (4 x 4 x 5 voxels of 1 x 1 x 1 mm from (90.0, 0.0, 0.0)")
                .hasMessageContaining("do not cover the same part of the patient");
    }

    @Test
    void channelsOfWhichOneHasNoPlaceAreRefused() throws IOException {
        ChannelInput t1 = file("t1", volume(grid(new long[] {4, 4, 4}, 1, 0, 0, 0), mm -> 1));
        ChannelInput flair =
                file("flair", volume(grid(new long[] {4, 4, 4}, 1, 0, 0, 0).withoutPlace(), mm -> 1));
        assertThatThrownBy(() -> ImageFiles.read(List.of(t1, flair), MODEL))
                .isInstanceOf(UnsuitableImageException.class)
                .hasMessageContaining("but not where the other does");
        ChannelInput t1Too =
                file("t1", volume(grid(new long[] {4, 4, 4}, 1, 0, 0, 0).withoutPlace(), mm -> 1));
        assertThat(ImageFiles.read(List.of(t1Too, flair), MODEL).channels()).hasSize(2);
    }

    @Test
    void otherChannelsThanThoseOfTheModelAreRefusedInOneSentence() throws IOException {
        ChannelInput t1 = file("t1", volume(grid(new long[] {4, 4, 4}, 1, 0, 0, 0), mm -> 1));
        ChannelInput t2 = new ChannelInput("t2", t1.path(), READING);
        for (List<ChannelInput> inputs : List.of(List.of(t1), List.of(t1, t2), List.of(t1, t1), List.of(t2, t1, t2))) {
            assertThatThrownBy(() -> ImageFiles.read(inputs, MODEL))
                    .isInstanceOf(UnsuitableImageException.class)
                    .hasMessageContaining("but the model takes t1, flair: ")
                    .hasMessageContaining("t1=FILE,flair=FILE");
        }
        ChannelInput missing = new ChannelInput("flair", folder.resolve("flair.nii"), READING);
        assertThatThrownBy(() -> ImageFiles.headers(List.of(t1, missing), MODEL))
                .isInstanceOf(MalformedFileException.class)
                .hasMessageContaining("flair.nii: does not exist but is to be the channel flair");
    }

    @ParameterizedTest
    @ValueSource(strings = {"nii", "nrrd", "mha", "txt.nrrd", "tif", "zip"})
    void theVolumesOfOneFileAreTheChannelsOfAModelThatTakesAsMany(String kind) throws IOException {
        ChannelInput both = ChannelInput.whole(twoVolumes(kind), READING);
        LoadedImage image = ImageFiles.read(List.of(both), MODEL);
        assertThat(voxels(image.image().channel("t1").orElseThrow())).containsExactly(0, 1, 2, 3, 4, 5, 6, 7);
        assertThat(voxels(image.image().channel("flair").orElseThrow()))
                .containsExactly(100, 101, 102, 103, 104, 105, 106, 107);
        assertThat(image.warnings().get(0)).contains("2 channels of the file are taken for t1, flair, in this order");
        assertThat(ImageFiles.headers(List.of(both), MODEL)).hasSize(2);
        assertThat(voxels(ImageFiles.read(List.of(both), List.of("image")).volume()))
                .containsExactly(0, 1, 2, 3, 4, 5, 6, 7);
        List<String> three = List.of("t1", "t2", "flair");
        assertThatThrownBy(() -> ImageFiles.read(List.of(both), three))
                .isInstanceOf(UnsuitableImageException.class)
                .hasMessageContaining("holds 2 channels or volumes but the model takes t1, t2, flair");
        assertThatThrownBy(() -> ImageFiles.headers(List.of(both), three)).isInstanceOf(UnsuitableImageException.class);
    }

    /** Volumes of one file are channels of frames, not frames. */
    @Test
    void theThirdAxisOfVolumesThatAreChannelsMayBeTime() throws IOException {
        ChannelInput both = ChannelInput.whole(twoVolumes("nii"), READING.ofSequence());
        assertThat(ImageFiles.headers(List.of(both), MODEL))
                .hasSize(2)
                .allSatisfy(header -> assertThat(header.size()).containsExactly(2L, 2L, 2L));
        assertThat(voxels(ImageFiles.read(List.of(both), MODEL)
                        .image()
                        .channel("flair")
                        .orElseThrow()))
                .containsExactly(100, 101, 102, 103, 104, 105, 106, 107);
    }

    /** 2 x 2 x 2 voxels each, counted from 0 and from 100. */
    private Path twoVolumes(String kind) throws IOException {
        Path file = folder.resolve("two." + kind);
        byte[] both = bytes(ByteOrder.LITTLE_ENDIAN, 0, 100);
        switch (kind) {
            case "nii" -> {
                NiftiWriter.FAST.writeVolume(file, volume(grid(new long[] {2, 2, 2}, 1, 0, 0, 0), mm -> 0));
                ByteBuffer header = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
                header.putShort(40, (short) 4).putShort(48, (short) 2);
                Files.write(file, joined(java.util.Arrays.copyOf(header.array(), 352), both));
            }
            case "nrrd" -> Files.write(file, joined(nrrd("encoding: raw\nendian: little"), both));
            case "txt.nrrd" ->
                Files.write(
                        file,
                        joined(
                                nrrd("encoding: ascii"),
                                "0 1 2 3 4 5 6 7\n100 101 102 103 104 105 106 107\n"
                                        .getBytes(StandardCharsets.US_ASCII)));
            case "mha" ->
                Files.write(
                        file,
                        joined(
                                ("NDims = 4\nDimSize = 2 2 2 2\nElementType = MET_FLOAT\nElementSpacing = 1 1 1 1\n"
                                                + "ElementByteOrderMSB = False\nElementDataFile = LOCAL\n")
                                        .getBytes(StandardCharsets.US_ASCII),
                                both));
            case "tif" -> hyperstack(file);
            default -> {
                try (var zip = new java.util.zip.ZipOutputStream(Files.newOutputStream(file))) {
                    zip.putNextEntry(new java.util.zip.ZipEntry("two.nrrd"));
                    zip.write(joined(nrrd("encoding: raw\nendian: little"), both));
                }
            }
        }
        return file;
    }

    private static byte[] nrrd(String encoding) {
        return ("NRRD0004\ntype: float\ndimension: 4\nspace: left-posterior-superior\nsizes: 2 2 2 2\n"
                        + "space directions: (1,0,0) (0,1,0) (0,0,1) none\nspace origin: (0,0,0)\n" + encoding + "\n\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] bytes(ByteOrder order, int... starts) {
        ByteBuffer bytes = ByteBuffer.allocate(32 * starts.length).order(order);
        for (int start : starts) {
            for (int i = 0; i < 8; i++) {
                bytes.putFloat(start + i);
            }
        }
        return bytes.array();
    }

    private static byte[] joined(byte[] first, byte[] second) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(first);
        out.write(second);
        return out.toByteArray();
    }

    /** Of ImageJ: channel by channel, then slice by slice. */
    private static void hyperstack(Path file) {
        ImageStack stack = new ImageStack(2, 2);
        for (int page = 0; page < 4; page++) {
            int start = page % 2 * 100 + page / 2 * 4;
            stack.addSlice(new FloatProcessor(2, 2, new float[] {start, start + 1, start + 2, start + 3}));
        }
        ImagePlus image = new ImagePlus("two", stack);
        image.setDimensions(2, 2, 1);
        image.setOpenAsHyperStack(true);
        new FileSaver(image).saveAsTiffStack(file.toString());
    }

    @Test
    void theColoursOfAPictureAreTheChannelsOfAModelThatTakesThree() throws IOException {
        BufferedImage picture = new BufferedImage(2, 1, BufferedImage.TYPE_INT_RGB);
        picture.setRGB(0, 0, 0x102030);
        picture.setRGB(1, 0, 0xff8001);
        Path file = folder.resolve("fundus.png");
        PngFile.write(file, picture);
        List<String> colours = List.of("red", "green", "blue");
        LoadedImage image = ImageFiles.read(List.of(ChannelInput.whole(file, READING)), colours);
        assertThat(voxels(image.image().channel("red").orElseThrow())).containsExactly(0x10, 0xff);
        assertThat(voxels(image.image().channel("green").orElseThrow())).containsExactly(0x20, 0x80);
        assertThat(voxels(image.image().channel("blue").orElseThrow())).containsExactly(0x30, 0x01);
        assertThat(image.channels())
                .allMatch(channel -> !channel.loaded().traits().inColour());
    }

    @Test
    void coloursGoIntoChannelsThatNobodyNames() throws IOException {
        Path png = folder.resolve("tissue.png");
        PngFile.write(png, new BufferedImage(4, 3, BufferedImage.TYPE_INT_RGB));
        LoadedImage read =
                ImageFiles.read(List.of(ChannelInput.whole(png, READING)), List.of("channel0", "channel1", "channel2"));
        assertThat(read.channels()).hasSize(3);
    }

    /** A map of MR in colour is no T1, T2 and FLAIR. */
    @Test
    void coloursAreNoChannelsOfAModelThatTakesOthers() throws IOException {
        BufferedImage picture = new BufferedImage(4, 3, BufferedImage.TYPE_INT_RGB);
        Path png = folder.resolve("map.png");
        PngFile.write(png, picture);
        Path dicom = Files.write(
                folder.resolve("map.dcm"),
                ColourPictures.of(ColourPictures.Kind.RGB, List.of(picture)).array());
        for (Path file : List.of(png, dicom)) {
            List<ChannelInput> inputs = List.of(ChannelInput.whole(file, READING));
            assertThatThrownBy(() -> ImageFiles.read(inputs, List.of("t1", "t2", "flair")))
                    .isInstanceOf(UnsuitableImageException.class)
                    .hasMessage(
                            file + " is in colour but the model takes t1, t2, flair, which red, green and blue are not:"
                                    + " name one file or folder for each, as t1=FILE,t2=FILE,flair=FILE, or one file that holds"
                                    + " them in this order");
            assertThatThrownBy(() -> ImageFiles.headers(inputs, List.of("t1", "t2", "flair")))
                    .isInstanceOf(UnsuitableImageException.class);
        }
    }

    /** Three frames, of each colour more than the memory is said to hold. */
    @Test
    void coloursOfAnArchiveAreReadBeforeItsFilesAreTakenAway() throws IOException {
        BufferedImage red = new BufferedImage(300, 300, BufferedImage.TYPE_INT_RGB);
        red.setRGB(7, 9, 0xff0102);
        Path file = folder.resolve("cine.zip");
        try (var zip = new java.util.zip.ZipOutputStream(Files.newOutputStream(file))) {
            zip.putNextEntry(new java.util.zip.ZipEntry("cine.dcm"));
            zip.write(ColourPictures.of(ColourPictures.Kind.RGB, List.of(red, red, red))
                    .array());
        }
        System.setProperty("lesionlens.voxels.mib", "1");
        try {
            LoadedImage image =
                    ImageFiles.read(List.of(ChannelInput.whole(file, READING)), List.of("red", "green", "blue"));
            assertThat(image.channels())
                    .extracting(channel ->
                            channel.loaded().volume().voxels().getAt(7, 9, 2).get())
                    .containsExactly(255f, 1f, 2f);
            assertThat(image.first().seconds()).containsExactly(0.0, 0.04, 0.08);
            assertThat(image.warnings()).noneMatch(warning -> warning.contains("channels"));
        } finally {
            System.clearProperty("lesionlens.voxels.mib");
        }
    }
}
