package org.lesionlens.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import net.imglib2.view.Views;
import org.junit.jupiter.api.Test;
import org.lesionlens.inference.LesionClassifier.Classification;
import org.lesionlens.inference.Segmentation;
import org.lesionlens.lesion.LabelProbabilities;
import org.lesionlens.lesion.Lesion;
import org.lesionlens.lesion.LesionMeasurements;
import org.lesionlens.model.AnalysisSettings;
import org.lesionlens.model.Channel;
import org.lesionlens.model.Code;
import org.lesionlens.model.ElementType;
import org.lesionlens.model.Fill;
import org.lesionlens.model.Identity;
import org.lesionlens.model.Label;
import org.lesionlens.model.Model;
import org.lesionlens.model.Network;
import org.lesionlens.model.Purpose;
import org.lesionlens.model.Role;
import org.lesionlens.model.TensorSpec;
import org.lesionlens.model.Window;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.ProbabilityMap;
import org.lesionlens.volume.VolumeGeometry;

/** What segmentations of several labels come to: boxes drawn by hand, whose lesions and classes are known. */
class SegmentedLesionsTest {
    private static final VolumeGeometry GRID = VolumeGeometry.axisAligned(new long[] {12, 10, 4}, 1, 1, 2);
    private static final Label CORE =
            new Label(1, "core", Optional.of(new Code("SCT", "6574001", "Necrosis")), "#FF0000", true);
    private static final Label LIVER = new Label(2, "liver", Optional.empty(), "#00FF00", false);
    private static final Label OEDEMA = new Label(7, "oedema", Optional.empty(), "#0000FF", true);

    private final LabelMap values = LabelMap.allocate(GRID);
    private final ProbabilityMap probability = ProbabilityMap.allocate(GRID);

    private static Model model(Label... labels) {
        return model(new Role.Segments(List.of(labels), new AnalysisSettings(0.5, 0, 0, 0, false)));
    }

    private static Model model(Role role) {
        TensorSpec tensor = new TensorSpec("input", "bcyx", ElementType.FLOAT32);
        Window window = new Window.Whole(List.of(new Window.Side(16, 16), new Window.Side(16, 16)), Fill.LOWEST);
        return new Model(
                new Identity(Path.of("m"), "m", "1", "", Optional.empty(), List.of()),
                new Purpose(
                        Optional.of("MR"),
                        "",
                        Optional.empty(),
                        OptionalDouble.empty(),
                        Optional.empty(),
                        Optional.empty()),
                List.of(new Channel("image", Optional.empty())),
                List.of(),
                new Network(List.of(), List.of(), tensor, window, Set.of(), Optional.empty(), Optional.empty()),
                Optional.empty(),
                role,
                null,
                List.of());
    }

    private void box(int value, double sure, long[] min, long[] max) {
        Views.interval(values.voxels(), min, max).forEach(voxel -> voxel.set(value));
        Views.interval(probability.voxels(), min, max).forEach(voxel -> voxel.set((float) sure));
    }

    private SegmentedLesions found(Model model, double threshold, long least) {
        return SegmentedLesions.of(
                new Segmentation(
                        probability, Optional.of(values), Optional.empty(), OptionalDouble.empty(), Optional.empty()),
                model,
                new AnalysisSettings(threshold, least * GRID.voxelVolumeMl(), 0, 0, false));
    }

    @Test
    void partsOfEachLesionLabelAreLesionsThoughTheyTouch() {
        box(1, 0.9, new long[] {1, 1, 1}, new long[] {4, 4, 1});
        box(7, 0.9, new long[] {5, 1, 1}, new long[] {6, 4, 1});
        box(7, 0.9, new long[] {9, 8, 3}, new long[] {9, 9, 3});
        SegmentedLesions found = found(model(CORE, OEDEMA), 0.5, 1);
        assertThat(found.segments()).isEqualTo(Map.of(1, CORE, 2, OEDEMA, 3, OEDEMA));
        assertThat(found.labels().voxels().getAt(4, 2, 1).get()).isEqualTo(1);
        assertThat(found.labels().voxels().getAt(5, 2, 1).get()).isEqualTo(2);
        assertThat(found.labels().voxels().getAt(9, 9, 3).get()).isEqualTo(3);
        assertThat(found.context()).isEmpty();
        assertThat(found(model(CORE, OEDEMA), 0.5, 3).segments()).hasSize(2);
    }

    @Test
    void labelsThatAreNoLesionsAreContextByTheirValues() {
        box(2, 0.1, new long[] {0, 0, 0}, new long[] {11, 9, 3});
        box(1, 0.8, new long[] {3, 3, 2}, new long[] {4, 4, 2});
        SegmentedLesions found = found(model(CORE, LIVER), 0.5, 1);
        assertThat(found.segments()).isEqualTo(Map.of(1, CORE));
        LabelMap context = found.context().orElseThrow();
        assertThat(context.voxels().getAt(0, 0, 0).get()).isEqualTo(2);
        assertThat(context.voxels().getAt(3, 3, 2).get()).isZero();
        assertThat(found.labels().voxels().getAt(0, 0, 0).get()).isZero();
    }

    @Test
    void ofOneLabelTheMostProbableIsAboveOneHalf() {
        box(0, 0.4, new long[] {1, 1, 1}, new long[] {2, 2, 1});
        box(0, 0.6, new long[] {6, 6, 1}, new long[] {7, 7, 1});
        SegmentedLesions found = SegmentedLesions.of(
                new Segmentation(
                        probability, Optional.empty(), Optional.empty(), OptionalDouble.empty(), Optional.empty()),
                model(CORE),
                new AnalysisSettings(0, 0, 0, 0, false));
        assertThat(found.labels().voxels().getAt(6, 6, 1).get()).isEqualTo(1);
        assertThat(found.labels().voxels().getAt(1, 1, 1).get()).isZero();
        assertThat(found.labels().voxels().getAt(11, 9, 3).get()).isZero();
        assertThat(found.segments()).isEmpty();
    }

    @Test
    void aSegmenterWithOneLabelTellsNoKindsApartThoughItNamesIt() {
        box(1, 0.6, new long[] {6, 6, 1}, new long[] {7, 7, 1});
        SegmentedLesions found = found(model(CORE), 0, 1);
        assertThat(found.labels().voxels().getAt(6, 6, 1).get()).isEqualTo(1);
        assertThat(found.segments()).isEmpty();
    }

    private Lesion lesion() {
        box(1, 0.8, new long[] {1, 1, 1}, new long[] {2, 2, 1});
        LabelMap labels = LabelMap.allocate(GRID);
        Views.interval(labels.voxels(), new long[] {1, 1, 1}, new long[] {2, 2, 1})
                .forEach(voxel -> voxel.set(1));
        return LesionMeasurements.measure(labels, Optional.of(probability), Optional.empty())
                .get(0);
    }

    @Test
    void withoutAClassifierTheLabelOfTheSegmenterIsTheClass() {
        LesionKinds one = new LesionKinds(model(CORE, LIVER), Optional.empty(), Map.of(1, 0.8));
        Finding finding = one.of(lesion(), Optional.of(CORE), Optional.empty());
        assertThat(finding.lesion().lesionClass()).isEqualTo("core");
        assertThat(finding.lesion().classProbability()).isCloseTo(0.8, org.assertj.core.data.Offset.offset(1e-6));
        assertThat(finding.kind()).contains(CORE);
        LesionKinds two = new LesionKinds(model(CORE, OEDEMA), Optional.empty(), Map.of(2, 0.8));
        Finding other = two.of(lesion(), Optional.of(OEDEMA), Optional.empty());
        assertThat(other.lesion().lesionClass()).isEqualTo("oedema");
        assertThat(other.lesion().classProbability()).as("nobody says").isNaN();
        assertThat(other.probabilities()).isEmpty();
    }

    @Test
    void theProbabilityOfALabelIsTheMeanOverTheVoxelsOfItsLesion() {
        LabelMap labels = LabelMap.allocate(GRID);
        labels.voxels().getAt(1, 1, 1).set(1);
        labels.voxels().getAt(2, 1, 1).set(1);
        labels.voxels().getAt(7, 7, 3).set(2);
        ProbabilityMap ofLabel = ProbabilityMap.allocate(GRID);
        ofLabel.voxels().getAt(1, 1, 1).set(0.5f);
        ofLabel.voxels().getAt(2, 1, 1).set(0.75f);
        ofLabel.voxels().getAt(3, 1, 1).set(1);
        ofLabel.voxels().getAt(7, 7, 3).set(0.25f);
        assertThat(LabelProbabilities.of(labels, ofLabel)).isEqualTo(Map.of(1, 0.625, 2, 0.25));
    }

    @Test
    void aClassifierDecidesWithinItsClassesAndOtherLesionsKeepTheirLabel() throws IOException {
        Label glioma = new Label(0, "glioma", Optional.empty(), "#FFFF00", true);
        Label core = new Label(1, "core", Optional.empty(), "#FF00FF", true);
        Model classifier = model(new Role.Classifies(List.of(glioma, core)));
        Optional<Classification> told =
                Optional.of(new Classification("glioma", 0.7, Map.of("glioma", 0.7, "core", 0.3)));
        LesionKinds kinds = new LesionKinds(model(CORE, OEDEMA), Optional.of(classifier), Map.of());
        Finding known = kinds.of(lesion(), Optional.of(CORE), told);
        assertThat(known.lesion().lesionClass()).isEqualTo("glioma");
        assertThat(known.kind()).contains(glioma);
        assertThat(known.segment()).contains(CORE);
        Finding unknown = kinds.of(lesion(), Optional.of(OEDEMA), told);
        assertThat(unknown.lesion().lesionClass()).isEqualTo("oedema");
        LesionKinds only = new LesionKinds(model(OEDEMA, LIVER), Optional.of(classifier), Map.of());
        assertThat(only.of(lesion(), Optional.of(OEDEMA), told).lesion().lesionClass())
                .isEqualTo("glioma");
        assertThat(kinds.idle()).isEmpty();
        assertThat(only.idle()).isEmpty();
        Label cyst = new Label(3, "cyst", Optional.empty(), "#FFFFFF", true);
        assertThat(new LesionKinds(model(OEDEMA, cyst), Optional.of(classifier), Map.of()).idle())
                .get()
                .asString()
                .contains("knows none of the classes [oedema, cyst]");
    }
}
