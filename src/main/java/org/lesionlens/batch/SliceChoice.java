package org.lesionlens.batch;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import net.imglib2.type.numeric.integer.UnsignedShortType;
import net.imglib2.view.Views;
import org.lesionlens.volume.DisplayOrientation;
import org.lesionlens.volume.LabelMap;

/** Which slices are worth showing: those with the most lesion; the middle ones if there is none. */
final class SliceChoice {
    private static final int MOST = 6;
    private static final int WITHOUT_LESION = 3;

    private SliceChoice() {}

    /** At most {@value #MOST} slices, rising. */
    static List<Long> of(DisplayOrientation orientation, LabelMap labels) {
        List<long[]> areas = new ArrayList<>();
        for (long slice = 0; slice < orientation.slices(); slice++) {
            long area = 0;
            for (UnsignedShortType voxel : Views.iterable(orientation.slice(labels.voxels(), slice))) {
                area += voxel.get() > 0 ? 1 : 0;
            }
            if (area > 0) {
                areas.add(new long[] {slice, area});
            }
        }
        if (areas.isEmpty()) {
            return middle(orientation.slices());
        }
        return areas.stream()
                .sorted(Comparator.comparingLong((long[] entry) -> -entry[1]))
                .limit(MOST)
                .map(entry -> entry[0])
                .sorted()
                .toList();
    }

    private static List<Long> middle(long slices) {
        long shown = Math.min(WITHOUT_LESION, slices);
        List<Long> chosen = new ArrayList<>();
        for (long i = 1; i <= shown; i++) {
            chosen.add(i * slices / (shown + 1));
        }
        return chosen;
    }
}
