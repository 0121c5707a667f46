package org.lesionlens.cases;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.imglib2.Cursor;
import net.imglib2.type.numeric.integer.UnsignedShortType;
import net.imglib2.view.Views;
import org.lesionlens.draw.OverviewPicture;
import org.lesionlens.model.Code;
import org.lesionlens.model.Label;
import org.lesionlens.pipeline.Finding;
import org.lesionlens.pipeline.LesionAnalysis;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.ProbabilityMap;

/**
 * What formats of results write.
 *
 * @param analysis the lesions, with their numbers
 * @param labels what the segmenter tells apart
 * @param dicom what they become DICOM with; empty of what was not read from DICOM
 * @param picture of them; empty where none is drawn
 */
record ResultMaps(
        LesionAnalysis analysis, List<Label> labels, Optional<DicomOrigin> dicom, Optional<OverviewPicture> picture) {
    /** Without a picture. */
    ResultMaps(LesionAnalysis analysis, List<Label> labels, Optional<DicomOrigin> dicom) {
        this(analysis, labels, dicom, Optional.empty());
    }

    /** For formats other than DICOM. */
    ResultMaps(LesionAnalysis analysis, List<Label> labels) {
        this(analysis, labels, Optional.empty());
    }

    LabelMap lesions() {
        return analysis.labels();
    }

    Optional<ProbabilityMap> probability() {
        return analysis.probability();
    }

    Optional<LabelMap> context() {
        return analysis.context();
    }

    /** Lesions and what else there is by the values of the segmenter's labels; empty of one that tells no classes apart. */
    Optional<LabelMap> classes() {
        Map<Integer, Integer> values = new HashMap<>();
        for (Finding finding : analysis.findings()) {
            values.put(
                    finding.lesion().label(),
                    finding.segment().map(Label::value).orElse(0));
        }
        return hasClasses() ? Optional.of(overContext(values, Map.of())) : Optional.empty();
    }

    private boolean hasClasses() {
        return labels.size() > 1;
    }

    /** What the numbers of lesions mean. */
    List<Label> lesionLabels() {
        return analysis.findings().stream().map(this::label).toList();
    }

    private Label label(Finding finding) {
        int number = finding.lesion().label();
        String kind = finding.lesion().lesionClass();
        Optional<Code> code = finding.kind().flatMap(Label::code);
        String name = number + " " + (kind.isEmpty() ? "lesion" : kind);
        return new Label(number, name, code, OverviewPicture.colorText(analysis, number), true);
    }

    /** What the values of the context mean. */
    List<Label> contextLabels() {
        return labels.stream().filter(label -> !label.lesion()).toList();
    }

    /** Lesions by their numbers and, above them, what else there is; with {@link #segments()}. */
    LabelMap together() {
        return context().isEmpty() ? lesions() : overContext(Map.of(), above());
    }

    /**
     * The same with other numbers of lesions.
     *
     * @param ofLesions their new numbers by those that they have
     * @param most the largest of them
     */
    LabelMap together(Map<Integer, Integer> ofLesions, int most) {
        return overContext(ofLesions, above(most));
    }

    /** Lesions, and the context where there is none, each by other numbers than their own where there are some. */
    private LabelMap overContext(Map<Integer, Integer> ofLesions, Map<Integer, Integer> ofContext) {
        LabelMap all = LabelMap.allocate(lesions().geometry());
        LabelMap others = context().orElse(all);
        Cursor<UnsignedShortType> lesion =
                Views.flatIterable(lesions().voxels()).cursor();
        Cursor<UnsignedShortType> other = Views.flatIterable(others.voxels()).cursor();
        for (UnsignedShortType voxel : Views.flatIterable(all.voxels())) {
            int value = other.next().get();
            int number = lesion.next().get();
            voxel.set(number != 0 ? ofLesions.getOrDefault(number, number) : ofContext.getOrDefault(value, value));
        }
        return all;
    }

    List<Label> segments() {
        return segments(lesionLabels(), above());
    }

    /** The same where the lesions have the numbers 1 to as many as their labels are. */
    List<Label> segments(List<Label> ofLesions) {
        return segments(ofLesions, above(ofLesions.size()));
    }

    private List<Label> segments(List<Label> ofLesions, Map<Integer, Integer> above) {
        List<Label> segments = new ArrayList<>(ofLesions);
        contextLabels()
                .forEach(label -> segments.add(
                        new Label(above.get(label.value()), label.name(), label.code(), label.color(), false)));
        return segments;
    }

    /** The numbers after those of the lesions, which may have gaps, by the values of the context's labels. */
    private Map<Integer, Integer> above() {
        return above(lesionLabels().stream().mapToInt(Label::value).max().orElse(0));
    }

    private Map<Integer, Integer> above(int most) {
        Map<Integer, Integer> above = new HashMap<>();
        for (Label label : contextLabels()) {
            above.put(label.value(), most + above.size() + 1);
        }
        return above;
    }

    /** The lesion of a number. */
    Finding finding(int number) {
        return analysis.findings().stream()
                .filter(finding -> finding.lesion().label() == number)
                .findFirst()
                .orElseThrow();
    }
}
