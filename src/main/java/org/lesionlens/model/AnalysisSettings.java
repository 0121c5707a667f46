package org.lesionlens.model;

import java.io.Serializable;
import java.lang.reflect.RecordComponent;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.lesionlens.volume.UsageException;

/**
 * What counts as a lesion, nothing left open: a model proposes it, a user may choose otherwise, a result was made with it.
 *
 * @param threshold least probability of a lesion's voxels, at most 1; 0 for those whose most probable label is a lesion
 * @param minVolumeMl smallest lesion of a volume in ml, at least 0
 * @param minAreaMm2 smallest lesion of a single image in mm2, at least 0; of an image without a pixel size by the model's
 *     nominal field of view
 * @param minAreaPixels smallest lesion in pixels of what the network sees, at least 0: what a model of images without mm
 *     proposes, unless the user names an area in mm2
 * @param maxFlatness flattest lesion of a volume, see {@link org.lesionlens.lesion.FlatLesions}; at least 0, 0 for any
 * @param mirror whether each slice is segmented a second time left-right mirrored, and the two averaged
 */
public record AnalysisSettings(
        double threshold,
        double minVolumeMl,
        double minAreaMm2,
        double minAreaPixels,
        double maxFlatness,
        boolean mirror)
        implements FindingSettings, Serializable {
    private static final double MORE_LIKELY_THAN_NOT = 0.5;

    /** Without a smallest lesion in pixels. */
    public AnalysisSettings(
            double threshold, double minVolumeMl, double minAreaMm2, double maxFlatness, boolean mirror) {
        this(threshold, minVolumeMl, minAreaMm2, 0, maxFlatness, mirror);
    }

    /** @throws UsageException if one is out of its range */
    public AnalysisSettings {
        require(threshold >= 0 && threshold <= 1, "threshold", threshold, "from 0 (the most probable label) to 1");
        require(minVolumeMl >= 0, "smallest volume in ml", minVolumeMl, "at least 0");
        require(minAreaMm2 >= 0, "smallest area in mm2", minAreaMm2, "at least 0");
        require(minAreaPixels >= 0, "smallest area in pixels", minAreaPixels, "at least 0");
        require(maxFlatness >= 0, "flattest lesion", maxFlatness, "at least 0 (0 for any)");
    }

    private static void require(boolean valid, String name, double value, String range) {
        if (!valid) {
            throw new UsageException("the " + name + " is " + value + " but must be " + range + ": change it");
        }
    }

    /** The same with mirrored views if there are none here, else without. */
    public AnalysisSettings withOtherViews() {
        return new AnalysisSettings(threshold, minVolumeMl, minAreaMm2, minAreaPixels, maxFlatness, !mirror);
    }

    /** Least probability of a lesion's voxels where there is one label only, of which none is the most probable. */
    public double leastProbability() {
        return threshold > 0 ? threshold : MORE_LIKELY_THAN_NOT;
    }

    /**
     * Numbers and flags by the names that files have for them: {@code min_volume_ml} for {@code minVolumeMl}; without that in pixels
     * where there is none.
     */
    @Override
    public Map<String, Object> byName() {
        Map<String, Object> values = new LinkedHashMap<>();
        for (RecordComponent component : AnalysisSettings.class.getRecordComponents()) {
            String name = component.getName().replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
            values.put(name, value(component));
        }
        values.remove("min_area_pixels", 0.0);
        return values;
    }

    private Object value(RecordComponent component) {
        try {
            return component.getAccessor().invoke(this);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("a public record can be read", e);
        }
    }
}
