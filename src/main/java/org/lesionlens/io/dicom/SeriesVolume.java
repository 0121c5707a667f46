package org.lesionlens.io.dicom;

import java.util.ArrayList;
import java.util.List;

/**
 * The slices of one volume of a series.
 *
 * @param marks what tells it from the other volumes of the series, in words; none if it is the only one
 * @param slices in no order
 */
record SeriesVolume(List<String> marks, List<DicomSlice> slices) {
    SeriesVolume {
        marks = List.copyOf(marks);
        slices = List.copyOf(slices);
    }

    /** Some of its slices, told from the others by one mark more. */
    SeriesVolume part(String mark, List<DicomSlice> some) {
        List<String> more = new ArrayList<>(marks);
        more.add(mark);
        return new SeriesVolume(more, some);
    }

    /** For people and programs to choose from. */
    DicomVolume described(int number) {
        if (slices.get(0).plane().isEmpty()) {
            return new DicomVolume(number, marks, slices.size(), Double.NaN, Double.NaN);
        }
        List<Double> heights = SliceHeights.of(slices).heights();
        return new DicomVolume(number, marks, slices.size(), heights.get(0), heights.get(heights.size() - 1));
    }
}
