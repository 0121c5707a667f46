package org.lesionlens.lesion;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.imglib2.Cursor;
import net.imglib2.Interval;
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
        Cursor<FloatType> intensity =
                Views.flatIterable(Views.interval(image.tissue(), within)).cursor();
        for (UnsignedShortType label : Views.flatIterable(Views.interval(labels.voxels(), within))) {
            intensity.fwd();
            ValueCounts counts = label.get() == 0 ? null : inside.get(label.get());
            if (counts != null && !Float.isNaN(intensity.get().get())) {
                counts.add(intensity.get().get());
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
        double mean = inside.stream().sum() / count;
        double squares =
                inside.stream().map(value -> (value - mean) * (value - mean)).sum();
        return new Intensities(
                mean,
                Math.sqrt(squares / count),
                Percentile.ofSorted(count, inside::ofRank, 10),
                Percentile.ofSorted(count, inside::ofRank, 90));
    }
}
