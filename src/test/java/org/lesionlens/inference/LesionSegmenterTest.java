package org.lesionlens.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import net.imglib2.Cursor;
import net.imglib2.RandomAccess;
import net.imglib2.img.array.ArrayImgs;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.view.Views;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lesionlens.io.VolumeFiles;
import org.lesionlens.model.ChangedModel;
import org.lesionlens.model.Model;
import org.lesionlens.model.UnsuitableModelException;
import org.lesionlens.volume.Grids;
import org.lesionlens.volume.Image;
import org.lesionlens.volume.Padding;
import org.lesionlens.volume.ProbabilityMap;
import org.lesionlens.volume.Progress;
import org.lesionlens.volume.UnsuitableImageException;
import org.lesionlens.volume.Volume;
import org.lesionlens.volume.VolumeGeometry;

/** With a network that sees right and left, up and down differently, and whose answers are known. */
class LesionSegmenterTest {
    /** 0.9 standard deviations above the mean of the body of {@link #noiseWithLesions}. */
    private static final float BRIGHT = 295;

    private static OnnxModel model;

    @BeforeAll
    static void open() throws IOException {
        model = TinyModels.open(TinyModels.segmenter());
    }

    @AfterAll
    static void close() {
        model.close();
    }

    private static ProbabilityMap segment(Volume volume, int batch) {
        return new LesionSegmenter(model, batch, false)
                .segment(Image.of(volume), Progress.NONE)
                .lesion();
    }

    @Test
    void anImageThatIsStoredFlippedOrPermutedHasTheSameProbabilities() throws IOException {
        Volume phantom = VolumeFiles.read(Path.of("test-data", "phantom_dicom_implicit"), Optional.empty())
                .volume();
        ProbabilityMap expected = segment(phantom, 1);
        for (Volume stored : Grids.storedInAllWays(phantom)) {
            assertThat(largestDifference(segment(stored, 1), expected)).isLessThan(1e-4);
        }
    }

    /** A body in a circle: whatever stands round it, the network sees air. */
    @Test
    void paddingRoundTheBodyHasTheProbabilitiesOfAir() throws IOException {
        Volume phantom = VolumeFiles.read(Path.of("test-data", "phantom_dicom_implicit"), Optional.empty())
                .volume();
        ProbabilityMap expected = segment(surrounded(phantom, 0), 1);
        for (float padding : new float[] {-2000, 62512}) {
            Volume padded = surrounded(phantom, padding).with(new Padding(padding, padding));
            assertThat(largestDifference(segment(padded, 1), expected)).isZero();
        }
        assertThat(largestDifference(segment(surrounded(phantom, Float.NaN), 1), expected))
                .isZero();
    }

    private static Volume surrounded(Volume volume, float surround) {
        Volume copy = Volume.allocate(volume.geometry());
        RandomAccess<FloatType> source = volume.voxels().randomAccess();
        Cursor<FloatType> cursor = copy.voxels().localizingCursor();
        double radius = volume.geometry().size(0) / 2.0 - 1;
        while (cursor.hasNext()) {
            FloatType voxel = cursor.next();
            double x = cursor.getDoublePosition(0) - radius - 0.5;
            double y = cursor.getDoublePosition(1) - volume.geometry().size(1) / 2.0 + 0.5;
            voxel.set(
                    Math.hypot(x, y) > radius
                            ? surround
                            : source.setPositionAndGet(cursor).get());
        }
        return copy;
    }

    /** By place in the patient. */
    static double largestDifference(ProbabilityMap a, ProbabilityMap b) {
        double largest = 0;
        RandomAccess<FloatType> other = b.voxels().randomAccess();
        Cursor<FloatType> cursor = a.voxels().localizingCursor();
        while (cursor.hasNext()) {
            float value = cursor.next().get();
            double[] index = b.geometry().toIndex(a.geometry().toWorld(cursor.positionAsDoubleArray()));
            largest = Math.max(largest, Math.abs(value - at(other, index)));
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
    void mirroringMakesTheNetworkTreatLeftAndRightAlike() throws IOException {
        Volume phantom = VolumeFiles.read(Path.of("test-data", "phantom_dicom_implicit"), Optional.empty())
                .volume();
        VolumeGeometry grid = VolumeGeometry.axisAligned(phantom.geometry().size(), 3.75, 3.75, 20);
        Volume straight = new Volume(phantom.voxels(), grid);
        Volume turned = new Volume(Views.zeroMin(Views.invertAxis(phantom.voxels(), 0)), grid);
        ProbabilityMap one = new LesionSegmenter(model, 1, true)
                .segment(Image.of(straight), Progress.NONE)
                .lesion();
        ProbabilityMap other = new LesionSegmenter(model, 1, true)
                .segment(Image.of(turned), Progress.NONE)
                .lesion();
        ProbabilityMap back = new ProbabilityMap(Views.zeroMin(Views.invertAxis(other.voxels(), 0)), grid);
        assertThat(largestDifference(back, one)).isLessThan(1e-4);
    }

    /** Two slices of a phantom among slices without a lesion. */
    @Test
    void aSecondLookIsTakenOnlyWhereTheFirstOneSawSomething() {
        Volume volume = noiseWithLesions(7, 2, 5);
        AtomicInteger runs = new AtomicInteger();
        ProbabilityMap twice = new LesionSegmenter(model, 1, true)
                .segment(Image.of(volume), counting(runs))
                .lesion();
        ProbabilityMap once = segment(volume, 1);
        ProbabilityMap other = mirrored(segment(mirrored(volume), 1));

        int again = 0;
        for (int z = 0; z < 7; z++) {
            boolean seen = largest(once, z) >= 0.05;
            again += seen ? 1 : 0;
            for (int x = 0; x < 64; x++) {
                float first = value(once, x, z);
                double expected = seen ? (first + value(other, x, z)) / 2 : first;
                assertThat((double) value(twice, x, z)).isCloseTo(expected, within(1e-4));
                assertThat(value(twice, x, z) >= 0.5).isEqualTo((first + value(other, x, z)) / 2 >= 0.5);
            }
        }
        assertThat(again).isEqualTo(2);
        assertThat(runs).hasValue(7 + again);
    }

    /** A body with dark lines, and a square that is as bright as a lesion in some slices. */
    private static Volume noiseWithLesions(int slices, int... with) {
        Random random = new Random(11);
        Volume volume = Volume.allocate(VolumeGeometry.axisAligned(new long[] {64, 64, slices}, 1.5, 1.5, 8));
        Cursor<FloatType> cursor = volume.voxels().localizingCursor();
        while (cursor.hasNext()) {
            FloatType voxel = cursor.next();
            int x = cursor.getIntPosition(0);
            int y = cursor.getIntPosition(1);
            boolean lesion = Math.abs(x - 20) < 8 && Math.abs(y - 32) < 8;
            boolean here = IntStream.of(with).anyMatch(z -> z == cursor.getIntPosition(2));
            boolean body = Math.hypot(x - 32, y - 32) < 28;
            voxel.set(!body ? 0 : lesion && here ? BRIGHT : (x % 8 == 0 ? 190 : 280) + random.nextInt(3));
        }
        return volume;
    }

    private static Progress counting(AtomicInteger runs) {
        return new Progress() {
            @Override
            public void update(String stage, long done, long total) {
                runs.addAndGet(done < total ? 1 : 0);
            }

            @Override
            public boolean isCancelled() {
                return false;
            }
        };
    }

    private static Volume mirrored(Volume volume) {
        return new Volume(Views.zeroMin(Views.invertAxis(volume.voxels(), 0)), volume.geometry());
    }

    private static ProbabilityMap mirrored(ProbabilityMap map) {
        return new ProbabilityMap(Views.zeroMin(Views.invertAxis(map.voxels(), 0)), map.geometry());
    }

    private static float value(ProbabilityMap map, int x, int z) {
        return at(map.voxels().randomAccess(), x, 32, z);
    }

    private static double largest(ProbabilityMap map, int z) {
        double largest = 0;
        for (FloatType voxel : Views.iterable(Views.hyperSlice(map.voxels(), 2, z))) {
            largest = Math.max(largest, voxel.get());
        }
        return largest;
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
                .isInstanceOf(UnsuitableImageException.class)
                .hasMessageContaining("constant");
    }

    @Test
    void anImageOfOnePixelIsRefused() {
        Volume pixel = Volume.allocate(VolumeGeometry.uncalibrated(1, 1));
        pixel.voxels().firstElement().set(3);
        assertThatThrownBy(() -> segment(pixel, 1)).isInstanceOf(UnsuitableImageException.class);
    }

    @Test
    void aSpacingThatNoHeadHasIsRefused() {
        Volume metres = Volume.allocate(VolumeGeometry.axisAligned(new long[] {64, 64, 3}, 1000, 1000, 5000));
        metres.voxels().firstElement().set(3);
        assertThatThrownBy(() -> segment(metres, 1))
                .isInstanceOf(UnsuitableImageException.class)
                .hasMessageContaining("64000 x 64000 mm");
    }

    /** Tiled is whole, but for the pixels at the edge of a tile, which do not see the next one. */
    @Test
    void aModelThatWantsTilesGetsTiles(@TempDir Path folder) throws IOException {
        Model tiles = Model.read(ChangedModel.copy(
                TinyModels.SEGMENTER,
                folder,
                description -> description.replace("kind: whole-slice", "kind: tiles\n      size: 96")));
        Volume phantom = VolumeFiles.read(Path.of("test-data", "phantom_t1ce.nii.gz"), Optional.empty())
                .volume();
        ProbabilityMap whole = segment(phantom, 1);
        try (OnnxModel tiled = TinyModels.open(tiles)) {
            ProbabilityMap map = new LesionSegmenter(tiled, 3, false)
                    .segment(Image.of(phantom), Progress.NONE)
                    .lesion();
            assertThat(map.geometry()).isEqualTo(phantom.geometry());
            assertThat(largestDifference(map, whole)).isLessThan(1e-3);
        }
    }

    private static float at(RandomAccess<FloatType> voxel, double... index) {
        for (int axis = 0; axis < 3; axis++) {
            voxel.setPosition(Math.round(index[axis]), axis);
        }
        return voxel.get().get();
    }

    @Test
    void aClassifierDoesNotSegment() throws IOException {
        try (OnnxModel classifier = TinyModels.open(TinyModels.classifier())) {
            assertThatThrownBy(() -> new LesionSegmenter(classifier, 1, false))
                    .isInstanceOf(UnsuitableModelException.class)
                    .hasMessageContaining("does not segment");
        }
    }

    /** Else the second would be taken for the first. */
    @Test
    void anImageOfWhichOnlySomeChannelsAreThoseOfTheModelIsRefused(@TempDir Path folder) throws IOException {
        Volume volume = new Volume(
                ArrayImgs.floats(new float[16 * 16], 16, 16, 1),
                VolumeGeometry.axisAligned(new long[] {16, 16, 1}, 1, 1, 1));
        Image image = new Image(List.of(new Image.Channel("t2", volume), new Image.Channel("t1", volume)));
        try (OnnxModel model = TinyModels.open(Model.read(TwoChannelModel.write(folder, "two")))) {
            LesionSegmenter segmenter = new LesionSegmenter(model, 1, false);
            assertThatThrownBy(() -> segmenter.segment(image, Progress.NONE))
                    .isInstanceOf(UnsuitableImageException.class)
                    .hasMessageContainingAll("[t2, t1]", "[t1, flair]");
        }
    }
}
