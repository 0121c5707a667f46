package org.lesionlens.draw;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import net.imglib2.type.numeric.integer.UnsignedShortType;
import net.imglib2.view.Views;
import org.lesionlens.lesion.BoundingBox;
import org.lesionlens.lesion.Lesion;
import org.lesionlens.pipeline.LesionAnalysis;
import org.lesionlens.volume.DisplayOrientation;

/** Which slices are worth showing: where the largest lesions are widest, then those with the most lesion; else the middle ones. */
final class SliceChoice {
    static final int MOST = 6;
    static final int WITHOUT_LESION = 3;

    private SliceChoice() {}

    /** At most {@value #MOST} slices, rising. */
    static List<Long> of(DisplayOrientation orientation, LesionAnalysis analysis) {
        if (analysis.lesions().isEmpty()) {
            return middle(orientation.slices());
        }
        Stream<Long> widest = analysis.lesions().stream()
                .sorted(Lesion.largestFirst())
                .map(lesion -> lesion.measurements().diameter().slice());
        Map<Long, Long> areas = areas(orientation, analysis);
        Stream<Long> largest = areas.keySet().stream()
                .sorted(Comparator.comparing((Long slice) -> areas.get(slice)).reversed());
        Collection<Long> chosen = new TreeSet<>();
        Stream.concat(widest.limit(MOST / 2), largest).distinct().limit(MOST).forEach(chosen::add);
        return List.copyOf(chosen);
    }

    /** Pixels of lesion by slice, for slices that have any. */
    private static Map<Long, Long> areas(DisplayOrientation orientation, LesionAnalysis analysis) {
        Map<Long, Long> areas = new TreeMap<>();
        for (long slice : slices(analysis)) {
            long area = 0;
            for (UnsignedShortType voxel :
                    Views.iterable(orientation.slice(analysis.labels().voxels(), slice))) {
                area += voxel.get() > 0 ? 1 : 0;
            }
            if (area > 0) {
                areas.put(slice, area);
            }
        }
        return areas;
    }

    /** Those that the box of a lesion reaches. */
    private static Set<Long> slices(LesionAnalysis analysis) {
        int axis = analysis.labels().geometry().sliceAxis();
        Set<Long> slices = new TreeSet<>();
        for (Lesion lesion : analysis.lesions()) {
            BoundingBox box = lesion.measurements().boundingBox();
            long first = axis == 0 ? box.xMin() : axis == 1 ? box.yMin() : box.zMin();
            long end = axis == 0 ? box.xMax() : axis == 1 ? box.yMax() : box.zMax();
            LongStream.range(first, end).forEach(slices::add);
        }
        return slices;
    }

    static List<Long> middle(long slices) {
        long shown = Math.min(WITHOUT_LESION, slices);
        return LongStream.rangeClosed(1, shown)
                .mapToObj(i -> i * slices / (shown + 1))
                .toList();
    }
}
