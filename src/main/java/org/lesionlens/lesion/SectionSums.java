package org.lesionlens.lesion;

import org.lesionlens.volume.VolumeGeometry;

/** Adds up the sections of one lesion, which come by rising slice. */
final class SectionSums {
    private final VolumeGeometry geometry;
    private final int[] axes;
    private final long[] sum = new long[3];
    private final long[] min = {Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE};
    private final long[] max = {-1, -1, -1};
    private long voxels;
    private long largestSection;
    private double probabilitySum;
    private double probabilityMax = Double.NEGATIVE_INFINITY;
    private HullDiameters diameters;
    private long diameterSlice;

    SectionSums(VolumeGeometry geometry) {
        this.geometry = geometry;
        this.axes = switch (geometry.sliceAxis()) {
            case 0 -> new int[] {1, 2, 0};
            case 1 -> new int[] {0, 2, 1};
            default -> new int[] {0, 1, 2};
        };
    }

    void add(long slice, Section section) {
        voxels += section.pixels();
        largestSection = Math.max(largestSection, section.pixels());
        probabilitySum += section.probabilitySum();
        probabilityMax = Math.max(probabilityMax, section.probabilityMax());
        addPositions(axes[0], section.sum(0), section.min(0), section.max(0));
        addPositions(axes[1], section.sum(1), section.min(1), section.max(1));
        addPositions(axes[2], slice * section.pixels(), slice, slice);
        HullDiameters candidate =
                HullDiameters.of(section.hull(), geometry.spacingMm(axes[0]), geometry.spacingMm(axes[1]));
        if (diameters == null || candidate.isLongerThan(diameters)) {
            diameters = candidate;
            diameterSlice = slice;
        }
    }

    private void addPositions(int axis, long positions, long first, long last) {
        sum[axis] += positions;
        min[axis] = Math.min(min[axis], first);
        max[axis] = Math.max(max[axis], last);
    }

    LesionMeasurements measurements() {
        return new LesionMeasurements(
                voxels,
                voxels * geometry.voxelVolumeMl(),
                inMm(largestSection * geometry.spacingMm(axes[0]) * geometry.spacingMm(axes[1])),
                centroid(),
                BoundingBox.ofInclusive(min, max),
                diameter(),
                probabilitySum / voxels,
                probabilityMax);
    }

    private Position centroid() {
        if (!geometry.placed()) {
            return Position.UNKNOWN;
        }
        double n = voxels;
        return Position.of(geometry.toWorld(sum[0] / n, sum[1] / n, sum[2] / n));
    }

    private Diameter diameter() {
        return new Diameter(
                diameterSlice,
                inMm(diameters.longest().length()),
                inMm(diameters.perpendicular().length()),
                diameters.longest().inSlice(axes[2], diameterSlice),
                diameters.perpendicular().inSlice(axes[2], diameterSlice));
    }

    private double inMm(double value) {
        return geometry.calibrated() ? value : Double.NaN;
    }
}
