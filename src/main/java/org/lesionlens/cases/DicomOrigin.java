package org.lesionlens.cases;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.lesionlens.io.LoadedVolume;
import org.lesionlens.io.dicom.Algorithm;
import org.lesionlens.io.dicom.Derivation;
import org.lesionlens.io.dicom.ReportWriter;
import org.lesionlens.io.dicom.ReportedBox;
import org.lesionlens.io.dicom.Segmentation;
import org.lesionlens.io.dicom.SourceSeries;
import org.lesionlens.lesion.Lesion;
import org.lesionlens.model.Code;
import org.lesionlens.model.Model;
import org.lesionlens.pipeline.Analysis;
import org.lesionlens.pipeline.AnalysisModels;
import org.lesionlens.pipeline.DetectionAnalysis;
import org.lesionlens.pipeline.LesionAnalysis;
import org.lesionlens.pipeline.SoftwareVersion;

/**
 * What results become DICOM with, the same for all objects of a case.
 *
 * @param derivation the images that they are about, what found it, identifiers
 * @param region the part of the body; empty if nobody says
 * @param choices of the user
 */
public record DicomOrigin(Derivation derivation, Optional<Code> region, DicomChoices choices) {
    /** That of what networks found. */
    static DicomOrigin of(SourceSeries series, AnalysisModels models, Analysis analysis, DicomChoices choices) {
        Model segmenter = models.segmenter().description();
        Algorithm algorithm = new Algorithm(
                Algorithm.Type.AUTOMATIC,
                segmenter.name(),
                segmenter.identity().version(),
                parameters(models, analysis));
        Derivation derivation = choices.seeded()
                ? Derivation.seeded(series, algorithm, SoftwareVersion.text(), seed(analysis, choices))
                : Derivation.now(series, algorithm, SoftwareVersion.text());
        return new DicomOrigin(derivation, segmenter.purpose().bodyPart(), choices);
    }

    private static String seed(Analysis analysis, DicomChoices choices) {
        return analysis instanceof DetectionAnalysis boxes
                ? choices + boxes.boxes().toString()
                : seed((LesionAnalysis) analysis, choices);
    }

    /** What stands for all that was found. */
    static String seed(LesionAnalysis analysis, DicomChoices choices) {
        String context = analysis.context().map(Fingerprint::of).orElse("");
        return choices + Fingerprint.of(analysis.labels()) + context + analysis.lesions();
    }

    /** That of labels that a user has, and may have changed; they lie on an image that was read from DICOM. */
    public static DicomOrigin ofUser(LoadedVolume image, DicomChoices choices) {
        return ofUser(image.series().orElseThrow(), Optional.empty(), choices);
    }

    /** The same of images of a part of the body. */
    static DicomOrigin ofUser(SourceSeries series, Optional<Code> region, DicomChoices choices) {
        Algorithm algorithm = new Algorithm(Algorithm.Type.SEMIAUTOMATIC, "LesionLens", SoftwareVersion.text(), "");
        return new DicomOrigin(Derivation.now(series, algorithm, SoftwareVersion.text()), region, choices);
    }

    private static String parameters(AnalysisModels models, Analysis analysis) {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put(
                "sha256",
                models.segmenter().description().network().weights().get(0).sha256());
        values.putAll(analysis.settings().byName());
        models.classifier()
                .ifPresent(classifier -> values.put(
                        "classifier",
                        classifier.description().name() + " "
                                + classifier.description().identity().version()));
        return values.entrySet().stream()
                .map(value -> value.getKey() + "=" + value.getValue())
                .collect(Collectors.joining("; "));
    }

    /** The segmentation of a case. */
    Segmentation segmentation(ResultMaps maps) {
        return choices.byClass() ? byClass(maps) : ofLesions(maps);
    }

    /** The same with a segment a lesion, whatever the user chose of segmentations. */
    Segmentation ofLesions(ResultMaps maps) {
        return new Segmentation(maps.together(), maps.probability(), maps.segments(), region, false, choices.form());
    }

    /** Classes, then the context. */
    private Segmentation byClass(ResultMaps maps) {
        ClassSegments classes = ClassSegments.of(maps);
        return new Segmentation(
                maps.together(classes.ofLesions(), classes.classes().size()),
                maps.probability(),
                maps.segments(classes.classes()),
                region,
                true,
                choices.form());
    }

    /** Writes the boxes of a case. */
    void writeReport(Path file, DetectionAnalysis analysis) throws IOException {
        List<ReportedBox> boxes = analysis.boxes().stream()
                .map(box -> new ReportedBox(box.number(), box.box(), box.kind(), box.score()))
                .toList();
        ReportWriter.write(file, boxes, analysis.geometry(), region, derivation);
    }

    /** Writes the measurements of a case's segmentation. */
    void writeReport(Path file, ResultMaps maps) throws IOException {
        Segmentation segmentation = segmentation(maps);
        List<Lesion> lesions = choices.byClass()
                ? ClassSegments.of(maps).measured(segmentation)
                : maps.analysis().lesions();
        ReportWriter.write(file, segmentation, lesions, derivation);
    }
}
