package org.lesionlens.metric;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.lesionlens.lesion.Percentile;
import org.lesionlens.lesion.Runs;
import org.lesionlens.volume.VolumeGeometry;

/** Distances between the surfaces of two masks, both ways. */
final class SurfaceDistances {
    /** Files hold spacings as {@code float}: ten pixels of 0.1 mm are at a distance of 1 mm. */
    private static final double ROUNDING = 1e-6;

    private static final int HD_PERCENT = 95;

    private SurfaceDistances() {}

    static SurfaceAgreement compare(Runs prediction, Runs reference, VolumeGeometry grid, List<Double> tolerances) {
        long[] predicted = SurfaceVoxels.of(prediction, grid);
        long[] real = SurfaceVoxels.of(reference, grid);
        boolean defined = predicted.length > 0 && real.length > 0;
        double[] distances = defined ? pooled(predicted, real, grid) : new double[0];
        Arrays.sort(distances);
        Map<Double, Double> dice = new HashMap<>();
        for (double tolerance : tolerances) {
            dice.put(tolerance, (double) within(distances, tolerance) / (predicted.length + real.length));
        }
        return new SurfaceAgreement(
                defined ? Percentile.ofSorted(distances.length, i -> distances[(int) i], HD_PERCENT) : Double.NaN,
                Arrays.stream(distances).average().orElse(Double.NaN),
                dice,
                diagonal(grid));
    }

    private static double[] pooled(long[] a, long[] b, VolumeGeometry grid) {
        double[] distances = new double[Math.addExact(a.length, b.length)];
        addDistances(a, b, grid, distances, 0);
        addDistances(b, a, grid, distances, a.length);
        return distances;
    }

    /** Voxels that both surfaces have need no search, and that of a neighbour bounds the next. */
    private static void addDistances(long[] from, long[] to, VolumeGeometry grid, double[] distances, int start) {
        PointTree tree = PointTree.of(positions(to, grid));
        double[][] positions = positions(from, grid);
        int same = 0;
        for (int i = 0; i < from.length; i++) {
            while (same < to.length && to[same] < from[i]) {
                same++;
            }
            boolean shared = same < to.length && to[same] == from[i];
            distances[start + i] = shared ? 0 : tree.distanceTo(positions[0][i], positions[1][i], positions[2][i]);
        }
    }

    /** In mm along the axes of the grid; by axis. */
    private static double[][] positions(long[] voxels, VolumeGeometry grid) {
        double[][] positions = new double[3][voxels.length];
        for (int i = 0; i < voxels.length; i++) {
            long row = voxels[i] / grid.size(0);
            long slice = row / grid.size(1);
            positions[0][i] = voxels[i] % grid.size(0) * grid.spacingMm(0);
            positions[1][i] = row % grid.size(1) * grid.spacingMm(1);
            positions[2][i] = slice * grid.spacingMm(2);
        }
        return positions;
    }

    private static int within(double[] sorted, double tolerance) {
        int count = 0;
        while (count < sorted.length && sorted[count] <= tolerance * (1 + ROUNDING)) {
            count++;
        }
        return count;
    }

    /** A single slice has no thickness. */
    private static double diagonal(VolumeGeometry grid) {
        double sum = 0;
        for (int axis = 0; axis < 3; axis++) {
            double length = VoxelSize.singleSlice(grid, axis) ? 0 : grid.size(axis) * grid.spacingMm(axis);
            sum += length * length;
        }
        return Math.sqrt(sum);
    }
}
