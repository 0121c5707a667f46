package org.lesionlens.followup;

import java.util.HashMap;
import java.util.Map;
import net.imglib2.Cursor;
import net.imglib2.type.numeric.integer.UnsignedShortType;
import net.imglib2.view.Views;
import org.lesionlens.volume.LabelMap;

/** How many voxels the lesions of two dates have, and share, on one grid; counted in one pass. */
final class LesionOverlap {
    /** A lesion of the earlier date and one of the later. */
    record Pair(int earlier, int later) {}

    private final Map<Integer, Long> earlierVoxels = new HashMap<>();
    private final Map<Integer, Long> laterVoxels = new HashMap<>();
    private final Map<Pair, Long> shared = new HashMap<>();

    private LesionOverlap() {}

    /** Both maps lie on one grid. */
    static LesionOverlap of(LabelMap earlier, LabelMap later) {
        LesionOverlap overlap = new LesionOverlap();
        Cursor<UnsignedShortType> before = Views.flatIterable(earlier.voxels()).cursor();
        Cursor<UnsignedShortType> after = Views.flatIterable(later.voxels()).cursor();
        while (before.hasNext()) {
            overlap.add(before.next().get(), after.next().get());
        }
        return overlap;
    }

    private void add(int earlier, int later) {
        if (earlier > 0) {
            earlierVoxels.merge(earlier, 1L, Long::sum);
        }
        if (later > 0) {
            laterVoxels.merge(later, 1L, Long::sum);
        }
        if (earlier > 0 && later > 0) {
            shared.merge(new Pair(earlier, later), 1L, Long::sum);
        }
    }

    /** Those that share a voxel, with how many. */
    Map<Pair, Long> shared() {
        return shared;
    }

    /** The shared voxels over those of the smaller one, 0 to 1. */
    double share(Pair pair) {
        return (double) shared.getOrDefault(pair, 0L)
                / Math.min(earlierVoxels.get(pair.earlier), laterVoxels.get(pair.later));
    }

    /** Intersection over union, 0 to 1. */
    double iou(Pair pair) {
        long both = shared.getOrDefault(pair, 0L);
        return (double) both / (earlierVoxels.get(pair.earlier) + laterVoxels.get(pair.later) - both);
    }
}
