package org.lesionlens.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
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
import org.lesionlens.explain.DeletionCurve.Point;
import org.lesionlens.inference.LesionClassifier;
import org.lesionlens.inference.LesionSegmenter;
import org.lesionlens.inference.OnnxModel;
import org.lesionlens.inference.PatchInput;
import org.lesionlens.inference.PreparedSlices;
import org.lesionlens.inference.Tensor;
import org.lesionlens.inference.TinyModels;
import org.lesionlens.io.VolumeFiles;
import org.lesionlens.lesion.ConnectedComponents;
import org.lesionlens.model.ChangedModel;
import org.lesionlens.model.Model;
import org.lesionlens.model.UnsuitableModelException;
import org.lesionlens.volume.Image;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.Normalization;
import org.lesionlens.volume.Progress;
import org.lesionlens.volume.Volume;

/** On the shipped phantom, with networks whose answers are known: see models/tiny/closed_form.py. */
class ExplanationMapsTest {
    private static final long SLICE = 14;
    private static final double THRESHOLD = 0.5;
    private static final int CELLS = 20 * 20;

    private static OnnxModel segmenter;
    private static OnnxModel classifier;
    private static Volume phantom;
    private static LabelMap labels;
    private static ExplanationMaps maps;

    @BeforeAll
    static void explain() throws IOException {
        segmenter = TinyModels.open(TinyModels.segmenter());
        classifier = TinyModels.open(TinyModels.classifier());
        phantom = VolumeFiles.read(Path.of("test-data", "phantom_t1ce.nii.gz"), Optional.empty())
                .volume();
        labels = ConnectedComponents.label(
                new LesionSegmenter(segmenter, 1, false)
                        .segment(Image.of(phantom), Progress.NONE)
                        .lesion(),
                THRESHOLD,
                10);
        maps = explained(Optional.of(classifier), SLICE);
    }

    private static ExplanationMaps explained(Optional<OnnxModel> tells, long slice) {
        return new SliceExplainer(segmenter, tells, Image.of(phantom), labels, THRESHOLD).maps(slice);
    }

    @AfterAll
    static void close() {
        segmenter.close();
        classifier.close();
    }

    /** The least and the largest value that a map may have anywhere; of a class, what all of it in one cell would be. */
    private static final Map<String, double[]> RANGES = Map.ofEntries(
            Map.entry("attention", new double[] {0, CELLS}),
            Map.entry("reverse_attention", new double[] {0, CELLS}),
            Map.entry("covariance", new double[] {-1, 1}),
            Map.entry("gate2", new double[] {TinyModels.sigmoid(-3), TinyModels.sigmoid(3)}),
            Map.entry("gate1", new double[] {TinyModels.sigmoid(-3), TinyModels.sigmoid(3)}),
            Map.entry("gate0", new double[] {TinyModels.sigmoid(-3), TinyModels.sigmoid(3)}),
            Map.entry("gates", new double[] {Math.pow(TinyModels.sigmoid(-3), 3), Math.pow(TinyModels.sigmoid(3), 3)}),
            Map.entry("probability", new double[] {TinyModels.OUTSIDE, TinyModels.INSIDE}),
            Map.entry("attended_distance", new double[] {0, Math.hypot(240, 240)}),
            Map.entry("attention_entropy", new double[] {0, Math.log(CELLS)}),
            Map.entry("mirror_mean", new double[] {TinyModels.OUTSIDE, TinyModels.INSIDE}),
            Map.entry("mirror_deviation", new double[] {0, 0.5}),
            Map.entry("mirror_entropy", new double[] {0, Math.log(2)}),
            Map.entry("cam_meningioma", new double[] {0, 64 * 16 * 0.9}),
            Map.entry("cam_glioma", new double[] {0, 64 * 16 * 0.3}),
            Map.entry("cam_pituitary", new double[] {0, 64 * 16 * 1.5}),
            Map.entry("occlusion", new double[] {0, 1}));

    @Test
    void everyMapThatIsOfferedLiesOnTheSliceAndInItsRange() {
        assertThat(maps.kinds()).extracting(MapKind::name).containsExactlyInAnyOrderElementsOf(RANGES.keySet());
        for (MapKind kind : maps.kinds()) {
            String name = kind.name();
            Explanation map = kind.make(maps, Progress.NONE, 100, 60, SLICE);
            double[] range = RANGES.get(name);
            assertThat(map.kind()).isEqualTo(kind);
            assertThat(map.map().geometry()).isEqualTo(maps.slice().grid());
            double[] found = range(map);
            assertThat(found[0]).as(name).isBetween(range[0] - 1e-5, found[1]);
            assertThat(found[1]).as(name).isGreaterThan(found[0]).isLessThanOrEqualTo(range[1] + 1e-5);
            assertThat(map.least()).as(name).isLessThanOrEqualTo(found[0]);
            assertThat(map.most()).as(name).isGreaterThanOrEqualTo(found[1]);
        }
    }

    /** The least and the largest value; of those in the patch, if a map ends there. */
    private static double[] range(Explanation map) {
        double[] range = {Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY};
        for (FloatType voxel : Views.flatIterable(map.map().voxels())) {
            assertThat(Float.isNaN(voxel.get()) && !map.name().startsWith("cam_"))
                    .isFalse();
            if (!Float.isNaN(voxel.get())) {
                range[0] = Math.min(range[0], voxel.get());
                range[1] = Math.max(range[1], voxel.get());
            }
        }
        return range;
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

    /** One brightness says all logits: that of the lesion, whose rim is blurred a little. */
    @Test
    void theLogitsAreThoseOfTheBrightnessOfTheLesion() {
        ClassActivation here = maps.classes().orElseThrow();
        double brightness = (here.logit("meningioma") / 0.9 / 8 + 0.9) / 2;
        assertThat(brightness).isCloseTo(brightnessOfTheLesion(), within(0.1));
        assertThat(here.logit("glioma")).isCloseTo(TinyModels.logit(1, brightness), within(1e-4));
        assertThat(here.logit("pituitary")).isCloseTo(TinyModels.logit(2, brightness), within(1e-4));
        assertThat(here.likeliest()).isEqualTo("meningioma");
    }

    private static double brightnessOfTheLesion() {
        Normalization statistics = Normalization.foreground(phantom.voxels());
        double sum = 0;
        int count = 0;
        var cursor = Views.hyperSlice(labels.voxels(), 2, SLICE).localizingCursor();
        while (cursor.hasNext()) {
            if (cursor.next().get() == 1) {
                FloatType voxel = phantom.voxels().getAt(cursor.getLongPosition(0), cursor.getLongPosition(1), SLICE);
                sum += (voxel.get() - statistics.mean()) / statistics.standardDeviation();
                count++;
            }
        }
        return sum / count;
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
        assertThat(classes.shareInLesion(classes.likeliest())).isBetween(5 * classes.areaShare(), 1.0);
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
        SortedMap<Integer, Double> stability = new SliceExplainer(
                        segmenter, Optional.empty(), Image.of(phantom), two, THRESHOLD)
                .maps(SLICE)
                .stability();
        assertThat(stability.keySet()).containsExactly(1, 2);
        assertThat(stability.get(1)).isBetween(0.8, 1.0);
        assertThat(stability.get(2)).isZero();
    }

    /** The network, described as one for which left is not like right. */
    @Test
    void aNetworkThatMayNotBeMirroredHasNoMirroredMaps(@TempDir Path models) throws IOException {
        Path folder = ChangedModel.copy(
                TinyModels.SEGMENTER,
                models,
                description ->
                        description.replace("      query: query\n", "      query: query\n      mirror: false\n"));
        try (OnnxModel model = TinyModels.open(Model.read(folder))) {
            ExplanationMaps once =
                    new SliceExplainer(model, Optional.empty(), Image.of(phantom), labels, THRESHOLD).maps(SLICE);
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
                .containsExactly(TinyModels.SEGMENTER, TinyModels.CLASSIFIER);
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
        assertThat(ofLesion.points())
                .extracting(Point::share)
                .startsWith(0.0)
                .endsWith(1.0)
                .isSorted();
        assertThat(ofLesion.points().get(0).score()).isGreaterThan(0.8);
        assertThat(ofLesion.points().get(16).score())
                .as("0 everywhere is no lesion anywhere")
                .isCloseTo(TinyModels.OUTSIDE, within(1e-6));
        double atRandom =
                faithfulness.curveAtRandom(1, Kind.DELETION, Progress.NONE).area();
        assertThat(ofLesion.area()).isLessThan(atRandom);
        assertThat(faithfulness
                        .curve(maps.slice().probability(), Kind.DELETION, Progress.NONE)
                        .area())
                .isLessThan(atRandom);
        DeletionCurve letIn = faithfulness.curveOfLesion(Kind.INSERTION, Progress.NONE);
        assertThat(letIn.points().get(16).score())
                .isEqualTo(ofLesion.points().get(0).score());
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

    /** A network that sees the next pixel only loses nothing where what was blanked out does not touch the lesion. */
    @Test
    void occlusionIsFeltAtTheLesionAndNowhereElse() {
        Explanation map = MapKind.OCCLUSION.make(maps, Progress.NONE);
        assertThat(map.most()).isBetween(0.1, 1.0);
        long[][] box = boxOfTheLesion();
        var values = Views.flatIterable(map.map().voxels()).localizingCursor();
        boolean felt = false;
        while (values.hasNext()) {
            double value = values.next().get();
            long x = values.getLongPosition(0);
            long y = values.getLongPosition(1);
            felt |= labels.voxels().getAt(x, y, SLICE).get() == 1 && value > 0.1;
            // a square of 16 pixels, a pixel round it, and half a square between two
            boolean far = x < box[0][0] - 26 || x > box[0][1] + 26 || y < box[1][0] - 26 || y > box[1][1] + 26;
            assertThat(far ? value : 0).isZero();
        }
        assertThat(felt).isTrue();
    }

    /** First and last column, first and last row. */
    private static long[][] boxOfTheLesion() {
        long[][] box = {{Long.MAX_VALUE, 0}, {Long.MAX_VALUE, 0}};
        var cursor = Views.hyperSlice(labels.voxels(), 2, SLICE).localizingCursor();
        while (cursor.hasNext()) {
            if (cursor.next().get() == 1) {
                for (int axis = 0; axis < 2; axis++) {
                    box[axis][0] = Math.min(box[axis][0], cursor.getLongPosition(axis));
                    box[axis][1] = Math.max(box[axis][1], cursor.getLongPosition(axis));
                }
            }
        }
        return box;
    }

    @Test
    void areasAreThoseOfTrapezoids() {
        DeletionCurve curve =
                new DeletionCurve("x", Kind.DELETION, List.of(new Point(0, 1), new Point(0.5, 0.5), new Point(1, 0)));
        assertThat(curve.area()).isCloseTo(0.5, within(1e-12));
    }
}
