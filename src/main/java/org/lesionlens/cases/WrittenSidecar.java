package org.lesionlens.cases;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.lesionlens.io.file.MalformedFileException;
import org.lesionlens.io.table.JsonFiles;
import org.lesionlens.model.AnalysisSettings;
import org.lesionlens.model.Code;
import org.lesionlens.model.Label;

/**
 * What the {@value CaseFolder#SIDECAR} of written results says; what it does not say is empty.
 *
 * @param content by the names of the members
 */
record WrittenSidecar(Path file, Map<String, Object> content) {
    static final String BODY_PART = "body_part";
    private static final String NAME = "name";

    /** @throws MalformedFileException if it is none */
    @SuppressWarnings("unchecked")
    static WrittenSidecar read(Path folder) throws IOException {
        Path file = folder.resolve(CaseFolder.SIDECAR);
        return new WrittenSidecar(file, JsonFiles.read(file, Map.class));
    }

    /** Of the image, of each of its channels. */
    List<String> fingerprints() {
        return text(object(content, "input"), "sha256_of_voxels").stream().toList();
    }

    /** The names of the channels of the image, in their order; none of an image of one. */
    List<String> channels() {
        return objects(object(content, "input"), "channels")
                .map(channel -> text(channel, NAME).orElse(""))
                .toList();
    }

    List<String> warnings() {
        return texts(object(content, "input"), "warnings");
    }

    /** The formats that the results were written in. */
    List<ResultFormat> formats() {
        return ResultFormat.parse(String.join(",", texts(content, "formats")));
    }

    DicomChoices dicom() {
        return DicomChoices.parse(text(content, "dicom").orElse(""));
    }

    boolean isDeidentified() {
        return text(content, "deidentified").isPresent();
    }

    /** What the segmenter tells apart. */
    List<Label> segmenterLabels() {
        return labels(0);
    }

    /** What the classifier tells apart; none if there was no classifier. */
    List<Label> classifierLabels() {
        return labels(1);
    }

    private List<Label> labels(int model) {
        return objects(content, "models").skip(model).limit(1).toList().stream()
                .flatMap(each -> objects(each, "labels"))
                .map(WrittenSidecar::label)
                .toList();
    }

    /** The part of the body that the segmenter is for; empty of results of before. */
    Optional<Code> bodyPart() {
        return objects(content, "models")
                .limit(1)
                .flatMap(each -> code(object(each, BODY_PART)).stream())
                .findFirst();
    }

    private static Optional<Code> code(Map<?, ?> code) {
        return text(code, "value")
                .map(value -> new Code(
                        text(code, "scheme").orElse(""),
                        value,
                        text(code, "meaning").orElse("")));
    }

    private static Label label(Map<?, ?> entry) {
        return new Label(
                (int) number(entry, "value"),
                text(entry, NAME).orElse(""),
                code(object(entry, "code")),
                text(entry, "color").orElse("#E69F00"),
                !Boolean.FALSE.equals(entry.get("lesion")));
    }

    AnalysisSettings settings() {
        Map<?, ?> settings = object(content, "settings");
        return new AnalysisSettings(
                number(settings, "threshold"),
                number(settings, "min_volume_ml"),
                number(settings, "min_area_mm2"),
                number(settings, "min_area_pixels"),
                number(settings, "max_flatness"),
                Boolean.TRUE.equals(settings.get("mirror")));
    }

    private static Map<?, ?> object(Map<?, ?> parent, String name) {
        return parent.get(name) instanceof Map<?, ?> object ? object : Map.of();
    }

    private static Stream<Map<?, ?>> objects(Map<?, ?> parent, String name) {
        List<Map<?, ?>> objects = new ArrayList<>();
        if (parent.get(name) instanceof List<?> list) {
            list.forEach(each -> objects.add(each instanceof Map<?, ?> object ? object : Map.of()));
        }
        return objects.stream();
    }

    private static List<String> texts(Map<?, ?> parent, String name) {
        return parent.get(name) instanceof List<?> list
                ? list.stream().map(String::valueOf).toList()
                : List.of();
    }

    private static Optional<String> text(Map<?, ?> parent, String name) {
        return Optional.ofNullable(parent.get(name)).map(String::valueOf);
    }

    private static double number(Map<?, ?> parent, String name) {
        return parent.get(name) instanceof Number number ? number.doubleValue() : 0;
    }
}
