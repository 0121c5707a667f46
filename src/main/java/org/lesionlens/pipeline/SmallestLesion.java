package org.lesionlens.pipeline;

import org.lesionlens.model.AnalysisSettings;
import org.lesionlens.model.Model;
import org.lesionlens.model.Preparation;
import org.lesionlens.volume.DisplayOrientation;
import org.lesionlens.volume.VolumeGeometry;

/** The smallest lesion that counts, in voxels of a grid. */
final class SmallestLesion {
    private static final double ROUNDING = 1e-9;

    private SmallestLesion() {}

    /**
     * By volume, or by area where there is one slice or no known depth.
     *
     * @return at least 1
     */
    static long voxels(Model model, AnalysisSettings settings, VolumeGeometry geometry) {
        DisplayOrientation orientation = DisplayOrientation.of(geometry);
        double voxels;
        if (geometry.depthKnown() && orientation.slices() > 1) {
            voxels = settings.minVolumeMl() / geometry.voxelVolumeMl();
        } else {
            double pixel = model.purpose().nominalPixelMm(geometry);
            double area = pixel * orientation.columnSpacingMm() * pixel * orientation.rowSpacingMm();
            voxels = settings.minAreaMm2() / area;
        }
        voxels = Math.max(voxels, settings.minAreaPixels() * pixelsForEachSeen(model, orientation));
        return Math.max(1, (long) Math.ceil(voxels - ROUNDING));
    }

    /** How many pixels of a slice are one of what the network sees; 1 where that is a matter of mm. */
    private static double pixelsForEachSeen(Model model, DisplayOrientation slice) {
        long longer = Math.max(slice.columns(), slice.rows());
        return model.preparation().stream()
                .filter(Preparation.FitLongSide.class::isInstance)
                .map(Preparation.FitLongSide.class::cast)
                .mapToDouble(fit -> (double) (slice.columns() * slice.rows())
                        / ((double) fit.side(slice.columns(), longer) * fit.side(slice.rows(), longer)))
                .findFirst()
                .orElse(1);
    }
}
