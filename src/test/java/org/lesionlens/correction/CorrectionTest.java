package org.lesionlens.correction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lesionlens.lesion.BoundingBox;
import org.lesionlens.lesion.Lesion;
import org.lesionlens.lesion.LesionMeasurements;
import org.lesionlens.lesion.Phantoms;
import org.lesionlens.volume.Box;
import org.lesionlens.volume.Grids;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.Padding;
import org.lesionlens.volume.ProbabilityMap;
import org.lesionlens.volume.UsageException;
import org.lesionlens.volume.Volume;
import org.lesionlens.volume.VolumeGeometry;

/** Numbers, classes, the way back, and measurements, whatever the step. */
class CorrectionTest {
    private static final VolumeGeometry GRID = VolumeGeometry.axisAligned(new long[] {20, 20, 6}, 1, 1, 3);

    private static Correction withBoxes() {
        LabelMap labels = LabelMap.allocate(GRID);
        Correction correction = new Correction(labels, Map.of(), 1);
        fill(correction, new Box(1, 1, 1, 4, 4, 3), 1);
        fill(correction, new Box(8, 1, 1, 12, 5, 4), 2);
        return new Correction(labels, Map.of(1, "glioma"), 1);
    }

    static Change fill(Correction correction, Box box, int number) {
        return RegionSteps.fill(correction, Region.of(box), Ink.paint(number));
    }

    @Test
    void aNewLesionGetsTheNextNumberAndNoneIsGivenTwice() {
        Correction correction = withBoxes();
        assertThat(correction.nextNumber()).isEqualTo(3);
        fill(correction, new Box(15, 15, 0, 16, 16, 1), 3);
        LesionSteps.remove(correction, 3);
        assertThat(correction.numbers()).containsExactly(1, 2);
        assertThat(correction.nextNumber()).isEqualTo(4);
        correction.undo();
        assertThat(correction.numbers()).containsExactly(1, 2, 3);
        correction.undo();
        assertThat(correction.nextNumber()).isEqualTo(3);
    }

    @Test
    void theNextNumberOfAnEarlierReviewIsKept() {
        LabelMap labels = LabelMap.allocate(GRID);
        labels.voxels().getAt(3, 3, 3).set(5);
        assertThat(new Correction(labels, Map.of(), 1).nextNumber()).isEqualTo(6);
        assertThat(new Correction(labels, Map.of(), 9).nextNumber()).isEqualTo(9);
        assertThat(new Correction(labels, Map.of(11, "glioma"), 9).nextNumber()).isEqualTo(12);
    }

    @Test
    void numbersThatWereNotGivenAreRefused() {
        Correction correction = withBoxes();
        assertThatThrownBy(() -> fill(correction, new Box(0, 0, 0, 1, 1, 1), 4))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("draw a new lesion with 3");
        assertThatThrownBy(() -> LesionSteps.remove(correction, 3))
                .isInstanceOf(UsageException.class)
                .hasMessage("there is no lesion 3: choose one of 1, 2");
        assertThat(correction.undoable()).isEmpty();
    }

    @Test
    void whenAllNumbersAreGivenNoLesionIsNewButTheOthersCanBeMended() {
        LabelMap labels = LabelMap.allocate(GRID);
        labels.voxels().getAt(0, 0, 0).set(65535);
        labels.voxels().getAt(1, 0, 0).set(65535);
        Correction correction = new Correction(labels, Map.of(65535, "glioma"), 1);
        assertThat(correction.nextNumber()).isEqualTo(65536);
        assertThatThrownBy(() -> SplitSteps.split(correction, 65535, new SliceLine(2, 0.5, 0, 0.5, 1)))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("0 of them are left");
        Change change = fill(correction, new Box(0, 0, 0, 4, 1, 1), 65535);
        assertThat(change.added()).isEqualTo(2);
        assertThat(change.numbers()).containsExactly(65535);
        assertThat(correction.voxels(65535)).isEqualTo(4);
        assertThat(correction.lesionClass(65535)).isEqualTo("glioma");
    }

    @Test
    void theClassGoesWithTheNumber() {
        Correction correction = withBoxes();
        Change change = LesionSteps.classify(correction, 2, "meningioma");
        assertThat(change.numbers()).containsExactly(2);
        assertThat(change.box()).isEqualTo(new BoundingBox(8, 1, 1, 12, 5, 4));
        LesionSteps.merge(correction, 2, 1);
        assertThat(correction.classes()).containsExactly(Map.entry(2, "meningioma"));
        assertThat(correction.voxels(2)).isEqualTo(18 + 48);
        correction.undo();
        assertThat(correction.classes()).containsExactly(Map.entry(1, "glioma"), Map.entry(2, "meningioma"));
        correction.undo();
        assertThat(correction.classes()).containsExactly(Map.entry(1, "glioma"));
        assertThat(correction.redo().numbers()).containsExactly(2);
        assertThat(correction.lesionClass(2)).isEqualTo("meningioma");
    }

    @Test
    void aStepThatChangesNothingIsNoStep() {
        Correction correction = withBoxes();
        LesionSteps.classify(correction, 1, "");
        correction.undo();
        assertThat(LesionSteps.classify(correction, 1, "glioma")).isEqualTo(Change.NONE);
        assertThat(fill(correction, new Box(1, 1, 1, 2, 2, 2), 2).isEmpty()).isTrue();
        assertThat(correction.undoable()).isEmpty();
        assertThat(correction.redoable()).contains("change class");
        assertThat(correction.nextNumber()).isEqualTo(3);
    }

    @Test
    void aStepThatFailsChangesNothing() {
        Correction correction = withBoxes();
        int[] before = NaiveCorrection.voxels(correction.labels());
        assertThatThrownBy(() -> correction.step("fails", edit -> {
                    edit.set(9, 2, 2, 1);
                    edit.set(0, 0, 0, 3);
                    throw new IllegalStateException("halfway");
                }))
                .hasMessage("halfway");
        assertThat(NaiveCorrection.voxels(correction.labels())).isEqualTo(before);
        assertThat(correction.nextNumber()).isEqualTo(3);
        assertThat(correction.undoable()).isEmpty();
    }

    @Test
    void whatAStepWritesTwiceIsUndoneAndRedoneInOrder() {
        Correction correction = withBoxes();
        int[] before = NaiveCorrection.voxels(correction.labels());
        correction.step("twice", edit -> {
            for (int number : new int[] {3, 0, 2, 1}) {
                edit.set(0, 0, 0, number);
                edit.set(9, 2, 2, number);
            }
        });
        int[] after = NaiveCorrection.voxels(correction.labels());
        assertThat(correction.numbers()).containsExactly(1, 2);
        assertThat(correction.voxels(1)).isEqualTo(20);
        correction.undo();
        assertThat(NaiveCorrection.voxels(correction.labels())).isEqualTo(before);
        assertThat(correction.voxels(1)).isEqualTo(18);
        correction.redo();
        assertThat(NaiveCorrection.voxels(correction.labels())).isEqualTo(after);
        assertThat(correction.voxels(1)).isEqualTo(20);
    }

    @Test
    void theHistoryForgetsTheOldestButNeverTheLast() {
        LabelMap labels = LabelMap.allocate(GRID);
        Correction correction = new Correction(labels, Map.of(), 1, 4 * 600L);
        for (int i = 0; i < 10; i++) {
            fill(correction, new Box(i, 0, 0, i + 1, 5, 1), 1);
        }
        for (int i = 0; i < 10; i++) {
            correction.undo();
        }
        assertThat(correction.voxels(1)).isEqualTo(5 * 6);
        fill(correction, new Box(0, 0, 2, 20, 20, 6), 2);
        fill(correction, new Box(0, 6, 0, 20, 20, 2), 2);
        correction.undo();
        assertThat(correction.undoable()).isEmpty();
        assertThat(correction.voxels(2)).isEqualTo(20 * 20 * 4);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void measuredFromTheirBoxesLesionsAreWhatTheWholeMapSays(int seed) {
        Random random = new Random(seed);
        VolumeGeometry grid = seed == 3
                ? VolumeGeometry.uncalibrated(25, 22)
                : Grids.oblique(random, 5 + seed * 9, 25 - seed * 10, 12);
        LabelMap labels = LabelMap.allocate(grid);
        labels.voxels().forEach(voxel -> voxel.set(random.nextInt(3) == 0 ? 1 + random.nextInt(9) : 0));
        Volume image = Phantoms.smoothNoise(grid, random).with(new Padding(0.2f, 0.45f));
        Optional<ProbabilityMap> probability = Optional.of(new ProbabilityMap(image.voxels(), grid));
        Correction correction = new Correction(labels, Map.of(), 1);
        Stroke.begin(correction, Brush.disc(2, 3), Ink.eraser()).to(10, 5, 0);
        LesionSteps.remove(correction, 4);
        for (int round = 0; round < 2; round++) {
            assertThat(correction.measure(correction.numbers(), probability, Optional.of(image)))
                    .isEqualTo(LesionMeasurements.measure(labels, probability, Optional.of(image)));
            correction.undo();
        }
        assertThat(correction.measure(List.of(4, 77), Optional.empty(), Optional.empty()))
                .isEqualTo(LesionMeasurements.measure(labels, Optional.empty(), Optional.empty()).stream()
                        .filter(lesion -> lesion.label() == 4)
                        .toList());
    }

    @Test
    void measuredLesionsHaveTheirClass() {
        Correction correction = withBoxes();
        Lesion lesion = correction
                .measure(List.of(1), Optional.empty(), Optional.empty())
                .get(0);
        assertThat(lesion.lesionClass()).isEqualTo("glioma");
        assertThat(lesion.classProbability()).isNaN();
        assertThat(lesion.measurements().volumeMl()).isEqualTo(18 * 3 / 1000.0);
    }

    /** Each step is done twice, in two ways; then everything is undone and redone. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6})
    void twoHundredRandomStepsAreUndoneAndRedone(int seed) {
        Random random = new Random(seed);
        VolumeGeometry grid = seed % 3 == 0 ? VolumeGeometry.uncalibrated(14, 11) : Grids.oblique(random, 8, 7, 6);
        LabelMap labels = LabelMap.allocate(grid);
        labels.voxels().forEach(voxel -> voxel.set(random.nextInt(4) == 0 ? 1 + random.nextInt(4) : 0));
        Map<Integer, String> classes = Map.of(1, "glioma", 3, "meningioma");
        Correction correction = new Correction(labels, classes, 1);
        NaiveCorrection naive = new NaiveCorrection(labels, classes);
        RandomSteps steps = new RandomSteps(random, correction, naive, Phantoms.smoothNoise(grid, random));
        int[] start = naive.voxels().clone();
        for (int i = 0; i < 200; i++) {
            steps.next();
            steps.requireSame();
        }
        int[] last = naive.voxels().clone();
        int undone = 0;
        while (correction.undoable().isPresent()) {
            steps.requireSame(correction.undo());
            naive.undo();
            steps.requireSame();
            undone++;
        }
        assertThat(NaiveCorrection.voxels(labels)).isEqualTo(start);
        assertThat(correction.classes()).isEqualTo(classes);
        assertThat(undone).isGreaterThan(70);
        while (undone-- > 0) {
            steps.requireSame(correction.redo());
            naive.redo();
            steps.requireSame();
        }
        assertThat(NaiveCorrection.voxels(labels)).isEqualTo(last);
    }
}
