package org.lesionlens.io.dicom;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.UnaryOperator;

/**
 * A DICOM series for tests: 8 slices of 24 rows and 32 columns, pixels of 0.9 (rows) x 0.8 mm, 5 mm apart, with a box of
 * value 1 in columns 5 to 14, rows 4 to 11 and slices 2 to 5, all counted from 0: 320 voxels, 1.152 ml.
 *
 * @param row direction along a row, LPS
 * @param column direction along a column, LPS
 * @param first InstanceNumber of the first slice along the normal: 1, or 8 if the numbers fall
 * @param heights of the slices along the normal from the first one, in mm
 */
public record DicomBoxes(double[] row, double[] column, int first, double... heights) {
    public static final int ROWS = 24;
    public static final int COLUMNS = 32;
    /** Of the box. */
    public static final double MILLILITRES = 0.8 * 0.9 * 5 * 320 / 1000;

    private static final double[] ORIGIN = {-10.5, -20.25, 30.125};

    /** Slices every 5 mm. */
    public static DicomBoxes even(double[] row, double[] column, int first) {
        return new DicomBoxes(row, column, first, 0, 5, 10, 15, 20, 25, 30, 35);
    }

    /** Slices that stand on the patient's feet-head axis. */
    public static DicomBoxes axial() {
        return even(new double[] {1, 0, 0}, new double[] {0, 1, 0}, 1);
    }

    /** Where the middle of the box lies, LPS mm. */
    public double[] middle() {
        return place(9.5 * 0.8, 7.5 * 0.9, 3.5 * 5);
    }

    private double[] place(double along, double down, double up) {
        double[] normal = {
            row[1] * column[2] - row[2] * column[1],
            row[2] * column[0] - row[0] * column[2],
            row[0] * column[1] - row[1] * column[0]
        };
        double[] place = ORIGIN.clone();
        for (int i = 0; i < place.length; i++) {
            place[i] += along * row[i] + down * column[i] + up * normal[i];
        }
        return place;
    }

    /** Writes the series. */
    public Path write(Path folder) {
        return write(folder, UnaryOperator.identity());
    }

    /** Writes the series with changes of each slice. */
    Path write(Path folder, UnaryOperator<DicomBytes> change) {
        try {
            for (int i = 0; i < heights.length; i++) {
                Files.write(
                        folder.resolve("IM" + i + ".dcm"),
                        change.apply(slice(i)).array());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return folder;
    }

    /** Writes the series without one of the attributes that each slice has. */
    public Path writeWithout(Path folder, int tag) {
        return write(folder, slice -> slice.without(tag));
    }

    private DicomBytes slice(int index) {
        int[] pixels = new int[ROWS * COLUMNS];
        for (int i = 0; i < pixels.length; i++) {
            int x = i % COLUMNS;
            int y = i / COLUMNS;
            pixels[i] = index >= 2 && index <= 5 && x >= 5 && x <= 14 && y >= 4 && y <= 11 ? 1 : 0;
        }
        return DicomBytes.slice(0)
                .text(0x00080018, "UI", "1.2.3.4." + index)
                .text(0x00180050, "DS", "4")
                .text(0x00200013, "IS", Integer.toString(first == 1 ? 1 + index : first - index))
                .text(0x00200032, "DS", numbers(place(0, 0, heights[index])))
                .text(0x00200037, "DS", numbers(row) + "\\" + numbers(column))
                .text(0x00200052, "UI", "1.2.5")
                .shorts(0x00280010, "US", ROWS)
                .shorts(0x00280011, "US", COLUMNS)
                .text(0x00280030, "DS", "0.9\\0.8")
                .shorts(0x00280103, "US", 0)
                .shorts(0x7fe00010, "OW", pixels);
    }

    private static String numbers(double... values) {
        return String.format(Locale.ROOT, "%.7f\\%.7f\\%.7f", values[0], values[1], values[2]);
    }
}
