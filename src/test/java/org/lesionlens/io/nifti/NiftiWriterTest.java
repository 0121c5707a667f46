package org.lesionlens.io.nifti;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import net.imglib2.view.Views;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lesionlens.volume.Grids;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.ProbabilityMap;
import org.lesionlens.volume.Volume;
import org.lesionlens.volume.VolumeGeometry;
import org.lesionlens.volume.VoxelValues;

class NiftiWriterTest {
    private static final long[] SIZE = {4, 5, 6};

    @TempDir
    Path folder;

    @RepeatedTest(30)
    void obliqueVolumesSurviveARoundTrip(RepetitionInfo repetition) throws IOException {
        Random random = new Random(repetition.getCurrentRepetition());
        Volume volume = Grids.counting(Grids.oblique(random, SIZE));
        Path path = folder.resolve(random.nextBoolean() ? "v.nii.gz" : "v.nii");
        NiftiWriter.FAST.writeVolume(path, volume);
        Volume again = NiftiReader.read(path);
        assertAffine(again.geometry(), volume.geometry());
        assertThat(VoxelValues.of(again.voxels())).isEqualTo(VoxelValues.of(volume.voxels()));
    }

    @RepeatedTest(30)
    void qformSaysTheSameAsSform(RepetitionInfo repetition) throws IOException {
        VolumeGeometry geometry = Grids.oblique(new Random(repetition.getCurrentRepetition()), SIZE);
        Path path = folder.resolve("v.nii");
        NiftiWriter.FAST.writeMask(path, LabelMap.allocate(geometry));
        byte[] bytes = Files.readAllBytes(path);
        assertThat(Arrays.copyOfRange(bytes, 252, 256)).containsExactly(1, 0, 1, 0);
        bytes[254] = 0;
        assertAffine(NiftiReader.read(Files.write(path, bytes)).geometry(), geometry);
    }

    @Test
    void allStoredOrdersKeepTheirAxes() throws IOException {
        Volume volume = Grids.counting(VolumeGeometry.axisAligned(SIZE, 1, 2, 3));
        for (Volume stored : Grids.storedInAllWays(volume)) {
            NiftiWriter.FAST.writeVolume(folder.resolve("v.nii"), stored);
            Volume again = NiftiReader.read(folder.resolve("v.nii"));
            assertAffine(again.geometry(), stored.geometry());
            assertThat(VoxelValues.of(again.voxels())).isEqualTo(VoxelValues.of(stored.voxels()));
        }
    }

    @Test
    void masksAreZeroAndOneLabelsKeepTheirNumbers() throws IOException {
        LabelMap labels = LabelMap.allocate(VolumeGeometry.axisAligned(SIZE, 1, 1, 1));
        labels.voxels().getAt(1, 2, 3).set(7);
        labels.voxels().getAt(3, 4, 5).set(65535);
        NiftiWriter.FAST.writeMask(folder.resolve("m.nii.gz"), labels);
        NiftiWriter.FAST.writeLabels(folder.resolve("l.nii"), labels);
        Volume mask = NiftiReader.read(folder.resolve("m.nii.gz"));
        assertThat(mask.voxels().getAt(1, 2, 3).get()).isEqualTo(1);
        assertThat(mask.voxels().getAt(3, 4, 5).get()).isEqualTo(1);
        assertThat(mask.voxels().getAt(0, 0, 0).get()).isZero();
        Volume numbers = NiftiReader.read(folder.resolve("l.nii"));
        assertThat(numbers.voxels().getAt(1, 2, 3).get()).isEqualTo(7);
        assertThat(numbers.voxels().getAt(3, 4, 5).get()).isEqualTo(65535);
        assertThat(Files.size(folder.resolve("l.nii"))).isEqualTo(352 + 2 * 120);
    }

    @Test
    void theHeaderHasNoLeftovers() throws IOException {
        Path path = folder.resolve("p.nii");
        NiftiWriter.FAST.writeProbability(path, ProbabilityMap.allocate(VolumeGeometry.axisAligned(SIZE, 1, 2, 3)));
        ByteBuffer header = ByteBuffer.wrap(Files.readAllBytes(path)).order(ByteOrder.LITTLE_ENDIAN);
        assertThat(header.getInt(0)).isEqualTo(348);
        assertThat(header.getShort(70)).isEqualTo((short) 16);
        assertThat(header.getFloat(112)).isEqualTo(1);
        assertThat(header.get(123)).isEqualTo((byte) 2);
        assertThat(Arrays.copyOfRange(header.array(), 4, 38)).containsOnly(0);
        assertThat(Arrays.copyOfRange(header.array(), 116, 123)).containsOnly(0);
        assertThat(Arrays.copyOfRange(header.array(), 124, 252)).containsOnly(0);
        assertThat(Arrays.copyOfRange(header.array(), 328, 344)).containsOnly(0);
        assertThat(Arrays.copyOfRange(header.array(), 348, 352)).containsOnly(0);
    }

    @Test
    void whatIsNotCalibratedStaysSo() throws IOException {
        VolumeGeometry geometry = VolumeGeometry.uncalibrated(4, 5, 6);
        NiftiWriter.FAST.writeMask(folder.resolve("m.nii.gz"), LabelMap.allocate(geometry));
        assertThat(NiftiReader.read(folder.resolve("m.nii.gz")).geometry()).isEqualTo(geometry);
    }

    @Test
    void voxelsThatAreAViewAreWrittenInTheirOrder() throws IOException {
        Volume volume = Grids.counting(VolumeGeometry.axisAligned(new long[] {3, 3, 3}, 1, 1, 1));
        Volume permuted = new Volume(Views.permute(volume.voxels(), 0, 2), volume.geometry());
        NiftiWriter.FAST.writeVolume(folder.resolve("v.nii"), permuted);
        Volume again = NiftiReader.read(folder.resolve("v.nii"));
        assertThat(again.voxels().getAt(2, 1, 0).get())
                .isEqualTo(volume.voxels().getAt(0, 1, 2).get());
    }

    @Test
    void largerThanABufferSurvives() throws IOException {
        Volume volume = Grids.counting(VolumeGeometry.axisAligned(new long[] {101, 103, 7}, 1, 1, 1));
        NiftiWriter.FAST.writeVolume(folder.resolve("v.nii.gz"), volume);
        Volume again = NiftiReader.read(folder.resolve("v.nii.gz"));
        assertThat(VoxelValues.of(again.voxels())).isEqualTo(VoxelValues.of(volume.voxels()));
    }

    @Test
    void nothingElseIsLeftInTheFolder() throws IOException {
        LabelMap labels = LabelMap.allocate(VolumeGeometry.axisAligned(SIZE, 1, 1, 1));
        NiftiWriter.FAST.writeMask(folder.resolve("new/m.nii.gz"), labels);
        NiftiWriter.FAST.writeMask(folder.resolve("new/m.nii.gz"), labels);
        try (Stream<Path> files = Files.list(folder.resolve("new"))) {
            assertThat(files).containsExactly(folder.resolve("new/m.nii.gz"));
        }
    }

    /** NIfTI-1 counts to 32767. */
    @Test
    void longAxesAreWrittenAsNifti2() throws IOException {
        VolumeGeometry wide = Grids.oblique(new Random(7), 32768, 2, 1);
        LabelMap labels = LabelMap.allocate(wide);
        labels.voxels().getAt(32767, 1, 0).set(1);
        NiftiWriter.FAST.writeMask(folder.resolve("m.nii"), labels);
        Volume again = NiftiReader.read(folder.resolve("m.nii"));
        assertThat(Files.readAllBytes(folder.resolve("m.nii")))
                .startsWith(28, 2, 0, 0, 'n', '+', '2', 0, 13, 10, 26, 10);
        assertThat(again.geometry().sameGrid(wide, 1e-6)).isTrue();
        assertThat(again.voxels().getAt(32767, 1, 0).get()).isEqualTo(1);
    }

    @Test
    void levelsOfCompressionAreOneToNine() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new NiftiWriter(0))
                .withMessageContaining("1 to 9");
    }

    private static void assertAffine(VolumeGeometry actual, VolumeGeometry expected) {
        assertThat(actual.size()).isEqualTo(expected.size());
        for (int row = 0; row < 3; row++) {
            assertThat(actual.affine()[row]).containsExactly(expected.affine()[row], within(1e-5));
        }
    }
}
