package org.lesionlens.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lesionlens.io.file.MalformedFileException;
import org.lesionlens.io.file.VolumeFormat;
import org.lesionlens.io.nifti.NiftiWriter;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.Volume;
import org.lesionlens.volume.VolumeGeometry;

class VolumeFilesTest {
    private static final Path DATA = Path.of("test-data");

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        "phantom_t1ce.nii.gz, NIFTI, 160, 160, 20",
        "phantom_dicom, DICOM, 160, 160, 20",
        "phantom_dicom_implicit, DICOM, 64, 64, 6",
        "phantom_dicom/IM0003.dcm, DICOM, 160, 160, 1",
        "phantom_slice.png, IMAGE, 256, 256, 1"
    })
    void phantomsAreReadWhateverTheyAreCalled(String name, VolumeFormat format, long x, long y, long z)
            throws IOException {
        Path input = DATA.resolve(name);
        if (Files.isRegularFile(input)) {
            input = Files.copy(input, folder.resolve("renamed.xyz"));
        }
        LoadedVolume loaded = VolumeFiles.read(input, Optional.empty());
        assertThat(loaded.format()).isEqualTo(format);
        assertThat(loaded.volume().geometry().size()).containsExactly(x, y, z);
    }

    @ParameterizedTest
    @CsvSource({"phantom_t1ce.nii.gz", "phantom_dicom", "phantom_dicom_implicit"})
    void thePhantomsLesionIsBrightWhereItsTruthSays(String name) throws IOException {
        Volume volume = VolumeFiles.read(DATA.resolve(name), Optional.empty()).volume();
        double inside = mean(volume, 33, -28, 30);
        double mirrored = mean(volume, -33, -28, 30);
        assertThat(inside).isGreaterThan(1.4 * mirrored);
    }

    /** Mean of the in-plane 3 x 3 voxels round a position in LPS mm. */
    private static double mean(Volume volume, double... world) {
        double[] index = volume.geometry().toIndex(world);
        double sum = 0;
        for (int i = 0; i < 9; i++) {
            sum += volume.voxels()
                    .getAt(Math.round(index[0]) + i % 3 - 1, Math.round(index[1]) + i / 3 - 1, Math.round(index[2]))
                    .get();
        }
        return sum / 9;
    }

    @Test
    void theDicomPhantomLiesAsItsGeneratorSays() throws IOException {
        VolumeGeometry geometry = VolumeFiles.read(DATA.resolve("phantom_dicom"), Optional.empty())
                .volume()
                .geometry();
        double x = Math.toRadians(12);
        double y = Math.toRadians(-7);
        assertThat(column(geometry, 0))
                .containsExactly(
                        new double[] {Math.cos(y), Math.sin(x) * Math.sin(y), -Math.cos(x) * Math.sin(y)},
                        within(1e-6));
        assertThat(column(geometry, 1)).containsExactly(new double[] {0, Math.cos(x), Math.sin(x)}, within(1e-6));
        assertThat(geometry.spacingMm(0)).isEqualTo(1.5);
        assertThat(geometry.spacingMm(2)).isCloseTo(6.5, within(1e-5));
        assertThat(geometry.toWorld(79.5, 79.5, 9.5)).containsExactly(new double[3], within(1e-4));
    }

    private static double[] column(VolumeGeometry geometry, int axis) {
        return new double[] {geometry.direction(0, axis), geometry.direction(1, axis), geometry.direction(2, axis)};
    }

    @Test
    void masksOfDicomAreOnTheSameGrid() throws IOException {
        VolumeGeometry geometry = VolumeFiles.read(DATA.resolve("phantom_dicom"), Optional.empty())
                .volume()
                .geometry();
        LabelMap labels = LabelMap.allocate(geometry);
        labels.voxels().getAt(3, 4, 5).set(2);
        NiftiWriter.FAST.writeMask(folder.resolve("mask.nii.gz"), labels);
        NiftiWriter.FAST.writeLabels(folder.resolve("labels.nii.gz"), labels);
        LabelMap mask = VolumeFiles.readLabels(folder.resolve("mask.nii.gz"));
        assertThat(mask.geometry().sameGrid(geometry, 1e-4)).isTrue();
        assertThat(mask.voxels().getAt(3, 4, 5).get()).isEqualTo(1);
        assertThat(VolumeFiles.readLabels(folder.resolve("labels.nii.gz"))
                        .voxels()
                        .getAt(3, 4, 5)
                        .get())
                .isEqualTo(2);
    }

    @Test
    void labelsAreTheWholeNumbersAboveZero() throws IOException {
        Volume volume = Volume.allocate(VolumeGeometry.axisAligned(new long[] {5, 1, 1}, 1, 1, 1));
        float[] numbers = {-3, 0.9995f, 3.0004f, Float.NaN, 65535};
        for (int x = 0; x < 5; x++) {
            volume.voxels().getAt(x, 0, 0).set(numbers[x]);
        }
        NiftiWriter.FAST.writeVolume(folder.resolve("v.nii"), volume);
        assertThat(VolumeFiles.readLabels(folder.resolve("v.nii")).voxels())
                .extracting(label -> label.get())
                .containsExactly(0, 1, 3, 0, 65535);
        volume.voxels().getAt(0, 0, 0).set(65536);
        NiftiWriter.FAST.writeVolume(folder.resolve("v.nii"), volume);
        assertThatExceptionOfType(MalformedFileException.class)
                .isThrownBy(() -> VolumeFiles.readLabels(folder.resolve("v.nii")))
                .withMessageContaining("label 65536.0 but labels go to 65535");
    }

    /** A map of probabilities is above 0 nearly everywhere; a mask that was scaled has one number. */
    @Test
    void fractionsAreNoLabelsUnlessThereIsOnlyOne() throws IOException {
        Path file = folder.resolve("v.nii");
        for (float[] numbers : new float[][] {{0.2f, 0.9f}, {0, 0.5f, 1}, {1, 2, 1.7f}, {1e-6f, 1}}) {
            NiftiWriter.FAST.writeVolume(file, row(numbers));
            assertThatExceptionOfType(MalformedFileException.class)
                    .isThrownBy(() -> VolumeFiles.readLabels(file))
                    .withMessageContaining("must have whole ones");
        }
        NiftiWriter.FAST.writeVolume(file, row(0, 0.4f, 0.4f));
        List<String> warnings = new ArrayList<>();
        assertThat(VolumeFiles.readLabels(file, warnings::add).voxels())
                .extracting(label -> label.get())
                .containsExactly(0, 1, 1);
        assertThat(warnings).containsExactly("all its numbers above 0 are 0.4, which counts as 1");
    }

    /** As 255 in a file of signed bytes: it would count as empty. */
    @Test
    void numbersBelowZeroAreNotTakenForAnEmptyMask() throws IOException {
        Path file = folder.resolve("v.nii");
        for (float[] numbers :
                new float[][] {{0, -1, -1}, {-1000, -1000}, {Float.NaN, Float.NaN}, {0, -1, Float.NaN}}) {
            NiftiWriter.FAST.writeVolume(file, row(numbers));
            assertThatExceptionOfType(MalformedFileException.class)
                    .isThrownBy(() -> VolumeFiles.readLabels(file))
                    .withMessageContaining("has no number above 0 but some like " + numbers[1])
                    .withMessageContaining("save lesions with numbers above 0");
        }
        NiftiWriter.FAST.writeVolume(file, row(0, -1, 2));
        List<String> warnings = new ArrayList<>();
        assertThat(VolumeFiles.readLabels(file, warnings::add).voxels())
                .extracting(label -> label.get())
                .containsExactly(0, 0, 2);
        assertThat(warnings)
                .containsExactly(
                        "numbers like -1.0 count as background: if they are lesions, save them with numbers above 0");
        NiftiWriter.FAST.writeVolume(file, row(0, 0));
        assertThat(VolumeFiles.readLabels(file, warnings::add)).isNotNull();
        assertThat(warnings).hasSize(1);
    }

    /** As programs save masks that are not known everywhere; nothing was found where it is known. */
    @Test
    void anEmptyMaskMayHaveNoNumbersOutside() throws IOException {
        Path file = folder.resolve("v.nii");
        NiftiWriter.FAST.writeVolume(file, row(Float.NaN, 0, Float.NaN));
        List<String> warnings = new ArrayList<>();
        assertThat(VolumeFiles.readLabels(file, warnings::add).voxels())
                .extracting(label -> label.get())
                .containsExactly(0, 0, 0);
        assertThat(warnings).containsExactly("what is no number (NaN) counts as background");
    }

    private static Volume row(float... numbers) {
        Volume volume = Volume.allocate(VolumeGeometry.axisAligned(new long[] {numbers.length, 1, 1}, 1, 1, 1));
        for (int x = 0; x < numbers.length; x++) {
            volume.voxels().getAt(x, 0, 0).set(numbers[x]);
        }
        return volume;
    }

    /** Background first, then the lesion: a mask of several volumes says nothing of which one is meant. */
    @Test
    void labelsOfSeveralVolumesAreRefused() throws IOException {
        String nrrd = "NRRD0004\ntype: uchar\ndimension: 4\nsizes: 2 2 2 VOLUMES\nencoding: raw\n"
                + "space: left-posterior-superior\nspace directions: (1,0,0) (0,1,0) (0,0,1) none\n"
                + "space origin: (0,0,0)\n\n";
        String meta = "ObjectType = Image\nNDims = 4\nDimSize = 2 2 2 VOLUMES\nElementSpacing = 1 1 1 1\n"
                + "Offset = 0 0 0 0\nElementType = MET_UCHAR\nElementDataFile = LOCAL\n";
        for (String header : List.of(nrrd, meta)) {
            assertThat(VolumeFiles.readLabels(labels(header.replace("VOLUMES", "1"), 1))
                            .voxels())
                    .allMatch(label -> label.get() == 1);
            assertSeveralRefused(labels(header.replace("VOLUMES", "3"), 3), 3);
        }
        assertSeveralRefused(nifti(4, 2, 3, 2, 2), 2);
        assertSeveralRefused(nifti(5, 2, 3, 2, 1, 2), 2);
        assertThat(VolumeFiles.readLabels(nifti(5, 2, 3, 4, 1, 1)).geometry().size())
                .containsExactly(2, 3, 4);
    }

    /** 24 voxels, counted otherwise. */
    private Path nifti(int... dim) throws IOException {
        Path file = folder.resolve("labels.nii");
        NiftiWriter.FAST.writeVolume(file, Volume.allocate(VolumeGeometry.axisAligned(new long[] {2, 3, 4}, 1, 1, 1)));
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < dim.length; i++) {
            bytes.putShort(40 + 2 * i, (short) dim[i]);
        }
        return Files.write(file, bytes.array());
    }

    private Path labels(String header, int volumes) throws IOException {
        byte[] voxels = new byte[8 * volumes];
        Arrays.fill(voxels, (byte) 1);
        Path file = Files.writeString(folder.resolve("labels"), header);
        return Files.write(file, voxels, StandardOpenOption.APPEND);
    }

    private static void assertSeveralRefused(Path mask, int volumes) {
        assertThatExceptionOfType(MalformedFileException.class)
                .isThrownBy(() -> VolumeFiles.readLabels(mask))
                .withMessageContaining(
                        "holds " + volumes + " volumes but a mask must be one; save the one that is meant");
    }

    @Test
    void whatIsNoImageIsRefusedInOneSentence() throws IOException {
        assertThat(refuse(folder.resolve("missing.nii"))).contains("missing.nii: does not exist; name a NIfTI");
        assertThat(refuse(Files.createFile(folder.resolve("empty.nii")))).contains("is empty (0 bytes)");
        assertThat(refuse(Files.writeString(folder.resolve("scan.nii"), "hello, this is text")))
                .contains("is of no known format", "DICOM file or folder");
        assertThat(refuse(Files.writeString(folder.resolve("tiny.dcm"), "a"))).contains("is of no known format");
        assertThat(refuse(Files.createDirectory(folder.resolve("nothing"))))
                .contains("is a folder without a DICOM file");
    }

    @Test
    void aSeriesUidBelongsToDicomOnly() {
        Path nifti = DATA.resolve("phantom_t1ce.nii.gz");
        assertThatExceptionOfType(MalformedFileException.class)
                .isThrownBy(() -> VolumeFiles.read(nifti, Optional.of("1.2.3")))
                .withMessageContaining("leave the series UID out");
    }

    @ParameterizedTest
    @CsvSource({
        "a/scan_t1ce.nii.gz, scan_t1ce",
        "scan.NII, scan",
        "scan.v2.png, scan.v2",
        "scan.nhdr, scan",
        "scan.ome.tif, scan",
        "1.2.840.113619.2, 1.2.840.113619.2",
        "1.2.840.dcm, 1.2.840",
        ".png, .png",
        "a/b/../scan.tiff, scan",
        "test-data/phantom_dicom/, phantom_dicom",
        "test-data/phantom_dicom/., phantom_dicom",
        "test-data/phantom_dicom/../phantom_dicom/IM0003.dcm, IM0003"
    })
    void casesAreCalledAfterTheirFileOrFolder(String input, String name) {
        assertThat(VolumeFiles.caseName(Path.of(input))).isEqualTo(name);
    }

    @Test
    void foldersKeepTheirWholeName() throws IOException {
        assertThat(VolumeFiles.caseName(Files.createDirectory(folder.resolve("visit.dcm"))))
                .isEqualTo("visit.dcm");
        assertThat(VolumeFiles.caseName(Path.of(".")))
                .isEqualTo(Path.of("").toAbsolutePath().getFileName().toString());
    }

    private static String refuse(Path input) {
        String[] message = new String[1];
        assertThatExceptionOfType(MalformedFileException.class)
                .isThrownBy(() -> VolumeFiles.read(input, Optional.empty()))
                .satisfies(e -> message[0] = e.getMessage());
        return message[0];
    }
}
