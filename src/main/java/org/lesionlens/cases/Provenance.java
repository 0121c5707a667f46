package org.lesionlens.cases;

import java.io.Serializable;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.lesionlens.io.file.ReadOptions;
import org.lesionlens.model.CheckedFile;
import org.lesionlens.model.Label;
import org.lesionlens.model.Model;
import org.lesionlens.pipeline.ChosenModels;
import org.lesionlens.pipeline.DetectionPipeline;
import org.lesionlens.pipeline.LesionPipeline;
import org.lesionlens.volume.Box;

/**
 * What a result depends on; where it is equal, the result is.
 *
 * @param input fingerprint of the input's files
 * @param models by name, what tells them apart, as text
 * @param settings as text, by name; the version of the algorithm too
 */
public record Provenance(String input, Map<String, String> models, Map<String, String> settings)
        implements Serializable {
    private static final String SERIES = "series";
    private static final String VOLUME = "volume";
    private static final String BOXES = "boxes";
    private static final String FORMAT = "format";
    private static final String DEIDENTIFIED = "deidentified";
    private static final String PART = "; ";

    /** The settings that say which part of an input was read or looked at, which differs from case to case. */
    public static final Set<String> PARTS = Set.of(SERIES, VOLUME, BOXES);

    /** That of a case, as its files are now. */
    public static Provenance of(Case item, ChosenModels models, CaseSettings settings) {
        Map<String, String> sums = new LinkedHashMap<>();
        sums.put(models.segmenter().name(), identity(models.segmenter()));
        models.classifier().ifPresent(classifier -> sums.put(classifier.name(), identity(classifier)));
        Map<String, String> texts = new LinkedHashMap<>();
        settings.finding().byName().forEach((name, value) -> texts.put(name, value.toString()));
        boolean boxes = settings.kind() == FindingKind.BOXES;
        texts.put("algorithm", Integer.toString(boxes ? DetectionPipeline.ALGORITHM : LesionPipeline.ALGORITHM));
        ReadOptions options = item.inputs().get(0).options();
        texts.put(
                SERIES,
                parts(
                        item,
                        part -> settings.deidentifying().shown(part.seriesUid().orElse(""))));
        String volumes = parts(
                item,
                part -> part.volume().isPresent()
                        ? Integer.toString(part.volume().getAsInt())
                        : "");
        if (!volumes.isEmpty()) {
            texts.put(VOLUME, volumes);
        }
        if (!item.boxes().isEmpty()) {
            texts.put(BOXES, item.boxes().stream().map(Box::toString).collect(Collectors.joining(";")));
        }
        texts.put("resample", Boolean.toString(options.resample()));
        if (!settings.formats().isEmpty()) {
            texts.put(FORMAT, settings.formatNames());
        }
        if (!settings.deidentifying().dependence().isEmpty()) {
            texts.put(DEIDENTIFIED, settings.deidentifying().dependence());
        }
        return new Provenance(Fingerprint.of(item), sums, texts);
    }

    /** What was chosen of the input, or of each channel; empty if nothing was. */
    private static String parts(Case item, Function<ReadOptions, String> part) {
        return item.inputs().stream()
                .map(input -> Map.entry(input.channel(), part.apply(input.options())))
                .filter(entry -> !entry.getValue().isEmpty())
                .map(entry -> (entry.getKey().isEmpty() ? "" : entry.getKey() + "=") + entry.getValue())
                .collect(Collectors.joining(","));
    }

    /** What tells models apart: parts for people, in the report, then a hash of all that the description says. */
    static String identity(Model model) {
        String weights =
                model.network().weights().stream().map(CheckedFile::sha256).collect(Collectors.joining(" "));
        return "precision " + model.network().precision() + PART + "sha256 " + weights + PART
                + model.network().window().words() + PART
                + model.preparation().stream().map(Object::toString).collect(Collectors.joining(PART)) + PART
                + "classes " + model.labels().stream().map(Label::name).collect(Collectors.joining(", ")) + PART
                + "description " + model.identity().sha256();
    }

    /** The first setting or model that differs, for people; empty if only the input may. */
    public String difference(Provenance now) {
        if (!models.keySet().equals(now.models.keySet())) {
            return "the models " + models.keySet() + " there, " + now.models.keySet() + " now";
        }
        return Stream.concat(modelDifferences(now), settingDifferences(now))
                .findFirst()
                .orElse("");
    }

    private Stream<String> modelDifferences(Provenance now) {
        return models.entrySet().stream()
                .filter(model -> !model.getValue().equals(now.models.get(model.getKey())))
                .map(model -> "the model " + model.getKey() + " has "
                        + firstDifference(
                                model.getValue().split(PART),
                                now.models.get(model.getKey()).split(PART)));
    }

    private static String firstDifference(String[] there, String[] now) {
        int part = Arrays.mismatch(there, now);
        return (part < there.length ? there[part] : "nothing more") + " there, "
                + (part < now.length ? now[part] : "nothing more") + " now";
    }

    private Stream<String> settingDifferences(Provenance now) {
        return Stream.concat(settings.keySet().stream(), now.settings.keySet().stream())
                .distinct()
                .filter(name -> !name.equals(SERIES) && !name.equals(VOLUME))
                .filter(name -> !value(settings, name).equals(value(now.settings, name)))
                .map(name -> name + " " + value(settings, name) + " there, " + value(now.settings, name) + " now");
    }

    /** A setting that is not named is not chosen. */
    private static String value(Map<String, String> settings, String name) {
        return settings.getOrDefault(
                name, name.equals(BOXES) ? "none" : name.equals(DEIDENTIFIED) ? "nothing" : "by the input");
    }
}
