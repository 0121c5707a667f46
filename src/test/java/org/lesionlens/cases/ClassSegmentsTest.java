package org.lesionlens.cases;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.imglib2.view.Views;
import org.junit.jupiter.api.Test;
import org.lesionlens.io.dicom.Segmentation;
import org.lesionlens.io.dicom.SegmentationForm;
import org.lesionlens.lesion.Lesion;
import org.lesionlens.lesion.LesionMeasurements;
import org.lesionlens.model.Label;
import org.lesionlens.pipeline.Finding;
import org.lesionlens.pipeline.LesionAnalysis;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.ProbabilityMap;
import org.lesionlens.volume.VolumeGeometry;

/** Two lesions of a class at the ends of a slice, of 1 and of 2 voxels of 1 ml, and one of another class. */
class ClassSegmentsTest {
    private static final Label GLIOMA = new Label(1, "glioma", Optional.empty(), "#FF0000", true);
    private static final Label CYST = new Label(2, "cyst", Optional.empty(), "#00FF00", true);
    private static final VolumeGeometry GRID = VolumeGeometry.axisAligned(new long[] {8, 3, 2}, 10, 10, 10);

    private static ResultMaps maps() {
        LabelMap labels = LabelMap.allocate(GRID);
        ProbabilityMap probability = ProbabilityMap.allocate(GRID);
        Views.iterable(probability.voxels()).forEach(voxel -> voxel.set(0.5f));
        labels.voxels().getAt(0, 0, 0).set(1);
        labels.voxels().getAt(1, 0, 0).set(1);
        labels.voxels().getAt(4, 2, 1).set(2);
        labels.voxels().getAt(7, 0, 0).set(3);
        probability.voxels().getAt(7, 0, 0).set(0.8f);
        List<Finding> findings = new ArrayList<>();
        for (Lesion lesion : LesionMeasurements.measure(labels, Optional.of(probability), Optional.empty())) {
            Label kind = lesion.label() == 2 ? CYST : GLIOMA;
            findings.add(
                    new Finding(lesion.withClass(kind.name(), 0.75), Optional.of(kind), Optional.of(kind), Map.of()));
        }
        LesionAnalysis analysis = new LesionAnalysis(
                Optional.of(probability), labels, findings, Optional.empty(), List.of(), null, Map.of());
        return new ResultMaps(analysis, List.of(GLIOMA, CYST));
    }

    @Test
    void lesionsOfAClassAreOneSegmentInTheOrderOfTheFirst() {
        ClassSegments segments = ClassSegments.of(maps());
        assertThat(segments.classes()).extracting(Label::name).containsExactly("glioma", "cyst");
        assertThat(segments.classes()).extracting(Label::value).containsExactly(1, 2);
        assertThat(segments.ofLesions()).containsOnly(Map.entry(1, 1), Map.entry(2, 2), Map.entry(3, 1));
    }

    @Test
    void aClassIsMeasuredWholeButForTheLongestDiameterOfALesion() {
        ResultMaps maps = maps();
        ClassSegments segments = ClassSegments.of(maps);
        Segmentation byClass = new Segmentation(
                maps.together(segments.ofLesions(), 2),
                maps.probability(),
                maps.segments(segments.classes()),
                Optional.empty(),
                true,
                SegmentationForm.USUAL);
        Lesion glioma = segments.measured(byClass).get(0);
        assertThat(glioma.label()).isEqualTo(1);
        assertThat(glioma.measurements().voxels()).isEqualTo(3);
        assertThat(glioma.measurements().volumeMl()).isCloseTo(3, within(1e-9));
        assertThat(glioma.measurements().centroid().x()).isCloseTo(80 / 3.0, within(1e-9));
        assertThat(glioma.measurements().meanProbability()).isCloseTo(0.6, within(1e-6));
        assertThat(glioma.measurements().diameter().longestMm())
                .as("not the 80 mm from one lesion to the other")
                .isCloseTo(Math.hypot(20, 10), within(1e-9));
        assertThat(glioma.classProbability()).as("of two lesions").isNaN();
        Lesion cyst = segments.measured(byClass).get(1);
        assertThat(cyst.lesionClass()).isEqualTo("cyst");
        assertThat(cyst.classProbability()).isEqualTo(0.75);
    }
}
