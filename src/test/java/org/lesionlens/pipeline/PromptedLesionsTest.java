package org.lesionlens.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import net.imglib2.img.array.ArrayImgs;
import net.imglib2.type.numeric.integer.UnsignedShortType;
import net.imglib2.view.Views;
import org.junit.jupiter.api.Test;
import org.lesionlens.inference.BoxAnswer;
import org.lesionlens.model.AnalysisSettings;
import org.lesionlens.volume.Box;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.ProbabilityMap;
import org.lesionlens.volume.VolumeGeometry;

/** Rows of voxels, of which boxes reach a part. */
class PromptedLesionsTest {
    private static final VolumeGeometry GRID = VolumeGeometry.axisAligned(new long[] {10, 1, 2}, 1, 1, 1);
    private static final VolumeGeometry LONG_GRID = VolumeGeometry.axisAligned(new long[] {30, 1, 1}, 1, 1, 1);

    /** What is said of voxels along x from one on, in the second row. */
    private static BoxAnswer answer(int from, float... said) {
        VolumeGeometry part = VolumeGeometry.axisAligned(new long[] {said.length, 1, 1}, 1, 1, 1);
        Box reach = new Box(from, 0, 1, from + said.length, 1, 2);
        return new BoxAnswer(reach, reach, new ProbabilityMap(ArrayImgs.floats(said, said.length, 1, 1), part));
    }

    private static PromptedLesions lesions(Focus focus, long least, BoxAnswer... answers) {
        AnalysisSettings settings = new AnalysisSettings(0.5, 0, 0, 0, false);
        return new PromptedLesions(GRID, focus, List.of(answers), settings, least);
    }

    /** Of the second row. */
    private static List<Integer> labels(PromptedLesions found) {
        List<Integer> labels = new ArrayList<>();
        for (UnsignedShortType label :
                Views.flatIterable(found.lesions().labels().voxels())) {
            labels.add(label.get());
        }
        assertThat(labels.subList(0, 10)).containsOnly(0);
        return labels.subList(10, 20);
    }

    private static List<OptionalInt> numbers(PromptedLesions found) {
        return found.prompts().stream().map(PromptedLesion::lesion).toList();
    }

    @Test
    void ofABoxTheLargestPartIsTheLesion() {
        PromptedLesions found = lesions(Focus.ALL, 1, answer(1, 0.9f, 0.1f, 0.6f, 0.7f, 0.4f, 0.8f));
        assertThat(labels(found)).containsExactly(0, 0, 0, 1, 1, 0, 0, 0, 0, 0);
    }

    /** What is said of as many voxels along x: 0.9 but of the first and the last one. */
    private static BoxAnswer row(int from, int voxels, float first, float last) {
        float[] said = new float[voxels];
        Arrays.fill(said, 0.9f);
        said[0] = first;
        said[voxels - 1] = last;
        VolumeGeometry part = VolumeGeometry.axisAligned(new long[] {voxels, 1, 1}, 1, 1, 1);
        Box reach = new Box(from, 0, 0, from + voxels, 1, 1);
        return new BoxAnswer(reach, reach, new ProbabilityMap(ArrayImgs.floats(said, voxels, 1, 1), part));
    }

    private static PromptedLesions rows(BoxAnswer... answers) {
        AnalysisSettings settings = new AnalysisSettings(0.5, 0, 0, 0, false);
        return new PromptedLesions(LONG_GRID, Focus.ALL, List.of(answers), settings, 1);
    }

    private static long voxels(PromptedLesions found, int lesion) {
        long count = 0;
        for (UnsignedShortType label : Views.iterable(found.lesions().labels().voxels())) {
            count += label.get() == lesion ? 1 : 0;
        }
        return count;
    }

    /** One voxel of ten and of twelve. */
    @Test
    void whereLesionsOverlapALittleTheMoreProbableOneHoldsAndOfEqualsTheFirst() {
        PromptedLesions found = rows(row(0, 12, 0.9f, 0.6f), row(11, 10, 0.8f, 0.9f));
        assertThat(List.of(voxels(found, 1), voxels(found, 2))).containsExactly(11L, 10L);
        assertThat(found.warnings()).hasSize(1);
        assertThat(found.warnings().get(0)).startsWith("the lesions in boxes 1 and 2 share 1 voxels");
        found = rows(row(11, 10, 0.8f, 0.9f), row(0, 12, 0.9f, 0.8f));
        assertThat(numbers(found)).containsExactly(OptionalInt.of(2), OptionalInt.of(1));
        assertThat(List.of(voxels(found, 1), voxels(found, 2))).containsExactly(11L, 10L);
    }

    /** Two voxels of ten, which would be the more probable there. */
    @Test
    void boxesRoundOneFindingGiveOneLesionWithTheLargerOutline() {
        BoxAnswer larger = row(0, 12, 0.9f, 0.6f);
        BoxAnswer smaller = row(10, 10, 1, 0.9f);
        for (PromptedLesions found : List.of(rows(larger, smaller), rows(smaller, larger))) {
            assertThat(numbers(found)).containsExactly(OptionalInt.of(1), OptionalInt.of(1));
            assertThat(List.of(voxels(found, 1), voxels(found, 2))).containsExactly(12L, 0L);
            assertThat(found.probability().voxels().getAt(10, 0, 0).get()).isEqualTo(0.9f);
            assertThat(found.warnings()).hasSize(1);
            assertThat(found.warnings().get(0))
                    .startsWith("boxes 1 and 2 hold one finding (of the 10 voxels")
                    .contains("2 are outlined");
        }
    }

    @Test
    void theSameBoxTwiceIsOneLesion() {
        PromptedLesions found = rows(row(0, 12, 0.9f, 0.6f), row(20, 5, 0.9f, 0.9f), row(0, 12, 0.9f, 0.6f));
        assertThat(numbers(found)).containsExactly(OptionalInt.of(1), OptionalInt.of(2), OptionalInt.of(1));
        assertThat(found.warnings()).hasSize(1);
        assertThat(found.warnings().get(0))
                .startsWith("boxes 1 and 3 hold one finding")
                .contains("as outlined for box 1");
    }

    /** The window of the second box reaches the lesion of the first and says more of it than its own box. */
    @Test
    void aLesionIsAsProbableAsItsOwnBoxSays() {
        PromptedLesions found =
                lesions(Focus.ALL, 1, answer(0, 0.6f, 0.6f, 0.6f), answer(1, 0.9f, 0.1f, 0.1f, 0.1f, 0.6f, 0.6f));
        assertThat(found.probability().voxels().getAt(1, 0, 1).get()).isEqualTo(0.6f);
        assertThat(found.probability().voxels().getAt(3, 0, 1).get()).isEqualTo(0.1f);
        assertThat(found.warnings()).isEmpty();
    }

    /** A stray part of one box lies in the lesion of the other: only lesions take voxels from each other. */
    @Test
    void aStrayPartTakesNothingFromALesion() {
        PromptedLesions found =
                lesions(Focus.ALL, 1, answer(0, 0.6f, 0.6f, 0.6f), answer(1, 0.9f, 0.1f, 0.1f, 0.1f, 0.6f, 0.6f));
        assertThat(labels(found)).containsExactly(1, 1, 1, 0, 0, 2, 2, 0, 0, 0);
    }

    @Test
    void aBoxInWhichNothingIsLargeEnoughHasNoLesion() {
        PromptedLesions found = lesions(Focus.ALL, 2, answer(0, 0.6f, 0.4f), answer(4, 0.6f, 0.6f));
        assertThat(labels(found)).containsExactly(0, 0, 0, 0, 1, 1, 0, 0, 0, 0);
        assertThat(numbers(found)).containsExactly(OptionalInt.empty(), OptionalInt.of(1));
    }

    @Test
    void outsideOfTheRegionNothingCounts() {
        LabelMap region = LabelMap.allocate(GRID);
        region.voxels().getAt(4, 0, 1).set(1);
        PromptedLesions found = lesions(new Focus(Optional.of(region), List.of()), 1, answer(3, 0.9f, 0.9f, 0.9f));
        assertThat(labels(found)).containsExactly(0, 0, 0, 0, 1, 0, 0, 0, 0, 0);
    }
}
