package org.lesionlens.pipeline;

import java.util.Optional;
import java.util.OptionalDouble;
import org.lesionlens.model.ModelDescription;
import org.lesionlens.volume.DisplayOrientation;
import org.lesionlens.volume.VolumeGeometry;

/**
 * What the user may choose; empty for what the model says.
 *
 * @param threshold least probability of a lesion's voxels, above 0 and at most 1
 * @param minimumVolumeMl smallest lesion of a volume in ml, at least 0
 * @param minimumAreaMm2 smallest lesion of a single image in mm2, at least 0; of an image without a pixel size by the
 *     model's nominal field of view
 * @param maximumFlatness flattest lesion of a volume, see {@link org.lesionlens.lesion.FlatLesions}; at least 0, 0 for any
 * @param mirror whether to segment each slice mirrored too and average the two
 */
public record PipelineSettings(
        OptionalDouble threshold,
        OptionalDouble minimumVolumeMl,
        OptionalDouble minimumAreaMm2,
        OptionalDouble maximumFlatness,
        Optional<Boolean> mirror) {
    /** As the model says. */
    public static final PipelineSettings DEFAULTS = new PipelineSettings(
            OptionalDouble.empty(),
            OptionalDouble.empty(),
            OptionalDouble.empty(),
            OptionalDouble.empty(),
            Optional.empty());

    /**
     * Checks the choices.
     *
     * @throws IllegalArgumentException if one is out of its range
     */
    public PipelineSettings {
        threshold.ifPresent(t -> require(t > 0 && t <= 1, "threshold", t, "above 0 and at most 1"));
        minimumVolumeMl.ifPresent(v -> require(v >= 0, "smallest volume in ml", v, "at least 0"));
        minimumAreaMm2.ifPresent(a -> require(a >= 0, "smallest area in mm2", a, "at least 0"));
        maximumFlatness.ifPresent(f -> require(f >= 0, "flattest lesion", f, "at least 0 (0 for any)"));
    }

    private static void require(boolean valid, String name, double value, String range) {
        if (!valid) {
            throw new IllegalArgumentException(
                    "the " + name + " is " + value + " but must be " + range + ": change it");
        }
    }

    /** The same with the model's defaults for what was left open; nothing is empty. */
    public PipelineSettings completedBy(ModelDescription.Defaults defaults) {
        return new PipelineSettings(
                OptionalDouble.of(threshold.orElse(defaults.threshold())),
                OptionalDouble.of(minimumVolumeMl.orElse(defaults.minimumVolumeMl())),
                OptionalDouble.of(minimumAreaMm2.orElse(defaults.minimumAreaMm2())),
                OptionalDouble.of(maximumFlatness.orElse(defaults.maximumFlatness())),
                Optional.of(mirror.orElse(defaults.mirror())));
    }

    /** The smallest lesion in voxels of a grid: by volume, or by area where there is one slice or no known depth. */
    long minimumVoxels(VolumeGeometry geometry, ModelDescription.Window window) {
        DisplayOrientation orientation = DisplayOrientation.of(geometry);
        double voxels;
        if (geometry.depthKnown() && orientation.slices() > 1) {
            voxels = minimumVolumeMl.orElseThrow() / geometry.voxelVolumeMl();
        } else {
            double pixel = window.nominalPixelMm(geometry);
            double area = pixel * orientation.columnSpacingMm() * pixel * orientation.rowSpacingMm();
            voxels = minimumAreaMm2.orElseThrow() / area;
        }
        return Math.max(1, (long) Math.ceil(voxels - 1e-9));
    }
}
