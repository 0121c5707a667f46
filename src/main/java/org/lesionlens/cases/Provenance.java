package org.lesionlens.cases;

import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.lesionlens.model.AnalysisSettings;
import org.lesionlens.model.ModelDescription;
import org.lesionlens.pipeline.ChosenModels;

/**
 * What a result depends on; where it is equal, the result is.
 *
 * @param input fingerprint of the input's files
 * @param models by name, the network's sha256 and how images are prepared for it, as text
 * @param settings as text, by name
 */
public record Provenance(String input, Map<String, String> models, Map<String, String> settings)
        implements Serializable {
    private static final String SERIES = "series";
    private static final String VOLUME = "volume";

    /** The settings that say which part of an input was read, which differs from case to case. */
    public static final Set<String> PARTS = Set.of(SERIES, VOLUME);

    /** That of a case, as its files are now. */
    public static Provenance of(Case item, ChosenModels models, AnalysisSettings settings) {
        Map<String, String> sums = new LinkedHashMap<>();
        sums.put(models.segmenter().name(), identity(models.segmenter()));
        models.classifier().ifPresent(classifier -> sums.put(classifier.name(), identity(classifier)));
        Map<String, String> texts = new LinkedHashMap<>();
        settings.byName().forEach((name, value) -> texts.put(name, value.toString()));
        texts.put(SERIES, item.options().seriesUid().orElse(""));
        item.options().volume().ifPresent(volume -> texts.put(VOLUME, Integer.toString(volume)));
        texts.put("resample", Boolean.toString(item.options().resample()));
        return new Provenance(Fingerprint.of(item.input(), item.reference()), sums, texts);
    }

    /** For people too, in the report; the same weights answer otherwise at another pixel spacing or intensity range. */
    static String identity(ModelDescription model) {
        ModelDescription.Window window = model.window();
        ModelDescription.IntensityRange range = model.normalization();
        return "sha256 " + model.weights().sha256() + "; "
                + window.kind().name().toLowerCase(Locale.ROOT).replace('_', ' ')
                + (window.size() > 0 ? " of " + window.size() + " pixels, step " + window.step() : "")
                + " at " + window.spacingMm() + " mm, field of view " + window.fieldOfViewMm() + " mm, stride "
                + window.stride() + "; intensities " + range.minimum() + " to " + range.maximum() + " SD of the "
                + (range.wholeVolume() ? "volume" : "slice");
    }

    /** The first setting or model that differs, for people; empty if only the input may. */
    public String difference(Provenance now) {
        if (!models.equals(now.models)) {
            return "the models " + models.keySet() + " there, " + now.models.keySet() + " now"
                    + (models.keySet().equals(now.models.keySet())
                            ? ", with other weights, pixel spacing or intensity range"
                            : "");
        }
        return settings.entrySet().stream()
                .filter(setting -> !setting.getValue().equals(now.settings.get(setting.getKey())))
                .filter(setting -> !PARTS.contains(setting.getKey()))
                .map(setting -> setting.getKey() + " " + setting.getValue() + " there, "
                        + now.settings.get(setting.getKey()) + " now")
                .findFirst()
                .orElse("");
    }
}
