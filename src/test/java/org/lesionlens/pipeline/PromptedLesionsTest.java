package org.lesionlens.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import net.imglib2.img.array.ArrayImgs;
import net.imglib2.type.numeric.integer.UnsignedShortType;
import net.imglib2.type.numeric.real.FloatType;
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

    /** Voxel 4 is told 0.6 and 0.8, voxel 5 is told 0.7 twice. */
    @Test
    void whereLesionsOverlapTheMoreProbableOneHoldsAndOfEqualsTheFirst() {
        PromptedLesions found = lesions(Focus.ALL, 1, answer(3, 0.9f, 0.6f, 0.7f), answer(4, 0.8f, 0.7f, 0.6f, 0.9f));
        assertThat(labels(found)).containsExactly(0, 0, 0, 2, 1, 2, 1, 1, 0, 0);
        assertThat(numbers(found)).containsExactly(OptionalInt.of(2), OptionalInt.of(1));
        List<Float> said = new ArrayList<>();
        for (FloatType value : Views.flatIterable(found.probability().voxels())) {
            said.add(value.get());
        }
        assertThat(said.subList(10, 20)).containsExactly(0f, 0f, 0f, 0.9f, 0.8f, 0.7f, 0.6f, 0.9f, 0f, 0f);
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
