package org.lesionlens.volume;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;

/** A grid for people: its size, and as far as they are known its spacing and its place. */
public final class GridText {
    private GridText() {}

    /** As the part of a sentence. */
    public static String of(VolumeGeometry grid) {
        String size = grid.size(0) + " x " + grid.size(1) + " x " + grid.size(2) + " voxels";
        if (!grid.calibrated()) {
            return size + ", nothing known in mm";
        }
        String spacing = " of " + spacing(grid, 0) + " x " + spacing(grid, 1) + " x " + spacing(grid, 2) + " mm";
        if (!grid.placed()) {
            return size + spacing + ", place unknown";
        }
        double[] last = grid.toWorld(grid.size(0) - 1.0, grid.size(1) - 1.0, grid.size(2) - 1.0);
        return size
                + spacing
                + String.format(
                        Locale.ROOT,
                        " from (%.1f, %.1f, %.1f) to (%.1f, %.1f, %.1f) mm",
                        grid.origin(0),
                        grid.origin(1),
                        grid.origin(2),
                        last[0],
                        last[1],
                        last[2]);
    }

    private static String spacing(VolumeGeometry grid, int axis) {
        return new BigDecimal(grid.spacingMm(axis))
                .round(new MathContext(4))
                .stripTrailingZeros()
                .toPlainString();
    }
}
