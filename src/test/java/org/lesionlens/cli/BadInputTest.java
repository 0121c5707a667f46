package org.lesionlens.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lesionlens.cases.CaseFolder;
import org.lesionlens.io.nifti.NiftiWriter;
import org.lesionlens.volume.ProbabilityMap;
import org.lesionlens.volume.VolumeGeometry;

/** What a user can get wrong: one clear sentence on standard error, exit code 3, nothing left in the output folder. */
class BadInputTest {
    /** What the small images here are warned of beforehand. */
    private static final List<String> EXPECTED =
            List.of("but the model was trained on slices of", "the image has no pixel size", "may suit as well");

    private static final Path DICOM = Path.of("test-data", "phantom_dicom_implicit");

    private static final Path PICTURE = Path.of("test-data", "phantom_slice.png");

    @TempDir
    private Path folder;

    private void assertRefused(Path input, String... said) throws IOException {
        Path output = folder.resolve("out");
        CommandLineRun run = CommandLineRun.of("analyze", input, "--output", output);
        assertThat(run.code()).as(run.err()).isEqualTo(ExitCode.NOTHING_DONE);
        List<String> errors = run.errors()
                .lines()
                .filter(line -> EXPECTED.stream().noneMatch(line::contains))
                .toList();
        assertThat(errors).as(run.err()).hasSize(1);
        assertThat(errors.get(0)).contains(said).contains(input.getFileName().toString());
        assertThat(Files.exists(output) ? AnalyzeCommandTest.files(output) : List.of())
                .isEqualTo(List.of());
    }

    @Test
    void aMissingFile() throws IOException {
        assertRefused(folder.resolve("nowhere.nii.gz"), "does not exist");
    }

    /** As of a variable of the shell that is not set: it would be the current folder with all below. */
    @ParameterizedTest
    @CsvSource({"analyze,''", "analyze,' '", "explain,''", "batch,''", "evaluate,''"})
    void anEmptyText(String door, String input) {
        CommandLineRun run = door.equals("evaluate")
                ? CommandLineRun.of(door, input, folder, "--output", folder.resolve("out"))
                : CommandLineRun.of(door, input, "--output", folder.resolve("out"));
        assertThat(run.code()).as(run.err()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err().lines()).hasSize(1);
        assertThat(run.err()).contains("the empty text is no path: name a file or folder");
        assertThat(folder.resolve("out")).doesNotExist();
    }

    @Test
    void anEmptyTextAmongOthers() {
        CommandLineRun run = CommandLineRun.of("analyze", PICTURE, "", "--output", folder.resolve("out"));
        assertThat(run.code()).as(run.err()).isEqualTo(ExitCode.USAGE);
        assertThat(folder.resolve("out")).doesNotExist();
    }

    @Test
    void anEmptyTextOfAChannel() {
        CommandLineRun run = CommandLineRun.of("analyze", "t1=,flair=" + PICTURE, "--output", folder.resolve("out"));
        assertThat(run.code()).as(run.err()).isEqualTo(ExitCode.USAGE);
        assertThat(run.errors()).contains("t1 is empty: name a file or folder");
    }

    @Test
    void aFileThatIsNoImage() throws IOException {
        assertRefused(Files.writeString(folder.resolve("letter.nii"), "Dear radiologist,"), "name a NIfTI");
    }

    @Test
    void anEmptyFile() throws IOException {
        assertRefused(Files.createFile(folder.resolve("empty.nii.gz")), "is empty");
    }

    @Test
    void anEmptyFolder() throws IOException {
        assertRefused(Files.createDirectory(folder.resolve("series")), "without a DICOM file");
    }

    @Test
    void aTruncatedNifti() throws IOException {
        byte[] whole = Files.readAllBytes(Path.of("test-data", "phantom_t1ce.nii.gz"));
        assertRefused(Files.write(folder.resolve("cut.nii.gz"), Arrays.copyOf(whole, whole.length / 2)), "cut.nii.gz");
    }

    @Test
    void aNiftiWhoseDimensionsDoNotFitItsSize() throws IOException {
        Path file = nifti("lie.nii", 1);
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putShort(46, (short) 30000);
        assertRefused(Files.write(file, bytes.array()), "bytes");
    }

    @Test
    void voxelsThatAreNotNumbers() throws IOException {
        assertRefused(nifti("infinite.nii", Float.POSITIVE_INFINITY), "Infinity");
    }

    @Test
    void aConstantVolume() throws IOException {
        assertRefused(nifti("flat.nii", 0), "constant");
    }

    /** 32 x 32 x 4 voxels of 0 but for one. */
    private Path nifti(String name, float one) throws IOException {
        ProbabilityMap map = ProbabilityMap.allocate(VolumeGeometry.axisAligned(new long[] {32, 32, 4}, 2, 2, 5));
        map.voxels().firstElement().set(one);
        Path file = folder.resolve(name);
        NiftiWriter.FAST.writeProbability(file, map);
        return file;
    }

    @Test
    void anImageOfOnePixel() throws IOException {
        Path file = folder.resolve("dot.png");
        ImageIO.write(new BufferedImage(1, 1, BufferedImage.TYPE_BYTE_GRAY), "png", file.toFile());
        assertRefused(file, "dot.png");
    }

    @Test
    void aPictureInPrintersColours() throws IOException {
        Path file = folder.resolve("cmyk.tif");
        int[] offsets = {0, 1, 2, 3};
        var model = new ComponentColorModel(new FourColours(), false, false, Transparency.OPAQUE, DataBuffer.TYPE_BYTE);
        var raster = Raster.createInterleavedRaster(DataBuffer.TYPE_BYTE, 40, 40, 160, 4, offsets, null);
        ImageIO.write(new BufferedImage(model, raster, false, null), "tiff", file.toFile());
        assertRefused(file, "must be grey, a palette, RGB or YCbCr, not CMYK");
    }

    /** Stands for CMYK, which Java has no colour space for. */
    private static final class FourColours extends ColorSpace {
        private static final long serialVersionUID = 1L;

        FourColours() {
            super(TYPE_CMYK, 4);
        }

        @Override
        public float[] toRGB(float[] cmyk) {
            return new float[] {1 - cmyk[0], 1 - cmyk[1], 1 - cmyk[2]};
        }

        @Override
        public float[] fromRGB(float[] rgb) {
            return new float[] {1 - rgb[0], 1 - rgb[1], 1 - rgb[2], 0};
        }

        @Override
        public float[] toCIEXYZ(float[] cmyk) {
            return ColorSpace.getInstance(CS_sRGB).toCIEXYZ(toRGB(cmyk));
        }

        @Override
        public float[] fromCIEXYZ(float[] xyz) {
            return fromRGB(ColorSpace.getInstance(CS_sRGB).fromCIEXYZ(xyz));
        }
    }

    @Test
    void aSeriesWithAGap() throws IOException {
        Path series = copy(DICOM, "gap");
        List<String> files = AnalyzeCommandTest.files(series);
        // the files are named in a random order; one of them lies between two others
        for (String file : files) {
            Path aside = Files.move(series.resolve(file), folder.resolve("aside.dcm"));
            CommandLineRun run =
                    CommandLineRun.of("analyze", series, "--output", folder.resolve("gap out"), "--overwrite");
            Files.move(aside, series.resolve(file));
            if (run.code() != ExitCode.DONE) {
                assertThat(run.errors()).contains("gap").contains("mm");
                return;
            }
        }
        throw new AssertionError("no missing slice was noticed");
    }

    @Test
    void aTiltedSeriesNamesTheOptionThatResamplesIt() throws IOException {
        Path series = copy(DICOM, "tilted");
        for (String name : AnalyzeCommandTest.files(series)) {
            byte[] bytes = Files.readAllBytes(series.resolve(name));
            Files.write(series.resolve(name), driftedBy(0.2, bytes));
        }
        assertRefused(series, "gantry tilt", "--resample");
        Path output = folder.resolve("out");
        CommandLineRun run = CommandLineRun.of("analyze", series, "--output", output, "--resample");
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(output.resolve("tilted").resolve(CaseFolder.SIDECAR))
                .content()
                .contains("linearly interpolated");
    }

    /** The implicit file with ImagePositionPatient moved along x by a part of z. */
    private static byte[] driftedBy(double part, byte[] bytes) {
        int at = indexOf(bytes, new byte[] {0x20, 0, 0x32, 0});
        int length = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt(at + 4);
        String[] xyz = new String(bytes, at + 8, length, StandardCharsets.US_ASCII).split("\\\\");
        double x = Double.parseDouble(xyz[0]) + part * Double.parseDouble(xyz[2]);
        String moved = String.format(
                java.util.Locale.ROOT, "%.2f\\%.2f\\%.2f", x, Double.parseDouble(xyz[1]), Double.parseDouble(xyz[2]));
        byte[] text = String.format("%-" + length + "s", moved).getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(text, 0, bytes, at + 8, length);
        return bytes;
    }

    @Test
    void twoSeriesInOneFolderAreNamedAndOneCanBeChosen() throws IOException {
        Path both = copy(DICOM, "both");
        try (Stream<Path> others = Files.list(Path.of("test-data", "phantom_dicom"))) {
            for (Path file : others.toList()) {
                Files.copy(file, both.resolve("second " + file.getFileName()));
            }
        }
        String uid = "1.2.826.0.1.3680043.8.498.20261121.1." + "phantom_dicom_implicit".length();
        assertRefused(both, uid, "--series");
        CommandLineRun chosen = CommandLineRun.of("analyze", both, "--output", folder.resolve("out"), "--series", uid);
        assertThat(chosen.code()).as(chosen.err()).isZero();
    }

    @Test
    void aCompressedTransferSyntaxIsNamed() throws IOException {
        Path series = copy(Path.of("test-data", "phantom_dicom"), "compressed");
        for (String name : AnalyzeCommandTest.files(series)) {
            byte[] bytes = Files.readAllBytes(series.resolve(name));
            Files.write(series.resolve(name), withSyntax(bytes, "1.2.840.10008.1.2.4.201"));
        }
        assertRefused(series, "High-Throughput JPEG 2000 Lossless");
    }

    /** The file with another transfer syntax UID in its meta information; lengths are put right. */
    private static byte[] withSyntax(byte[] bytes, String uid) {
        byte[] tag = {2, 0, 0x10, 0, 'U', 'I'};
        int at = indexOf(bytes, tag);
        ByteBuffer old = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        int oldLength = old.getShort(at + 6);
        int newLength = uid.length() + uid.length() % 2;
        ByteBuffer changed =
                ByteBuffer.allocate(bytes.length - oldLength + newLength).order(ByteOrder.LITTLE_ENDIAN);
        changed.put(bytes, 0, at + 6).putShort((short) newLength);
        changed.put(Arrays.copyOf(uid.getBytes(StandardCharsets.US_ASCII), newLength));
        changed.put(bytes, at + 8 + oldLength, bytes.length - at - 8 - oldLength);
        int group = indexOf(bytes, new byte[] {2, 0, 0, 0, 'U', 'L'});
        changed.putInt(group + 8, old.getInt(group + 8) - oldLength + newLength);
        return changed.array();
    }

    private static int indexOf(byte[] bytes, byte[] part) {
        for (int i = 0; i + part.length <= bytes.length; i++) {
            if (Arrays.equals(bytes, i, i + part.length, part, 0, part.length)) {
                return i;
            }
        }
        return -1;
    }

    @Test
    void aTruncatedDicomFile() throws IOException {
        Path series = copy(DICOM, "short");
        Path first = series.resolve(AnalyzeCommandTest.files(series).get(0));
        byte[] whole = Files.readAllBytes(first);
        Files.write(first, Arrays.copyOf(whole, whole.length - 1000));
        Path output = folder.resolve("out");
        CommandLineRun run = CommandLineRun.of("analyze", series, "--output", output);
        assertThat(run.code()).isEqualTo(ExitCode.NOTHING_DONE);
        assertThat(run.errors()).contains(first.getFileName().toString());
    }

    @Test
    void anOutputFolderThatCannotBeMade() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "x");
        CommandLineRun run = CommandLineRun.of(
                "analyze", Path.of("test-data", "phantom_slice.png"), "--output", file.resolve("below"));
        assertThat(run.code()).isEqualTo(ExitCode.NOTHING_DONE);
        assertThat(run.errors().lines()).hasSize(1);
    }

    private Path copy(Path source, String name) throws IOException {
        Path target = Files.createDirectory(folder.resolve(name));
        try (Stream<Path> files = Files.list(source)) {
            for (Path file : files.toList()) {
                Files.copy(file, target.resolve(file.getFileName()));
            }
        }
        return target;
    }
}
