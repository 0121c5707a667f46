package org.lesionlens.review;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.lesionlens.model.Code;
import org.lesionlens.model.Label;
import org.lesionlens.model.Model;
import org.lesionlens.model.ModelFolders;
import org.lesionlens.volume.UsageException;

/**
 * What the trainer is to know of a data set besides its files: {@code dataset.json} as nnU-Net has it, {@code dataset.yaml} as
 * {@code docs/training.md} says.
 *
 * @param name of the data set
 * @param analysed what the networks were that its cases were analysed with
 * @param segmenter the description of the first of them
 * @param classes that its cases have, of those of the classifier
 * @param ending of its image files, {@code .nii.gz} or {@code .png}
 * @param calibrated whether its images have millimetres
 */
record TrainingDescription(
        String name, AnalysedCase analysed, Model segmenter, List<Label> classes, String ending, boolean calibrated) {
    /** DICOM's word for a modality that has no other. */
    private static final String OTHER = "OT";

    private static final int LONGEST_NAME = 64;
    private static final String NOT_STATED = "not stated: whoever passes the images on has to say it here";

    /**
     * The model that a data set is described by.
     *
     * @throws UsageException if it is not there any more
     */
    static Model model(AnalysedCase analysed) throws IOException {
        String name = analysed.segmenter().name();
        if (!ModelFolders.all().containsKey(name)) {
            throw new UsageException("the cases were analysed with the model " + name
                    + ", which is not here any more but says what kind of images they are: put its folder back into one of "
                    + ModelFolders.places());
        }
        return ModelFolders.find(name);
    }

    /** The names of the channels, in their order. */
    static List<String> channels(AnalysedCase analysed, Model segmenter) {
        List<String> names = analysed.input().names();
        String only = segmenter.channels().get(0).name();
        return names.isEmpty() ? List.of(only.isEmpty() ? "image" : only) : names;
    }

    /** {@code dataset.json}. */
    Map<String, Object> raw(int cases) {
        List<String> names = channels(analysed, segmenter);
        Map<String, Object> channels = new LinkedHashMap<>();
        IntStream.range(0, names.size()).forEach(number -> channels.put("" + number, names.get(number)));
        Map<String, Object> labels = new LinkedHashMap<>();
        labels.put("background", 0);
        analysed.segmenter().meanings().forEach(label -> labels.put(label.name(), label.value()));
        Map<String, Object> raw = new LinkedHashMap<>();
        raw.put("channel_names", channels);
        raw.put("labels", labels);
        raw.put("numTraining", cases);
        raw.put("file_ending", ending);
        return raw;
    }

    /** {@code dataset.yaml}. */
    Map<String, Object> own() {
        Map<String, Object> own = new LinkedHashMap<>();
        own.put("name", plain(name));
        own.put("modality", segmenter.purpose().modality().orElse(OTHER));
        own.put("image", segmenter.purpose().image());
        segmenter.purpose().bodyPart().ifPresent(part -> own.put("body_part", part.byName()));
        own.put("pixel_size", calibrated);
        List<Map<String, Object>> labels = new ArrayList<>();
        for (Label label : analysed.segmenter().meanings()) {
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("name", label.name());
            entry.put("value", label.value());
            entry.put("lesion", label.lesion());
            entry.putAll(look(label));
            labels.add(entry);
        }
        own.put("labels", labels);
        if (!classes.isEmpty()) {
            own.put("classes", classes.stream().map(TrainingDescription::named).toList());
        }
        own.put("networks", classes.isEmpty() ? List.of("segmenter") : List.of("segmenter", "classifier"));
        if (segmenter.isPrompted()) {
            own.put("prompt", "box");
        }
        own.put("licence", NOT_STATED);
        own.put("citation", NOT_STATED);
        return own;
    }

    /** With the letters and signs that the trainer takes, since a network's description may have no others. */
    static String plain(String name) {
        String plain = name.replaceAll("[^A-Za-z0-9_+ ()-]", "_");
        plain = plain.substring(0, Math.min(LONGEST_NAME, plain.length()));
        return plain.matches(".*[A-Za-z0-9].*") ? plain : "data";
    }

    private static Map<String, Object> named(Label label) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("name", label.name());
        entry.putAll(look(label));
        return entry;
    }

    private static Map<String, Object> look(Label label) {
        Map<String, Object> entry = new LinkedHashMap<>();
        Optional<Code> code = label.code();
        code.ifPresent(known -> entry.put("code", known.byName()));
        entry.put("color", label.color());
        return entry;
    }
}
