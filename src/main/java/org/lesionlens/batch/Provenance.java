package org.lesionlens.batch;

import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.Map;
import org.lesionlens.inference.ModelDescription;
import org.lesionlens.pipeline.PipelineSettings;

/**
 * What a result depends on; where it is equal, the result is.
 *
 * @param input fingerprint of the input's files
 * @param models the networks' sha256 by name
 * @param settings as text, by name
 */
record Provenance(String input, Map<String, String> models, Map<String, String> settings) implements Serializable {
    /** That of a case, as its files are now. */
    static Provenance of(CohortCase one, ChosenModels models, PipelineSettings settings) {
        Map<String, String> sums = new LinkedHashMap<>();
        add(models.segmenter(), sums);
        models.classifier().ifPresent(classifier -> add(classifier, sums));
        Map<String, String> texts = new LinkedHashMap<>();
        AnalysisSidecar.settings(settings.completedBy(models.segmenter().defaults()))
                .forEach((name, value) -> texts.put(name, value.toString()));
        texts.put("series", one.examination().options().seriesUid().orElse(""));
        texts.put("resample", Boolean.toString(one.examination().options().resample()));
        return new Provenance(Fingerprint.of(one), sums, texts);
    }

    private static void add(ModelDescription model, Map<String, String> sums) {
        sums.put(model.name(), model.weights().sha256());
    }

    /** The first setting or model that differs, for people; empty if only the input may. */
    String difference(Provenance now) {
        if (!models.equals(now.models)) {
            return "the models " + models.keySet() + " there, " + now.models.keySet() + " now"
                    + (models.keySet().equals(now.models.keySet()) ? ", with other weights" : "");
        }
        return settings.entrySet().stream()
                .filter(setting -> !setting.getValue().equals(now.settings.get(setting.getKey())))
                .filter(setting -> !setting.getKey().equals("series"))
                .map(setting -> setting.getKey() + " " + setting.getValue() + " there, "
                        + now.settings.get(setting.getKey()) + " now")
                .findFirst()
                .orElse("");
    }
}
