package org.lesionlens.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import net.imglib2.Cursor;
import net.imglib2.RandomAccess;
import net.imglib2.type.numeric.real.FloatType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.lesionlens.io.VolumeFiles;
import org.lesionlens.volume.Grids;
import org.lesionlens.volume.ProbabilityMap;
import org.lesionlens.volume.Progress;
import org.lesionlens.volume.Volume;
import org.lesionlens.volume.VolumeGeometry;

class LesionSegmenterTest {
    private static OnnxModel model;

    @BeforeAll
    static void open() throws IOException {
        model = OnnxModelTest.open("brain-t1ce-segmenter");
    }

    @AfterAll
    static void close() {
        model.close();
    }

    private static ProbabilityMap segment(Volume volume, int batch) {
        return new LesionSegmenter(model, batch).segment(volume, Progress.NONE);
    }

    @Test
    void anImageThatIsStoredFlippedOrPermutedHasTheSameProbabilities() throws IOException {
        Volume phantom = VolumeFiles.read(Path.of("test-data", "phantom_dicom_implicit"), Optional.empty())
                .volume();
        ProbabilityMap expected = segment(phantom, 1);
        int way = 0;
        for (Volume stored : Grids.storedInAllWays(phantom)) {
            if (way++ % 5 == 0) {
                assertThat(largestDifference(segment(stored, 1), expected)).isLessThan(1e-3);
            }
        }
    }

    /** By place in the patient. */
    private static double largestDifference(ProbabilityMap a, ProbabilityMap b) {
        double largest = 0;
        RandomAccess<FloatType> other = b.voxels().randomAccess();
        Cursor<FloatType> cursor = a.voxels().localizingCursor();
        while (cursor.hasNext()) {
            float value = cursor.next().get();
            double[] index = b.geometry().toIndex(a.geometry().toWorld(cursor.positionAsDoubleArray()));
            for (int axis = 0; axis < 3; axis++) {
                other.setPosition(Math.round(index[axis]), axis);
            }
            largest = Math.max(largest, Math.abs(value - other.get().get()));
        }
        return largest;
    }

    @Test
    void theBatchSizeDoesNotChangeTheResult() throws IOException {
        Volume phantom = VolumeFiles.read(Path.of("test-data", "phantom_dicom_implicit"), Optional.empty())
                .volume();
        assertThat(largestDifference(segment(phantom, 4), segment(phantom, 1))).isLessThan(5e-5);
    }

    @Test
    void scannerUnitsDoNotMatter() throws IOException {
        Volume phantom = VolumeFiles.read(Path.of("test-data", "phantom_dicom_implicit"), Optional.empty())
                .volume();
        Volume other = Volume.allocate(phantom.geometry());
        RandomAccess<FloatType> source = phantom.voxels().randomAccess();
        Cursor<FloatType> target = other.voxels().localizingCursor();
        while (target.hasNext()) {
            target.fwd();
            target.get().set(7 * source.setPositionAndGet(target).get() - 300);
        }
        assertThat(largestDifference(segment(other, 1), segment(phantom, 1))).isLessThan(1e-3);
    }

    @Test
    void aConstantImageIsRefused() {
        Volume constant = Volume.allocate(VolumeGeometry.axisAligned(new long[] {64, 64, 3}, 1, 1, 5));
        assertThatThrownBy(() -> segment(constant, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("constant");
    }

    @Test
    void anImageOfOnePixelIsRefused() {
        Volume pixel = Volume.allocate(VolumeGeometry.uncalibrated(1, 1));
        pixel.voxels().firstElement().set(3);
        assertThatThrownBy(() -> segment(pixel, 1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aSpacingThatNoHeadHasIsRefused() {
        Volume metres = Volume.allocate(VolumeGeometry.axisAligned(new long[] {64, 64, 3}, 1000, 1000, 5000));
        metres.voxels().firstElement().set(3);
        assertThatThrownBy(() -> segment(metres, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("64000 x 64000 mm");
    }

    @Test
    void aClassifierDoesNotSegment() throws IOException {
        try (OnnxModel classifier = OnnxModelTest.open("brain-t1ce-classifier")) {
            assertThatThrownBy(() -> new LesionSegmenter(classifier, 1))
                    .isInstanceOf(UnsuitableModelException.class)
                    .hasMessageContaining("does not segment");
        }
    }
}
