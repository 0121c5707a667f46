package org.lesionlens.lesion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.stream.StreamSupport;
import net.imglib2.img.array.ArrayImgs;
import net.imglib2.view.Views;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.ProbabilityMap;
import org.lesionlens.volume.UnsuitableImageException;
import org.lesionlens.volume.VolumeGeometry;

class ConnectedComponentsTest {
    private static final VolumeGeometry CUBE = VolumeGeometry.axisAligned(new long[] {4, 4, 4}, 1, 1, 1);

    @Test
    void voxelsThatTouchByACornerAreOneLesion() {
        LabelMap mask = Phantoms.mask(CUBE, (x, y, z) -> x == y && y == z);
        assertThat(numbers(ConnectedComponents.label(mask, 0))).containsExactly(numbers(mask));
        LabelMap anti = Phantoms.mask(CUBE, (x, y, z) -> x == 3 - y && y == 3 - z);
        assertThat(numbers(ConnectedComponents.label(anti, 0))).containsExactly(numbers(anti));
    }

    @Test
    void lesionsAreNumberedByFallingVolumeThenFirstVoxel() {
        LabelMap mask = row(1, 0, 1, 1, 0, 1, 1, 1, 0, 1, 1, 0, 1);
        assertThat(numbers(ConnectedComponents.label(mask, 0))).containsExactly(4, 0, 2, 2, 0, 1, 1, 1, 0, 3, 3, 0, 5);
    }

    @Test
    void smallLesionsAreLeftOut() {
        LabelMap mask = row(1, 0, 1, 1, 0, 1, 1, 1, 0, 1, 1, 0, 1);
        assertThat(numbers(ConnectedComponents.label(mask, 2))).containsExactly(0, 0, 2, 2, 0, 1, 1, 1, 0, 3, 3, 0, 0);
        assertThat(numbers(ConnectedComponents.label(mask, 4))).containsOnly(0);
    }

    @Test
    void oldLabelsDoNotMatter() {
        assertThat(numbers(ConnectedComponents.label(row(7, 3, 0, 65535), 0))).containsExactly(1, 1, 0, 2);
    }

    @Test
    void theThresholdItselfIsLesionAndNanNever() {
        float[] values = {0.7f, Math.nextDown(0.7f), Float.NaN, 1};
        assertThat(numbers(ConnectedComponents.label(probabilities(values), 0.7, 0)))
                .containsExactly(1, 0, 0, 2);
        assertThat(numbers(ConnectedComponents.label(probabilities(values), 0, 0)))
                .containsExactly(1, 1, 0, 2);
    }

    @ParameterizedTest
    @CsvSource({"40, 30, 1", "40, 1, 30", "1, 40, 30", "17, 13, 11", "3, 50, 5", "1, 1, 60"})
    void agreesWithAFloodFill(long x, long y, long z) {
        Random random = new Random(7);
        VolumeGeometry grid = VolumeGeometry.axisAligned(new long[] {x, y, z}, 1, 1, 1);
        for (double share : new double[] {0, 0.05, 0.15, 0.3, 0.5, 0.9, 1}) {
            LabelMap mask = Phantoms.noise(grid, random, share);
            long minimum = random.nextInt(4);
            assertThat(numbers(ConnectedComponents.label(mask, minimum))).isEqualTo(floodFilled(mask, minimum));
        }
    }

    @Test
    void labelsThatTouchStayApartAndPartsOfALabelBecomeLesions() {
        assertThat(numbers(ConnectedComponents.labelEach(row(7, 7, 3, 3, 3, 0, 7, 0, 65535))))
                .containsExactly(2, 2, 1, 1, 1, 0, 3, 0, 4);
    }

    @ParameterizedTest
    @CsvSource({"40, 30, 1", "40, 1, 30", "1, 40, 30", "17, 13, 11", "3, 50, 5", "1, 1, 60"})
    void partsOfLabelsAgreeWithAFloodFill(long x, long y, long z) {
        Random random = new Random(11);
        VolumeGeometry grid = VolumeGeometry.axisAligned(new long[] {x, y, z}, 1, 1, 1);
        for (int most : new int[] {1, 2, 3, 7, 60_000}) {
            LabelMap labels = LabelMap.allocate(grid);
            for (var voxel : Views.flatIterable(labels.voxels())) {
                voxel.set(random.nextInt(most + 1));
            }
            assertThat(numbers(ConnectedComponents.labelEach(labels))).isEqualTo(floodFilled(labels, 0));
        }
    }

    @Test
    void howVoxelsAreStoredDoesNotMatter() {
        VolumeGeometry grid = VolumeGeometry.axisAligned(new long[] {9, 8, 7}, 1, 1, 1);
        LabelMap mask = Phantoms.noise(grid, new Random(3), 0.2);
        var transposed = Views.permute(ArrayImgs.unsignedShorts(7, 8, 9), 0, 2);
        LabelMap copy = new LabelMap(transposed, grid);
        Phantoms.paint(copy, 1, (x, y, z) -> mask.voxels().getAt(x, y, z).get() != 0);
        assertThat(numbers(ConnectedComponents.label(copy, 0))).isEqualTo(numbers(ConnectedComponents.label(mask, 0)));
    }

    @Test
    void moreLesionsThanLabelsAreRefused() {
        VolumeGeometry grid = VolumeGeometry.axisAligned(new long[] {82, 82, 82}, 1, 1, 1);
        LabelMap dots = Phantoms.mask(grid, (x, y, z) -> x % 2 == 0 && y % 2 == 0 && z % 2 == 0);
        assertThatExceptionOfType(UnsuitableImageException.class)
                .isThrownBy(() -> ConnectedComponents.label(dots, 1))
                .withMessage(
                        "68921 separate lesions were found but a label map holds at most 65535, so this is probably noise"
                                + " or an intensity image: choose a label image, or raise the threshold or the smallest lesion");
        assertThat(numbers(ConnectedComponents.label(dots, 2))).containsOnly(0);
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.1, 1.1, Double.NaN})
    void thresholdsThatAreNoProbabilitiesAreRefused(double threshold) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ConnectedComponents.label(probabilities(1), threshold, 0))
                .withMessage("threshold is " + threshold + " but must be 0 to 1");
    }

    private static LabelMap row(int... values) {
        LabelMap row = LabelMap.allocate(VolumeGeometry.uncalibrated(values.length, 1));
        for (int x = 0; x < values.length; x++) {
            row.voxels().getAt(x, 0, 0).set(values[x]);
        }
        return row;
    }

    private static ProbabilityMap probabilities(float... values) {
        return new ProbabilityMap(
                ArrayImgs.floats(values, values.length, 1, 1), VolumeGeometry.uncalibrated(values.length, 1));
    }

    private static int[] numbers(LabelMap labels) {
        return StreamSupport.stream(Views.flatIterable(labels.voxels()).spliterator(), false)
                .mapToInt(label -> label.get())
                .toArray();
    }

    /** The slow way: components by breadth, in order of their first voxel, then sorted. */
    private static int[] floodFilled(LabelMap mask, long minimum) {
        long[] size = mask.geometry().size();
        int[] values = numbers(mask);
        List<List<Integer>> components = new ArrayList<>();
        for (int start = 0; start < values.length; start++) {
            if (values[start] > 0) {
                components.add(fill(values, start, size));
            }
        }
        components.removeIf(component -> component.size() < minimum);
        components.sort(Comparator.comparingInt(component -> -component.size()));
        int[] labels = new int[values.length];
        for (int i = 0; i < components.size(); i++) {
            for (int voxel : components.get(i)) {
                labels[voxel] = i + 1;
            }
        }
        return labels;
    }

    private static List<Integer> fill(int[] values, int start, long[] size) {
        List<Integer> component = new ArrayList<>();
        Deque<Integer> queue = new ArrayDeque<>(List.of(start));
        int own = values[start];
        values[start] = 0;
        while (!queue.isEmpty()) {
            int voxel = queue.remove();
            component.add(voxel);
            for (int i = 0; i < 27; i++) {
                long x = voxel % size[0] + i % 3 - 1;
                long y = voxel / size[0] % size[1] + i / 3 % 3 - 1;
                long z = voxel / (size[0] * size[1]) + i / 9 - 1;
                boolean inside = x >= 0 && y >= 0 && z >= 0 && x < size[0] && y < size[1] && z < size[2];
                int neighbour = (int) (x + size[0] * (y + size[1] * z));
                if (inside && values[neighbour] == own) {
                    values[neighbour] = 0;
                    queue.add(neighbour);
                }
            }
        }
        return component;
    }
}
