package org.lesionlens.metric;

import java.util.Optional;
import java.util.function.IntUnaryOperator;
import org.lesionlens.lesion.Runs;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.VolumeGeometry;

/**
 * From two masks to how they agree.
 *
 * <p>Each voxel is read once, to find the runs of lesion voxels along x; all else costs what there are runs and surface
 * voxels. Lesions are 26-connected, 8-connected in a planar image.
 */
final class MaskComparison {
    private MaskComparison() {}

    static CaseAgreement of(String name, String group, ComparedMasks masks, Comparison how) {
        VolumeGeometry grid = measured(masks.reference().geometry());
        VoxelSize voxel = VoxelSize.of(grid);
        long minimum = (long) Math.ceil(Math.max(1, how.minimumLesion() / voxel.size()));
        Runs prediction = runs(masks.prediction(), masks.label());
        Runs reference = runs(masks.reference(), masks.label());
        LesionCounts found = LesionCounts.of(prediction, prediction.labels(minimum));
        LesionCounts real = LesionCounts.of(reference, reference.labels(minimum));
        if (!masks.scores().isEmpty()) {
            found.score(masks.prediction(), masks.scores());
        }
        RunOverlaps overlaps = RunOverlaps.of(real, found);
        return new CaseAgreement(
                name,
                group,
                Optional.of(overlaps.voxels(voxel)),
                Optional.of(SurfaceDistances.compare(prediction, reference, grid, how.tolerances())),
                overlaps.lesions(voxel));
    }

    /** Slices of which nobody knows how far they lie apart, as frames in time, have distances in pixels. */
    private static VolumeGeometry measured(VolumeGeometry grid) {
        boolean planar = VoxelSize.singleSlice(grid, grid.sliceAxis());
        return grid.depthKnown() || planar
                ? grid
                : VolumeGeometry.uncalibrated(grid.size(0), grid.size(1), grid.size(2));
    }

    private static Runs runs(LabelMap map, Optional<Integer> label) {
        IntUnaryOperator lesion = label.<IntUnaryOperator>map(only -> value -> value == only ? 1 : 0)
                .orElse(value -> value == 0 ? 0 : 1);
        return Runs.of(map, lesion);
    }
}
