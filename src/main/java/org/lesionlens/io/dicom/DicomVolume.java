package org.lesionlens.io.dicom;

import java.util.List;
import java.util.Locale;

/**
 * One of the volumes of a series, for people and programs to choose from.
 *
 * @param number from 1 on, in ascending order of what tells the volumes apart
 * @param marks what tells it from the others: attributes with their values, without times of day and identifiers; none if
 *     it is the only one
 * @param slices how many
 * @param fromMm where the lowest slice lies along the normal of the slices, in mm; NaN if they have no position
 * @param toMm where the highest slice lies
 */
public record DicomVolume(int number, List<String> marks, int slices, double fromMm, double toMm) {
    /** Takes a copy of the marks. */
    public DicomVolume {
        marks = List.copyOf(marks);
    }

    /** The same without what tells it from the others, which may be a text that a person has written. */
    public DicomVolume withoutMarks() {
        return new DicomVolume(number, List.of(), slices, fromMm, toMm);
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%d: %s, %d %s from %.3f to %.3f mm",
                number,
                String.join(", ", marks),
                slices,
                slices == 1 ? "slice" : "slices",
                fromMm,
                toMm);
    }
}
