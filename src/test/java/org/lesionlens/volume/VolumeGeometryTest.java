package org.lesionlens.volume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class VolumeGeometryTest {
    private static final double[][] IDENTITY = {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}};
    private static final long[] SIZE = {4, 5, 6};

    @RepeatedTest(20)
    void obliqueAffineSurvivesARoundTrip(RepetitionInfo repetition) {
        VolumeGeometry geometry = Grids.oblique(new Random(repetition.getCurrentRepetition()), SIZE);
        VolumeGeometry again = VolumeGeometry.fromAffine(SIZE, geometry.affine());
        assertThat(again.sameGrid(geometry, 1e-9)).isTrue();
        for (int axis = 0; axis < 3; axis++) {
            assertThat(again.spacingMm(axis)).isCloseTo(geometry.spacingMm(axis), within(1e-12));
        }
    }

    @RepeatedTest(20)
    void worldAndIndexAreInverse(RepetitionInfo repetition) {
        VolumeGeometry geometry = Grids.oblique(new Random(repetition.getCurrentRepetition()), SIZE);
        assertThat(geometry.toIndex(geometry.toWorld(1.5, -2, 30)))
                .containsExactly(new double[] {1.5, -2, 30}, within(1e-10));
    }

    @Test
    void inverseIsExactForADirectionThatIsSlightlySheared() {
        double[][] sheared = {{1, 9e-4, 0}, {0, 1, 0}, {0, 0, 1}};
        VolumeGeometry geometry = VolumeGeometry.of(SIZE, new double[] {1, 2, 3}, new double[3], sheared);
        assertThat(geometry.toIndex(geometry.toWorld(3, 4, 5))).containsExactly(new double[] {3, 4, 5}, within(1e-12));
    }

    @Test
    void originIsTheCentreOfTheFirstVoxel() {
        VolumeGeometry geometry = VolumeGeometry.of(SIZE, new double[] {1, 2, 3}, new double[] {7, 8, 9}, IDENTITY);
        assertThat(geometry.toWorld(0, 0, 0)).containsExactly(7, 8, 9);
        assertThat(geometry.toWorld(1, 1, 1)).containsExactly(8, 10, 12);
        assertThat(geometry.voxelVolumeMl()).isEqualTo(0.006);
        assertThat(geometry.voxelCount()).isEqualTo(120);
    }

    @Test
    void sliceAxisIsThatOfTheLargestSpacing() {
        assertThat(VolumeGeometry.axisAligned(SIZE, 5, 1, 1).sliceAxis()).isZero();
        assertThat(VolumeGeometry.axisAligned(SIZE, 1, 5, 1).sliceAxis()).isEqualTo(1);
        assertThat(VolumeGeometry.axisAligned(SIZE, 1, 1, 5).sliceAxis()).isEqualTo(2);
    }

    /** A PET of 75 axial slices, closer to each other than the pixels are. */
    @Test
    void aVolumeIsCutByItsCoarsestAxisOnlyIfThatIsClearlyCoarser() {
        long[] size = {168, 168, 75};
        assertThat(VolumeGeometry.axisAligned(size, 4.07, 4.07, 3.27).sliceAxis())
                .isEqualTo(2);
        assertThat(VolumeGeometry.axisAligned(size, 1, 1.19, 1).sliceAxis()).isEqualTo(2);
        assertThat(VolumeGeometry.axisAligned(size, 1, 1.2, 1).sliceAxis()).isEqualTo(1);
    }

    @Test
    void whatWasAcquiredInSlicesIsCutIntoThese() {
        VolumeGeometry coronal = VolumeGeometry.of(
                        new long[] {20, 30, 40}, new double[] {3, 1, 1}, new double[3], new double[][] {
                            {1, 0, 0}, {0, 0, 1}, {0, -1, 0}
                        })
                .acquiredInSlices();
        assertThat(coronal.sliceAxis()).isEqualTo(2);
        assertThat(DisplayOrientation.of(coronal).plane()).isEqualTo(DisplayOrientation.Plane.CORONAL);
        assertThat(coronal.slice(3).sliceAxis()).isEqualTo(2);
        assertThat(coronal.part(new long[3], new long[] {9, 9, 9}, new long[] {2, 1, 1})
                        .sliceAxis())
                .isEqualTo(2);
        assertThat(coronal.withoutPlace().inSlices()).isTrue();
    }

    @Test
    void isotropicVolumesAreAxialHoweverStored() {
        double[][] superiorFirst = {{0, 1, 0}, {0, 0, 1}, {-1, 0, 0}};
        double[] nearlyIsotropic = {1, 1.005, 1};
        assertThat(VolumeGeometry.of(SIZE, nearlyIsotropic, new double[3], superiorFirst)
                        .sliceAxis())
                .isZero();
    }

    @Test
    void aSingleSliceIsTheSliceWhateverItsThickness() {
        assertThat(VolumeGeometry.axisAligned(new long[] {1, 9, 9}, 0.1, 1, 1).sliceAxis())
                .isZero();
        assertThat(VolumeGeometry.axisAligned(new long[] {9, 9, 1}, 1, 1, 0.1).sliceAxis())
                .isEqualTo(2);
    }

    @Test
    void uncalibratedImagesHaveNoVolumeInMl() {
        VolumeGeometry geometry = VolumeGeometry.uncalibrated(9, 7);
        assertThat(geometry.calibrated()).isFalse();
        assertThat(geometry.isPlanar()).isTrue();
        assertThat(geometry.voxelVolumeMl()).isNaN();
        assertThat(geometry.sliceAxis()).isEqualTo(2);
        assertThat(geometry.sameGrid(VolumeGeometry.axisAligned(new long[] {9, 7, 1}, 1, 1, 1), 1))
                .isFalse();
    }

    @Test
    void sameGridMeansThatCornersLieWithinTheTolerance() {
        VolumeGeometry geometry = VolumeGeometry.axisAligned(SIZE, 1, 1, 1);
        VolumeGeometry stretched = VolumeGeometry.axisAligned(SIZE, 1, 1, 1.01);
        assertThat(geometry.sameGrid(stretched, 0.051)).isTrue();
        assertThat(geometry.sameGrid(stretched, 0.049)).isFalse();
    }

    @Test
    void equalGeometriesAreEqual() {
        assertThat(VolumeGeometry.axisAligned(SIZE, 1, 2, 3))
                .isEqualTo(VolumeGeometry.axisAligned(SIZE, 1, 2, 3))
                .hasSameHashCodeAs(VolumeGeometry.axisAligned(SIZE, 1, 2, 3))
                .isNotEqualTo(VolumeGeometry.axisAligned(SIZE, 1, 2, 4));
    }

    @Test
    void nobodyChangesAGeometryThroughItsArrays() {
        double[] spacing = {1, 1, 1};
        VolumeGeometry geometry = VolumeGeometry.axisAligned(SIZE, spacing);
        spacing[0] = 2;
        geometry.size()[0] = 99;
        geometry.affine()[0][0] = 99;
        assertThat(geometry).isEqualTo(VolumeGeometry.axisAligned(SIZE, 1, 1, 1));
    }

    @Test
    void whatIsNoGridIsRefusedByNameAndValue() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> VolumeGeometry.axisAligned(new long[] {4, 0, 6}, 1, 1, 1))
                .withMessageContaining("size along y is 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> VolumeGeometry.axisAligned(SIZE, 1, 1, -2))
                .withMessageContaining("spacing along z is -2.0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> VolumeGeometry.axisAligned(SIZE, Double.NaN, 1, 1))
                .withMessageContaining("spacing along x is NaN");
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        VolumeGeometry.fromAffine(SIZE, new double[][] {{1, 0.1, 0, 0}, {0, 1, 0, 0}, {0, 0, 1, 0}}))
                .withMessageContaining("sheared");
        assertThatThrownBy(() -> VolumeGeometry.axisAligned(new long[] {1L << 31, 1L << 31, 4}, 1, 1, 1))
                .isInstanceOf(ArithmeticException.class);
    }

    @Test
    void thePartOfAGridLiesWhereItsVoxelsLay() {
        VolumeGeometry grid = VolumeGeometry.axisAligned(new long[] {10, 9, 8}, 0.5, 1, 3);
        VolumeGeometry part = grid.part(new long[] {2, 1, 7}, new long[] {5, 4, 3}, new long[] {1, 1, -2});
        assertThat(part.size()).containsExactly(5, 4, 3);
        assertThat(part.spacingMm(2)).isEqualTo(6);
        assertThat(part.toWorld(4, 3, 2)).containsExactly(grid.toWorld(6, 4, 3), within(1e-12));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> grid.part(new long[] {6, 0, 0}, new long[] {5, 1, 1}, new long[] {1, 1, 1}))
                .withMessageContaining("axis 0 goes from 6 to 10");
    }

    /** How its file says where a grid lies goes with its parts; two grids that lie alike are equal whatever they remember. */
    @Test
    void formsGoWithTheGrid() {
        StoredForms forms = StoredForms.of(List.of(7.0, Double.NaN));
        VolumeGeometry grid = VolumeGeometry.axisAligned(new long[] {10, 9, 8}, 0.5, 1, 3);
        VolumeGeometry carrying = grid.withForms(forms);
        assertThat(carrying).isEqualTo(grid).hasSameHashCodeAs(grid);
        assertThat(carrying.withoutPlace().forms()).contains(forms);
        assertThat(grid.slice(3).forms()).isEmpty();
        assertThat(carrying.slice(3).forms())
                .contains(new StoredForms(forms.numbers(), List.of(0L, 0L, 3L), List.of(1L, 1L, 1L)));
        StoredForms part = carrying.part(new long[] {2, 1, 7}, new long[] {5, 4, 3}, new long[] {1, 2, -2})
                .part(new long[] {1, 3, 2}, new long[] {2, 1, 2}, new long[] {3, 1, -1})
                .forms()
                .orElseThrow();
        assertThat(part.first()).containsExactly(3L, 7L, 3L);
        assertThat(part.steps()).containsExactly(3L, 2L, 2L);
        assertThat(forms.isWhole()).isTrue();
        assertThat(part.isWhole()).isFalse();
    }

    /** The depth of a grid is lost and kept apart from its place. */
    @Test
    void ofUnknownDepthThereAreAreasButNoVolumes() {
        VolumeGeometry whole = VolumeGeometry.axisAligned(new long[] {4, 5, 3}, 2, 3, 1);
        VolumeGeometry flat = whole.withoutDepth();
        assertThat(flat.calibrated()).isTrue();
        assertThat(flat.placed()).isTrue();
        assertThat(flat.depthKnown()).isFalse();
        assertThat(flat.voxelVolumeMl()).isNaN();
        assertThat(flat.sliceAxis()).isEqualTo(2);
        assertThat(flat).isNotEqualTo(whole);
        assertThat(flat.sameGrid(whole, 1)).isFalse();
        assertThat(flat.slice(1).depthKnown()).isFalse();
        VolumeGeometry part = flat.part(new long[3], new long[] {2, 2, 2}, new long[] {1, 1, 1});
        assertThat(part.depthKnown()).isFalse();
        assertThat(part.placed()).isTrue();
        assertThat(flat.withoutPlace()).isEqualTo(whole.withoutPlace().withoutDepth());
        assertThat(flat.withoutPlace().placed()).isFalse();
        assertThat(VolumeGeometry.uncalibrated(4, 5).withoutDepth().calibrated())
                .isFalse();
    }
}
