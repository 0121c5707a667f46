package org.lesionlens.correction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lesionlens.lesion.ConnectedComponents;
import org.lesionlens.lesion.MaskValues;
import org.lesionlens.lesion.Phantoms;
import org.lesionlens.volume.Box;
import org.lesionlens.volume.Grids;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.ProbabilityMap;
import org.lesionlens.volume.UnsuitableImageException;
import org.lesionlens.volume.UsageException;
import org.lesionlens.volume.Volume;
import org.lesionlens.volume.VolumeGeometry;

class RegionStepsTest {
    private static final VolumeGeometry GRID = VolumeGeometry.axisAligned(new long[] {24, 20, 8}, 1, 1, 2);
    private static final Box BOX = new Box(4, 4, 1, 20, 16, 6);

    private static int at(Correction correction, long x, long y, long z) {
        return correction.labels().voxels().getAt(x, y, z).get();
    }

    /** Probabilities of 0 but for some boxes. */
    private static ProbabilityMap probability(Map<Box, Float> boxes) {
        ProbabilityMap map = ProbabilityMap.allocate(GRID);
        boxes.forEach((box, value) -> {
            for (long z = box.zMin(); z < box.zMax(); z++) {
                for (long y = box.yMin(); y < box.yMax(); y++) {
                    for (long x = box.xMin(); x < box.xMax(); x++) {
                        map.voxels().getAt(x, y, z).set(value);
                    }
                }
            }
        });
        return map;
    }

    private static Correction empty() {
        return new Correction(LabelMap.allocate(GRID), Map.of(), 1);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void insideAContourIntensitiesAboveAThresholdAreLesion(int axis) {
        Volume image = Grids.counting(GRID);
        Correction correction = empty();
        Region region = Region.inSlice(GRID, axis, 3, new double[] {1.5, 5.5, 5.5, 1.5}, 2.5, 2.5, 6.5, 6.5);
        Change change = RegionSteps.fill(correction, region, Ink.paint(1).where(IntensityRange.above(image, 700)));
        long count = 0;
        for (int i = 0; i < GRID.voxelCount(); i++) {
            long[] place = {i % 24, i / 24 % 20, i / 480};
            long column = place[Scope.columnAxis(axis)];
            long row = place[Scope.rowAxis(axis)];
            boolean isIn = place[axis] == 3 && column >= 2 && column <= 5 && row >= 3 && row <= 6 && i >= 700;
            assertThat(at(correction, place[0], place[1], place[2])).isEqualTo(isIn ? 1 : 0);
            count += isIn ? 1 : 0;
        }
        assertThat(change.added()).isEqualTo(count).isPositive();
    }

    @Test
    void aBoxIsFilledAndErased() {
        Correction correction = empty();
        assertThat(CorrectionTest.fill(correction, BOX, 1).added()).isEqualTo(16 * 12 * 5);
        Change change = RegionSteps.fill(correction, Region.of(new Box(0, 0, 0, 24, 20, 2)), Ink.eraser());
        assertThat(change.removed()).isEqualTo(16 * 12);
        assertThatThrownBy(() -> CorrectionTest.fill(correction, new Box(0, 0, 0, 25, 1, 1), 1))
                .isInstanceOf(UnsuitableImageException.class)
                .hasMessageContaining("draw it within them");
        assertThatThrownBy(() -> Region.inSlice(GRID, 2, 8, new double[3], 0, 1, 2))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void withTheSameThresholdNothingChanges() {
        Random random = new Random(4);
        Volume noise = Phantoms.smoothNoise(GRID, random);
        ProbabilityMap probability = new ProbabilityMap(noise.voxels(), GRID);
        Correction correction = new Correction(ConnectedComponents.label(probability, 0.55, 0), Map.of(), 1);
        assertThat(correction.numbers()).hasSizeGreaterThan(5);
        assertThat(SegmentAgain.inside(correction, new Box(0, 0, 0, 24, 20, 8), probability, 0.55, 0))
                .isEqualTo(Change.NONE);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.45, 0.52, 0.58, 1})
    void insideAllIsAsTheThresholdSaysAndOutsideNothingChanges(double threshold) {
        Random random = new Random(4);
        Volume noise = Phantoms.smoothNoise(GRID, random);
        ProbabilityMap probability = new ProbabilityMap(noise.voxels(), GRID);
        LabelMap labels = ConnectedComponents.label(probability, 0.55, 0);
        LabelMap before = MaskValues.only(labels, value -> true);
        Correction correction = new Correction(labels, Map.of(), 1);
        int next = correction.nextNumber();
        SegmentAgain.inside(correction, BOX, probability, threshold, 0);
        for (int i = 0; i < GRID.voxelCount(); i++) {
            long[] place = {i % 24, i / 24 % 20, i / 480};
            int old = before.voxels().getAt(place).get();
            int now = labels.voxels().getAt(place).get();
            boolean isInside =
                    place[0] >= 4 && place[0] < 20 && place[1] >= 4 && place[1] < 16 && place[2] >= 1 && place[2] < 6;
            if (isInside) {
                assertThat(now != 0).isEqualTo(probability.voxels().getAt(place).get() >= (float) threshold);
            } else {
                assertThat(now).isEqualTo(old);
            }
        }
        assertThat(correction.nextNumber())
                .isEqualTo(Math.max(next, correction.numbers().last() + 1));
    }

    @Test
    void aLesionInsideKeepsItsNumberAndOfTwoPartsTheLargerOneDoes() {
        Correction correction = empty();
        CorrectionTest.fill(correction, new Box(6, 6, 2, 16, 10, 4), 1);
        LesionSteps.classify(correction, 1, "glioma");
        ProbabilityMap probability =
                probability(Map.of(new Box(6, 6, 2, 9, 10, 4), 0.9f, new Box(10, 6, 2, 16, 10, 4), 0.9f));
        SegmentAgain.inside(correction, BOX, probability, 0.5, 0);
        assertThat(at(correction, 10, 6, 2)).isEqualTo(1);
        assertThat(at(correction, 6, 6, 2)).isEqualTo(2);
        assertThat(at(correction, 9, 6, 2)).isZero();
        assertThat(correction.classes()).isEqualTo(Map.of(1, "glioma"));
    }

    @Test
    void ofTwoLesionsThatBecomeOneTheLargerShareCounts() {
        Correction correction = empty();
        CorrectionTest.fill(correction, new Box(6, 6, 2, 8, 10, 4), 1);
        CorrectionTest.fill(correction, new Box(9, 6, 2, 16, 10, 4), 2);
        SegmentAgain.inside(correction, BOX, probability(Map.of(new Box(6, 6, 2, 16, 10, 4), 0.9f)), 0.5, 0);
        assertThat(correction.numbers()).containsExactly(2);
        assertThat(correction.nextNumber()).isEqualTo(3);
    }

    @Test
    void aPartBelongsToTheLesionThatItTouchesOutside() {
        Correction correction = empty();
        CorrectionTest.fill(correction, new Box(0, 6, 2, 10, 10, 4), 1);
        CorrectionTest.fill(correction, new Box(12, 6, 2, 14, 10, 4), 2);
        ProbabilityMap probability = probability(Map.of(
                new Box(0, 6, 2, 14, 10, 4),
                0.9f,
                new Box(16, 12, 2, 18, 13, 3),
                0.9f,
                new Box(16, 6, 5, 17, 7, 6),
                0.9f));
        SegmentAgain.inside(correction, BOX, probability, 0.5, 2);
        assertThat(correction.numbers()).containsExactly(1, 3);
        assertThat(correction.voxels(1)).isEqualTo(14 * 4 * 2);
        assertThat(correction.voxels(3)).isEqualTo(2);
        assertThat(at(correction, 16, 6, 5)).isZero();
    }

    /** The part inside was lesion 1, which goes on outside but is not touched any more. */
    @Test
    void aPartThatIsCutOffFromWhatLiesOutsideIsNew() {
        Correction correction = empty();
        CorrectionTest.fill(correction, new Box(0, 6, 2, 10, 10, 4), 1);
        SegmentAgain.inside(correction, BOX, probability(Map.of(new Box(6, 6, 2, 10, 10, 4), 0.9f)), 0.5, 0);
        assertThat(correction.voxels(1)).isEqualTo(4 * 4 * 2);
        assertThat(correction.voxels(2)).isEqualTo(4 * 4 * 2);
    }

    /** Two lesions of one frame, between which the one of the next frame lies: in a volume they would be one. */
    @Test
    void framesOfASequenceAreNotJoined() {
        Map<Box, Float> shown = Map.of(
                new Box(6, 6, 2, 9, 10, 3),
                0.9f,
                new Box(10, 6, 2, 13, 10, 3),
                0.9f,
                new Box(8, 6, 3, 11, 10, 4),
                0.9f);
        Correction volume = empty();
        SegmentAgain.inside(volume, BOX, probability(shown), 0.5, 0);
        assertThat(volume.numbers()).containsExactly(1);
        Correction sequence = empty();
        SegmentAgain.inFrames(sequence, BOX, probability(shown), 0.5, 0);
        assertThat(sequence.numbers()).containsExactly(1, 2);
        assertThat(at(sequence, 6, 6, 2)).isEqualTo(1);
        assertThat(at(sequence, 12, 6, 2)).isEqualTo(2);
        assertThat(at(sequence, 8, 6, 3))
                .as("of equal shares the smaller number")
                .isEqualTo(1);
        sequence.undo();
        assertThat(sequence.numbers()).isEmpty();
    }

    /** It goes on before and after the box, and is larger in it: no frame touches another. */
    @Test
    void aLesionKeepsItsNumberInTheFramesOfABox() {
        Correction correction = empty();
        CorrectionTest.fill(correction, new Box(8, 8, 0, 10, 10, 8), 1);
        SegmentAgain.inFrames(correction, BOX, probability(Map.of(new Box(7, 7, 0, 12, 12, 8), 0.9f)), 0.5, 0);
        assertThat(correction.numbers()).containsExactly(1);
        assertThat(correction.voxels(1)).isEqualTo(5 * 25 + 3 * 4);
    }

    /** In frame 2 the lesion of the frames before lies beside the box. */
    @Test
    void whatIsNewGoesOnWhereItSharesVoxelsWithTheFrameBefore() {
        Correction correction = empty();
        CorrectionTest.fill(correction, new Box(6, 6, 0, 8, 8, 1), 1);
        CorrectionTest.fill(correction, new Box(0, 0, 2, 2, 2, 3), 1);
        Map<Box, Float> shown = Map.of(
                new Box(6, 6, 1, 8, 8, 2), 0.9f,
                new Box(6, 6, 2, 8, 8, 3), 0.9f,
                new Box(7, 7, 3, 9, 9, 4), 0.9f,
                new Box(12, 12, 4, 14, 14, 5), 0.9f);
        SegmentAgain.inFrames(correction, BOX, probability(shown), 0.5, 0);
        assertThat(at(correction, 6, 6, 1)).as("as in the frame before the box").isEqualTo(1);
        assertThat(at(correction, 6, 6, 2)).as("another part has it").isEqualTo(2);
        assertThat(at(correction, 8, 8, 3)).isEqualTo(2);
        assertThat(at(correction, 12, 12, 4)).as("shares nothing").isEqualTo(3);
        assertThat(at(correction, 0, 0, 2)).isEqualTo(1);
    }

    @Test
    void whenNumbersRunOutInASequenceNoFrameChanges() {
        Correction correction = new Correction(LabelMap.allocate(GRID), Map.of(), 65535);
        Map<Box, Float> shown = Map.of(new Box(6, 6, 2, 8, 8, 3), 0.9f, new Box(12, 12, 3, 14, 14, 4), 0.9f);
        assertThatThrownBy(() -> SegmentAgain.inFrames(correction, BOX, probability(shown), 0.5, 0))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("but 2 new lesions need one each");
        assertThat(correction.numbers()).isEmpty();
    }

    @Test
    void whenNumbersRunOutNothingChanges() {
        Correction correction = new Correction(LabelMap.allocate(GRID), Map.of(), 65535);
        ProbabilityMap probability =
                probability(Map.of(new Box(6, 6, 2, 8, 10, 4), 0.9f, new Box(10, 6, 2, 16, 10, 4), 0.9f));
        assertThatThrownBy(() -> SegmentAgain.inside(correction, BOX, probability, 0.5, 0))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("1 of them are left, but 2 new lesions need one each");
        assertThat(correction.numbers()).isEmpty();
        SegmentAgain.inside(correction, BOX, probability, 0.5, 20);
        assertThat(correction.numbers()).containsExactly(65535);
    }

    @Test
    void boxesOutsideOfTheImageAreRefused() {
        assertThatThrownBy(() ->
                        SegmentAgain.inside(empty(), new Box(0, 0, 0, 1, 1, 9), ProbabilityMap.allocate(GRID), 0.5, 0))
                .isInstanceOf(UnsuitableImageException.class);
    }
}
