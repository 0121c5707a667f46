package org.lesionlens.io.dicom;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.lesionlens.io.dicom.StructureSet.Region;
import org.lesionlens.volume.UnsuitableImageException;
import org.lesionlens.volume.VolumeGeometry;

/**
 * How the planes of contours lie on the slices of a grid: a slice has the contours of a region that lie nearest to it, at most half
 * as far away as contours, or slices, lie apart. Nothing is interpolated.
 *
 * <p>How far contours lie apart is what the structure set says of the pixels that they were made of, else the smallest distance
 * in a region of three planes or more, of which none are nearer, else that of the slices.
 */
final class ContourPlanes {
    /** In slices: so far a contour's points may lie apart, and contours beside a slice, without a word. */
    private static final double FLAT = 0.3;

    private static final double SAME_PLANE = 0.05;
    private static final double COARSER = 1.5;
    private static final int FEWEST_PLANES = 3;

    private final VolumeGeometry grid;
    private final int axis;
    private final double reach;

    private ContourPlanes(VolumeGeometry grid, int axis, double step) {
        this.grid = grid;
        this.axis = axis;
        this.reach = Math.max(1, step) / 2;
    }

    /**
     * Finds the slices that contours lie in.
     *
     * @param stepMm how far contours lie apart, if it is known
     * @param warnings is told what is left out, and of contours that lie otherwise than the slices
     * @throws UnsuitableImageException if they lie across the slices
     */
    static ContourPlanes of(
            VolumeGeometry grid, List<Region> regions, OptionalDouble stepMm, Consumer<String> warnings) {
        int axis = axis(grid, regions);
        List<NavigableMap<Double, List<FlatContour>>> planes =
                regions.stream().map(region -> planes(region, grid, axis)).toList();
        double step = stepMm.isPresent() ? stepMm.getAsDouble() / grid.spacingMm(axis) : usualStep(planes);
        ContourPlanes found = new ContourPlanes(grid, axis, step);
        found.tellOfStep(step, warnings);
        found.tellOfPlanes(planes, warnings);
        return found;
    }

    /** The one along which most contours are flat; of several the one across the slices. */
    private static int axis(VolumeGeometry grid, List<Region> regions) {
        List<RegionContour> all =
                regions.stream().flatMap(region -> region.contours().stream()).toList();
        int best = grid.sliceAxis();
        long most = flat(all, grid, best);
        for (int axis = 0; axis < 3; axis++) {
            long count = flat(all, grid, axis);
            best = count > most ? axis : best;
            most = Math.max(most, count);
        }
        if (2 * most < all.size()) {
            throw new UnsuitableImageException(
                    "the contours of the structure set lie in planes that cross those of the"
                            + " image: name the image that they were drawn on, or a mask (DICOM SEG, NIfTI), which is resampled");
        }
        return best;
    }

    private static long flat(List<RegionContour> contours, VolumeGeometry grid, int axis) {
        return contours.stream()
                .filter(contour -> new FlatContour(contour, grid, axis).spread() <= FLAT)
                .count();
    }

    private static NavigableMap<Double, List<FlatContour>> planes(Region region, VolumeGeometry grid, int axis) {
        NavigableMap<Double, List<FlatContour>> planes = new TreeMap<>();
        for (RegionContour contour : region.contours()) {
            FlatContour flat = new FlatContour(contour, grid, axis);
            if (flat.spread() <= FLAT) {
                Double near = planes.floorKey(flat.height() + SAME_PLANE);
                boolean known = near != null && flat.height() - near <= SAME_PLANE;
                planes.computeIfAbsent(known ? near : flat.height(), any -> new ArrayList<>())
                        .add(flat);
            }
        }
        return planes;
    }

    private static double usualStep(List<NavigableMap<Double, List<FlatContour>>> regions) {
        double smallest = Double.POSITIVE_INFINITY;
        int most = 0;
        for (NavigableMap<Double, List<FlatContour>> planes : regions) {
            Double before = null;
            for (Double height : planes.keySet()) {
                smallest = before == null ? smallest : Math.min(smallest, height - before);
                before = height;
            }
            most = Math.max(most, planes.size());
        }
        return most < FEWEST_PLANES ? 1 : smallest;
    }

    private void tellOfStep(double step, Consumer<String> warnings) {
        if (step >= COARSER) {
            warnings.accept(String.format(
                    Locale.ROOT,
                    "the contours lie %.4g mm apart but the slices %.4g mm: each slice has the contours nearest to it, up"
                            + " to %.4g mm away",
                    step * grid.spacingMm(axis),
                    grid.spacingMm(axis),
                    reach * grid.spacingMm(axis)));
        }
    }

    private void tellOfPlanes(List<NavigableMap<Double, List<FlatContour>>> regions, Consumer<String> warnings) {
        double farthest = 0;
        int unused = 0;
        int interrupted = 0;
        for (NavigableMap<Double, List<FlatContour>> planes : regions) {
            SortedMap<Integer, List<FlatContour>> slices = slices(planes);
            Set<List<FlatContour>> used = new HashSet<>(slices.values());
            for (Map.Entry<Double, List<FlatContour>> plane : planes.entrySet()) {
                boolean inside = plane.getKey() > -1 && plane.getKey() < grid.size(axis);
                farthest = inside ? Math.max(farthest, Math.abs(plane.getKey() - Math.rint(plane.getKey()))) : farthest;
                unused += used.contains(plane.getValue()) || !inside ? 0 : 1;
            }
            interrupted += !slices.isEmpty() && slices.lastKey() - slices.firstKey() >= slices.size() ? 1 : 0;
        }
        if (farthest > FLAT) {
            warnings.accept(String.format(
                    Locale.ROOT,
                    "the contours lie up to %.3g mm beside the slices: each slice has those nearest to it",
                    farthest * grid.spacingMm(axis)));
        }
        if (unused > 0) {
            warnings.accept(unused + " planes of contours lie between the slices and are left out: others are nearer");
        }
        if (interrupted > 0) {
            warnings.accept(
                    interrupted + " regions have slices without a contour between those with one: these stay empty");
        }
    }

    /** The contours of a region by slices of the grid. */
    SortedMap<Integer, List<FlatContour>> slices(Region region) {
        return slices(planes(region, grid, axis));
    }

    private SortedMap<Integer, List<FlatContour>> slices(NavigableMap<Double, List<FlatContour>> planes) {
        SortedMap<Integer, List<FlatContour>> slices = new TreeMap<>();
        if (planes.isEmpty()) {
            return slices;
        }
        int first = (int) Math.max(0, Math.floor(planes.firstKey() - reach));
        int last = (int) Math.min(grid.size(axis) - 1.0, Math.ceil(planes.lastKey() + reach));
        for (int slice = first; slice <= last; slice++) {
            Map.Entry<Double, List<FlatContour>> below = planes.floorEntry((double) slice);
            Map.Entry<Double, List<FlatContour>> above = planes.ceilingEntry((double) slice);
            double down = below == null ? Double.POSITIVE_INFINITY : slice - below.getKey();
            double up = above == null ? Double.POSITIVE_INFINITY : above.getKey() - slice;
            if (up <= down && up <= reach) {
                slices.put(slice, above.getValue());
            } else if (down < up && down < reach) {
                slices.put(slice, below.getValue());
            }
        }
        return slices;
    }

    /** The axis of the grid across the contours. */
    int axis() {
        return axis;
    }

    /** How many contours of a region lie in no plane of the slices. */
    long bent(Region region) {
        return region.contours().stream()
                .filter(contour -> new FlatContour(contour, grid, axis).spread() > FLAT)
                .count();
    }
}
