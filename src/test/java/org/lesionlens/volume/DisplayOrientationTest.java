package org.lesionlens.volume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.img.planar.PlanarImgFactory;
import net.imglib2.loops.LoopBuilder;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.view.Views;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.aggregator.ArgumentsAccessor;
import org.junit.jupiter.params.provider.CsvSource;
import org.lesionlens.volume.DisplayOrientation.Plane;

class DisplayOrientationTest {
    private static final long[] SIZE = {3, 4, 5};

    @ParameterizedTest
    @CsvSource({"1, 1, 5, AXIAL", "1, 5, 1, CORONAL", "5, 1, 1, SAGITTAL", "1, 1, 1, AXIAL"})
    void slicesLookTheSameHoweverStored(double x, double y, double z, Plane plane) {
        Volume volume = Grids.counting(VolumeGeometry.axisAligned(SIZE, x, y, z));
        Set<String> expected = slices(volume);
        assertThat(Grids.storedInAllWays(volume)).hasSize(48).allSatisfy(stored -> {
            assertThat(DisplayOrientation.of(stored.geometry()).plane()).isEqualTo(plane);
            assertThat(slices(stored)).isEqualTo(expected);
        });
    }

    @RepeatedTest(20)
    void obliqueSlicesLookTheSameHoweverStored(RepetitionInfo repetition) {
        Volume volume = Grids.counting(Grids.oblique(new Random(repetition.getCurrentRepetition()), SIZE));
        Set<String> expected = slices(volume);
        assertThat(Grids.storedInAllWays(volume))
                .allSatisfy(stored -> assertThat(slices(stored)).isEqualTo(expected));
    }

    @ParameterizedTest
    @CsvSource({
        "1, 1, 5, 1, 0, 0, 0, 1, 0",
        "1, 5, 1, 1, 0, 0, 0, 0, -1",
        "5, 1, 1, 0, 1, 0, 0, 0, -1",
    })
    void columnsAndRowsRunAsTheRadiologistExpects(ArgumentsAccessor a) {
        VolumeGeometry grid = VolumeGeometry.axisAligned(SIZE, a.getDouble(0), a.getDouble(1), a.getDouble(2));
        for (Volume stored : Grids.storedInAllWays(Grids.counting(grid))) {
            assertThat(step(stored.geometry(), 1, 0)).containsExactly(a.getDouble(3), a.getDouble(4), a.getDouble(5));
            assertThat(step(stored.geometry(), 0, 1)).containsExactly(a.getDouble(6), a.getDouble(7), a.getDouble(8));
        }
    }

    @Test
    void pixelsAreThoseOfTheView() {
        for (Volume stored : Grids.storedInAllWays(Grids.counting(VolumeGeometry.axisAligned(SIZE, 1, 2, 1)))) {
            DisplayOrientation orientation = DisplayOrientation.of(stored.geometry());
            var copy = ProbabilityMap.allocate(stored.geometry());
            for (long slice = 0; slice < orientation.slices(); slice++) {
                float[] pixels = orientation.pixels(stored.voxels(), slice);
                var view = orientation.slice(stored.voxels(), slice);
                assertThat(pixels).isEqualTo(values(view)).isEqualTo(orientation.pixels(planar(stored), slice));
                orientation.setPixels(copy.voxels(), slice, pixels);
                assertThat(values(orientation.slice(copy.voxels(), slice))).isEqualTo(pixels);
            }
        }
    }

    /** The same voxels, not in one array. */
    private static RandomAccessibleInterval<FloatType> planar(Volume volume) {
        var planes =
                new PlanarImgFactory<>(new FloatType()).create(volume.geometry().size());
        LoopBuilder.setImages(volume.voxels(), planes).forEachPixel((from, to) -> to.set(from));
        return planes;
    }

    private static float[] values(RandomAccessibleInterval<FloatType> view) {
        float[] values = new float[(int) view.size()];
        int i = 0;
        for (FloatType voxel : Views.flatIterable(view)) {
            values[i++] = voxel.get();
        }
        return values;
    }

    @Test
    void positionsOnDisplayAreThoseOfTheView() {
        for (Volume stored : Grids.storedInAllWays(Grids.counting(VolumeGeometry.axisAligned(SIZE, 1, 2, 1)))) {
            DisplayOrientation display = DisplayOrientation.of(stored.geometry());
            long[] voxel = {1, 2, 0};
            double[] corner = display.toDisplayCorner(1, 2, 0);
            assertThat(display.slice(stored.voxels(), voxel[display.sliceAxis()])
                            .getAt((long) corner[0], (long) corner[1])
                            .get())
                    .isEqualTo(stored.voxels().getAt(voxel).get());
        }
    }

    @Test
    void writingThroughTheViewWritesTheStoredVoxels() {
        for (Volume stored : Grids.storedInAllWays(Grids.counting(VolumeGeometry.axisAligned(SIZE, 1, 2, 3)))) {
            DisplayOrientation display = DisplayOrientation.of(stored.geometry());
            Volume result = Volume.allocate(stored.geometry());
            for (long k = 0; k < display.slices(); k++) {
                RandomAccessibleInterval<FloatType> to = display.slice(result.voxels(), k);
                LoopBuilder.setImages(display.slice(stored.voxels(), k), to).forEachPixel((a, b) -> b.set(a));
            }
            assertThat(pixels(result.voxels())).isEqualTo(pixels(stored.voxels()));
        }
    }

    @Test
    void spacingsGoWithTheirAxes() {
        DisplayOrientation display = DisplayOrientation.of(VolumeGeometry.axisAligned(SIZE, 5, 1, 2));
        assertThat(display.sliceAxis()).isZero();
        assertThat(new double[] {display.columnSpacingMm(), display.rowSpacingMm()})
                .containsExactly(1, 2);
        assertThat(new long[] {display.columns(), display.rows(), display.slices()})
                .containsExactly(4, 5, 3);
    }

    @Test
    void uncalibratedImagesAreShownAsStored() {
        Volume volume = Grids.counting(VolumeGeometry.uncalibrated(3, 2));
        DisplayOrientation display = DisplayOrientation.of(volume.geometry());
        assertThat(display.plane()).isEqualTo(Plane.UNKNOWN);
        assertThat(pixels(display.slice(volume.voxels(), 0))).containsExactly(0, 1, 2, 3, 4, 5);
    }

    @Test
    void slicesOutsideTheVolumeAreRefused() {
        Volume volume = Grids.counting(VolumeGeometry.uncalibrated(3, 2));
        DisplayOrientation display = DisplayOrientation.of(volume.geometry());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> display.slice(volume.voxels(), 1))
                .withMessage("slice is 1 but must be 0 to 0");
    }

    /** The world step (in voxels) from the first pixel of the first slice to another, found by the voxels' places. */
    private static double[] step(VolumeGeometry geometry, long column, long row) {
        Volume volume = Grids.counting(geometry);
        RandomAccessibleInterval<FloatType> slice =
                DisplayOrientation.of(geometry).slice(volume.voxels(), 0);
        double[] from = world(geometry, slice.getAt(0, 0).get());
        double[] to = world(geometry, slice.getAt(column, row).get());
        double length = Math.hypot(Math.hypot(to[0] - from[0], to[1] - from[1]), to[2] - from[2]);
        // adding 0 turns -0 into 0
        return new double[] {
            (to[0] - from[0]) / length + 0, (to[1] - from[1]) / length + 0, (to[2] - from[2]) / length + 0
        };
    }

    private static double[] world(VolumeGeometry geometry, float count) {
        long index = (long) count;
        long column = index % geometry.size(0);
        long row = index / geometry.size(0) % geometry.size(1);
        long slice = index / geometry.size(0) / geometry.size(1);
        return geometry.toWorld((double) column, (double) row, (double) slice);
    }

    private static Set<String> slices(Volume volume) {
        DisplayOrientation display = DisplayOrientation.of(volume.geometry());
        Set<String> slices = new HashSet<>();
        for (long k = 0; k < display.slices(); k++) {
            RandomAccessibleInterval<FloatType> slice = display.slice(volume.voxels(), k);
            slices.add(slice.dimension(0) + ": " + Arrays.toString(pixels(slice)));
        }
        return slices;
    }

    private static float[] pixels(RandomAccessibleInterval<FloatType> view) {
        float[] pixels = new float[(int) view.size()];
        int i = 0;
        for (FloatType pixel : Views.flatIterable(view)) {
            pixels[i++] = pixel.get();
        }
        return pixels;
    }
}
