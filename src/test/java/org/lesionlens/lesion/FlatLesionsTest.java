package org.lesionlens.lesion;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.TreeSet;
import net.imglib2.type.numeric.integer.UnsignedShortType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.VolumeGeometry;
import org.lesionlens.volume.VoxelValues;

class FlatLesionsTest {
    /** Thick slices, as clinical ones are: 1 mm x 1 mm x 6 mm. */
    private static final VolumeGeometry GRID = VolumeGeometry.axisAligned(new long[] {40, 40, 9}, 1, 1, 6);

    private static Set<Integer> numbers(LabelMap labels) {
        Set<Integer> numbers = new TreeSet<>();
        for (UnsignedShortType voxel : labels.voxels()) {
            numbers.add(voxel.get());
        }
        return numbers;
    }

    /** A square of 16 mm has the area of a circle of 18.05 mm. */
    @ParameterizedTest
    @CsvSource({"1, 3.1, true", "1, 3.0, false", "2, 1.6, true", "2, 1.5, false", "3, 1.1, true", "3, 1.0, false"})
    void theWidthOfTheLargestSectionIsComparedWithTheHeightOfAllSlices(int slices, double most, boolean stays) {
        LabelMap labels = Phantoms.mask(GRID, Phantoms.box(5, 5, 3, 21, 21, 3 + slices));
        FlatLesions.remove(labels, most);
        assertThat(numbers(labels).contains(1)).isEqualTo(stays);
    }

    @Test
    void theOthersAreNumberedWithoutAGapInTheSameOrder() {
        LabelMap labels = Phantoms.mask(GRID, Phantoms.box(0, 0, 4, 20, 20, 5));
        Phantoms.paint(labels, 2, Phantoms.box(30, 30, 2, 36, 36, 6));
        Phantoms.paint(labels, 3, Phantoms.box(25, 0, 4, 36, 12, 5));
        Phantoms.paint(labels, 4, Phantoms.box(0, 30, 4, 5, 35, 5));
        FlatLesions.remove(labels, 1.5);
        LabelMap expected = Phantoms.mask(GRID, Phantoms.box(30, 30, 2, 36, 36, 6));
        Phantoms.paint(expected, 2, Phantoms.box(0, 30, 4, 5, 35, 5));
        assertThat(VoxelValues.of(labels.voxels())).isEqualTo(VoxelValues.of(expected.voxels()));
    }

    @ParameterizedTest
    @CsvSource({"0", "8"})
    void whatTheVolumeCutsOffStays(int slice) {
        LabelMap labels = Phantoms.mask(GRID, Phantoms.box(0, 0, slice, 20, 20, slice + 1));
        FlatLesions.remove(labels, 1.5);
        assertThat(numbers(labels)).contains(1);
    }

    /** The same lesion in sagittal storage. */
    @Test
    void slicesAreThoseOfTheSliceAxis() {
        VolumeGeometry sagittal = VolumeGeometry.axisAligned(new long[] {9, 40, 40}, 6, 1, 1);
        LabelMap labels = Phantoms.mask(sagittal, Phantoms.box(4, 5, 5, 5, 21, 21));
        FlatLesions.remove(labels, 3);
        assertThat(numbers(labels)).containsExactly(0);
    }
}
