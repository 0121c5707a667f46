package org.lesionlens.lesion;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.imglib2.Cursor;
import net.imglib2.Interval;
import net.imglib2.RandomAccess;
import net.imglib2.type.numeric.integer.UnsignedShortType;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.view.Views;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.Volume;

/**
 * What the image is like inside a lesion, in its unit; what is no tissue (padding, NaN) is left out.
 *
 * @param mean of the voxels; all are NaN if the image is unknown or has no tissue there
 * @param sd standard deviation of the voxels (of the population, as numpy's)
 * @param p10 10th percentile, linear between neighbours
 * @param p90 90th percentile, likewise
 */
public record Intensities(double mean, double sd, double p10, double p90) {
    static final Intensities UNKNOWN = new Intensities(Double.NaN, Double.NaN, Double.NaN, Double.NaN);

    /** Lesions with their intensities, from one pass over the voxels of a part of the map that holds them. */
    static List<Lesion> measure(List<Lesion> lesions, LabelMap labels, Interval within, Volume image) {
        Map<Integer, ValueCounts> inside = new HashMap<>();
        lesions.forEach(lesion -> inside.put(lesion.label(), new ValueCounts()));
        Cursor<UnsignedShortType> label =
                Views.flatIterable(Views.interval(labels.voxels(), within)).localizingCursor();
        RandomAccess<FloatType> intensity = image.tissue().randomAccess();
        int last = 0;
        ValueCounts counts = null; // of the voxel before: a lookup for each takes longer than all else
        while (label.hasNext()) {
            int number = label.next().get();
            if (number != last) {
                last = number;
                counts = inside.get(number);
            }
            if (counts != null) {
                counts.addIfNumber(intensity.setPositionAndGet(label).get());
            }
        }
        return lesions.stream()
                .map(lesion -> lesion.with(lesion.measurements().with(of(inside.get(lesion.label())))))
                .toList();
    }

    private static Intensities of(ValueCounts inside) {
        long count = inside.count();
        if (count == 0) {
            return UNKNOWN;
        }
        double mean = inside.sum(value -> value) / count;
        double squares = inside.sum(value -> (value - mean) * (value - mean));
        return new Intensities(
                mean,
                Math.sqrt(squares / count),
                Percentile.ofSorted(count, inside::ofRank, 10),
                Percentile.ofSorted(count, inside::ofRank, 90));
    }
}
