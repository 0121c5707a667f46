package org.lesionlens.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.stream.IntStream;
import net.imglib2.type.numeric.integer.UnsignedShortType;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.view.Views;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lesionlens.explain.DeletionCurve.Kind;
import org.lesionlens.inference.Device;
import org.lesionlens.inference.LesionClassifier;
import org.lesionlens.inference.LesionSegmenter;
import org.lesionlens.inference.OnnxModel;
import org.lesionlens.inference.PatchInput;
import org.lesionlens.inference.PreparedSlices;
import org.lesionlens.inference.Tensor;
import org.lesionlens.io.VolumeFiles;
import org.lesionlens.lesion.ConnectedComponents;
import org.lesionlens.model.ChangedModel;
import org.lesionlens.model.ModelDescription;
import org.lesionlens.model.UnsuitableModelException;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.Progress;
import org.lesionlens.volume.Volume;

/** On the shipped phantom, with the shipped networks. */
class ExplanationMapsTest {
    private static final long SLICE = 14;
    private static final double THRESHOLD = 0.5;

    private static OnnxModel segmenter;
    private static OnnxModel classifier;
    private static Volume phantom;
    private static LabelMap labels;
    private static ExplanationMaps maps;

    @BeforeAll
    static void explain() throws IOException {
        segmenter = open("brain-t1ce-segmenter");
        classifier = open("brain-t1ce-classifier");
        phantom = VolumeFiles.read(Path.of("test-data", "phantom_t1ce.nii.gz"), Optional.empty())
                .volume();
        labels = ConnectedComponents.label(
                new LesionSegmenter(segmenter, 1, false).segment(phantom, Progress.NONE), THRESHOLD, 10);
        maps = explained(Optional.of(classifier), SLICE);
    }

    private static ExplanationMaps explained(Optional<OnnxModel> tells, long slice) {
        return new SliceExplainer(segmenter, tells, phantom, labels, THRESHOLD).maps(slice);
    }

    @AfterAll
    static void close() {
        segmenter.close();
        classifier.close();
    }

    private static OnnxModel open(String name) throws IOException {
        return OnnxModel.open(ModelDescription.read(Path.of("models", name)), Optional.of(Device.CPU), 2);
    }

    @Test
    void everyMapThatIsOfferedLiesOnTheSliceAndInItsRange() {
        assertThat(maps.kinds())
                .extracting(MapKind::name)
                .contains("attention", "covariance", "gate0", "gates", "mirror_entropy", "cam_glioma");
        for (MapKind kind : maps.kinds()) {
            if (kind == MapKind.OCCLUSION) {
                continue; // slow: see below
            }
            Explanation map = kind.make(maps, Progress.NONE, 100, 60, SLICE);
            assertThat(map.kind()).isEqualTo(kind);
            assertThat(map.map().geometry()).isEqualTo(maps.slice().grid());
            assertThat(map.least()).as(kind.name()).isLessThan(map.most());
        }
    }

    @Test
    void aMapThatIsNotOfferedIsRefusedWithThoseThatAre() {
        ExplanationMaps withoutClasses = explained(Optional.empty(), SLICE);
        assertThatThrownBy(() -> withoutClasses.kind("cam_glioma"))
                .isInstanceOf(UnsuitableModelException.class)
                .hasMessageContaining("there is no map \"cam_glioma\" of this slice")
                .hasMessageContaining("reverse_attention");
    }

    @Test
    void theMeanOfAClassMapIsTheLogitWithoutABiasThatDoesNotDependOnTheSlice() {
        ClassActivation here = maps.classes().orElseThrow();
        ClassActivation there =
                explained(Optional.of(classifier), SLICE + 1).classes().orElseThrow();
        for (int i = 0; i < here.classes().size(); i++) {
            String name = here.classes().get(i);
            double bias = here.logit(name) - meanActivation(SLICE, i);
            assertThat(there.logit(name) - meanActivation(SLICE + 1, i)).isCloseTo(bias, within(1e-4));
            assertThat(here.logit(name)).isNotCloseTo(there.logit(name), within(1e-4));
        }
    }

    /** Over the network's cells. */
    private static double meanActivation(long slice, int index) {
        Tensor cells = PatchInput.of(new PreparedSlices(phantom, classifier.description()), labels, slice, 1)
                .run(classifier, Set.of("class_activation"))
                .get("class_activation");
        int count = (int) (cells.shape()[2] * cells.shape()[3]);
        return IntStream.range(index * count, (index + 1) * count)
                .mapToDouble(i -> cells.values()[i])
                .average()
                .orElseThrow();
    }

    @Test
    void theLikeliestClassIsThatOfTheClassifier() {
        var classes = new LesionClassifier(classifier).classify(phantom, labels, Progress.NONE);
        assertThat(maps.classes().orElseThrow().likeliest())
                .isEqualTo(classes.get(1).name());
    }

    @Test
    void whatSpeaksForTheClassLiesMoreInTheLesionThanAnEvenMapWould() {
        ClassActivation classes = maps.classes().orElseThrow();
        assertThat(classes.shareInLesion(classes.likeliest())).isBetween(classes.areaShare(), 1.0);
        assertThat(classes.areaShare()).isBetween(0.005, 0.2);
    }

    @Test
    void aSliceWithoutTheLesionHasNoClass() {
        PreparedSlices slices = new PreparedSlices(phantom, classifier.description());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ClassActivation.of(classifier, slices, labels, 0, 1))
                .withMessage("slice 0 does not cut lesion 1: choose one that does");
        assertThatThrownBy(() -> ClassActivation.of(
                        segmenter, new PreparedSlices(phantom, segmenter.description()), labels, SLICE, 1))
                .isInstanceOf(UnsuitableModelException.class)
                .hasMessageContaining("does not classify lesions");
    }

    @Test
    void mirroredViewsAgreeOnTheLesionAndAreUnsureAtItsRim() {
        MirrorViews views = maps.views();
        assertThat(views.stability(maps.slice().mask(labels, 1), THRESHOLD)).isBetween(0.8, 1.0);
        assertThat(views.stability(maps.slice().mask(labels, 77), THRESHOLD)).isNaN();
        double most = 0;
        for (FloatType voxel : Views.flatIterable(views.entropy().map().voxels())) {
            assertThat(voxel.get()).isBetween(0f, (float) Math.log(2));
            most = Math.max(most, voxel.get());
        }
        assertThat(most).isGreaterThan(0.3);
    }

    @Test
    void eachLesionOfTheSliceHasItsStability() {
        LabelMap two = LabelMap.allocate(labels.geometry());
        var own = Views.flatIterable(labels.voxels()).cursor();
        for (UnsignedShortType voxel : Views.flatIterable(two.voxels())) {
            voxel.set(own.next());
        }
        two.voxels().getAt(5, 5, SLICE).set(2); // in the air, where neither view finds anything
        SortedMap<Integer, Double> stability = new SliceExplainer(segmenter, Optional.empty(), phantom, two, THRESHOLD)
                .maps(SLICE)
                .stability();
        assertThat(stability.keySet()).containsExactly(1, 2);
        assertThat(stability.get(1)).isBetween(0.8, 1.0);
        assertThat(stability.get(2)).isZero();
    }

    /** The shipped network, described as one for which left is not like right. */
    @Test
    void aNetworkThatMayNotBeMirroredHasNoMirroredMaps(@TempDir Path models) throws IOException {
        Path folder = ChangedModel.copy(
                "brain-t1ce-segmenter",
                models,
                description ->
                        description.replace("      query: query\n", "      query: query\n      mirror: false\n"));
        try (OnnxModel model = OnnxModel.open(ModelDescription.read(folder), Optional.of(Device.CPU), 2)) {
            ExplanationMaps once = new SliceExplainer(model, Optional.empty(), phantom, labels, THRESHOLD).maps(SLICE);
            assertThat(once.kinds())
                    .extracting(MapKind::name)
                    .contains("attention", "gates")
                    .noneMatch(name -> name.startsWith("mirror"));
            assertThat(once.stability()).isEmpty();
        }
    }

    @Test
    void excitationsStandBesideThoseOfTheirClass() throws IOException {
        assertThat(maps.excitations())
                .extracting(network -> network.model().name())
                .containsExactly("brain-t1ce-segmenter", "brain-t1ce-classifier");
        for (ExplanationMaps.Excitations network : maps.excitations()) {
            assertThat(network.blocks())
                    .hasSizeGreaterThan(6)
                    .allSatisfy(block -> assertThat(block.weights())
                            .hasSameSizeAs(block.usual().orElseThrow().mean()));
        }
        assertThat(explained(Optional.empty(), SLICE).excitations().get(0).blocks())
                .allMatch(block -> block.usual().isEmpty());
    }

    @Test
    void theLesionThatFillsMostOfASliceIsExplained() {
        LabelMap two = LabelMap.allocate(labels.geometry());
        two.voxels().getAt(20, 20, SLICE).set(1);
        two.voxels().getAt(40, 40, SLICE).set(2);
        assertThat(ExplanationMaps.largestLesion(two, SLICE)).hasValue(1);
        two.voxels().getAt(41, 40, SLICE).set(2);
        assertThat(ExplanationMaps.largestLesion(two, SLICE)).hasValue(2);
        assertThat(ExplanationMaps.largestLesion(two, SLICE + 1)).isEmpty();
    }

    @Test
    void withoutItsLesionTheNetworkLosesItAndWithItAloneFindsMoreThanAtRandom() {
        Faithfulness faithfulness = maps.faithfulness().orElseThrow();
        DeletionCurve ofLesion = faithfulness.curveOfLesion(Kind.DELETION, Progress.NONE);
        assertThat(ofLesion.shares()).startsWith(0).endsWith(1).isSorted();
        assertThat(ofLesion.scores()[0]).isGreaterThan(0.8);
        double atRandom =
                faithfulness.curveAtRandom(1, Kind.DELETION, Progress.NONE).area();
        assertThat(ofLesion.area()).isLessThan(atRandom);
        assertThat(faithfulness
                        .curve(maps.slice().probability(), Kind.DELETION, Progress.NONE)
                        .area())
                .isLessThan(atRandom);
        DeletionCurve letIn = faithfulness.curveOfLesion(Kind.INSERTION, Progress.NONE);
        assertThat(letIn.scores()[16]).isEqualTo(ofLesion.scores()[0]);
    }

    @Test
    void whereThereIsNoLesionThereIsNothingToTest() {
        ExplanationMaps none = explained(Optional.of(classifier), 0);
        assertThat(none.faithfulness()).isEmpty();
        assertThat(none.stability()).isEmpty();
        assertThat(none.lesion()).isEmpty();
        assertThat(none.classes()).isEmpty();
        assertThat(none.kinds())
                .extracting(MapKind::name)
                .contains("attention", "mirror_mean")
                .doesNotContain("occlusion", "cam_glioma");
    }

    @Test
    void occlusionIsFeltAtTheLesion() {
        Explanation map = MapKind.OCCLUSION.make(maps, Progress.NONE);
        double inside = 0;
        double all = 0;
        int count = 0;
        var values = Views.flatIterable(map.map().voxels()).localizingCursor();
        while (values.hasNext()) {
            double value = values.next().get();
            int label = labels.voxels()
                    .getAt(values.getLongPosition(0), values.getLongPosition(1), SLICE)
                    .get();
            inside += label == 1 ? value : 0;
            count += label == 1 ? 1 : 0;
            all += value;
        }
        assertThat(inside / count).isGreaterThan(5 * all / map.map().geometry().voxelCount());
    }

    @Test
    void areasAreThoseOfTrapezoids() {
        DeletionCurve curve = new DeletionCurve("x", Kind.DELETION, new double[] {0, 0.5, 1}, new double[] {1, 0.5, 0});
        assertThat(curve.area()).isCloseTo(0.5, within(1e-12));
    }
}
