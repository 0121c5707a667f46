package org.lesionlens.io;

import java.io.IOException;
import java.io.OutputStreamWriter;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.lesionlens.lesion.BoundingBox;
import org.lesionlens.lesion.Lesion;
import org.lesionlens.lesion.LesionMeasurements;

/**
 * The table {@code lesions.csv}: a row a lesion, in the order given.
 *
 * <p>Positions are LPS mm; the bounding box counts voxels from 0, its maximum is exclusive. Numbers have a decimal
 * point in every locale and at most 7 significant digits; what is unknown (NaN, no class) is an empty field. UTF-8,
 * commas, lines ending in \n.
 */
public final class LesionsCsv {
    /** The column names; they are API. */
    public static final List<String> HEADER = List.of(
            "case",
            "label",
            "class",
            "class_probability",
            "voxels",
            "volume_ml",
            "area_mm2",
            "centroid_x_mm",
            "centroid_y_mm",
            "centroid_z_mm",
            "bbox_x_min",
            "bbox_y_min",
            "bbox_z_min",
            "bbox_x_max",
            "bbox_y_max",
            "bbox_z_max",
            "diameter_mm",
            "diameter_slice",
            "perpendicular_mm",
            "mean_probability",
            "max_probability");

    private static final CSVFormat FORMAT =
            CSVFormat.DEFAULT.builder().setRecordSeparator("\n").get();
    private static final MathContext DIGITS = MathContext.DECIMAL32;

    private LesionsCsv() {}

    /** Writes a table, atomically; without lesions it is the header alone. */
    public static void write(Path target, String caseName, List<Lesion> lesions) throws IOException {
        AtomicFile.write(target, out -> {
            CSVPrinter printer = new CSVPrinter(new OutputStreamWriter(out, StandardCharsets.UTF_8), FORMAT);
            printer.printRecord(HEADER);
            for (Lesion lesion : lesions) {
                printer.printRecord(row(caseName, lesion));
            }
            printer.flush();
        });
    }

    private static List<String> row(String caseName, Lesion lesion) {
        LesionMeasurements m = lesion.measurements();
        List<String> row = new ArrayList<>(List.of(caseName, Integer.toString(lesion.label()), lesion.lesionClass()));
        row.add(number(lesion.classProbability()));
        row.add(Long.toString(m.voxels()));
        row.add(number(m.volumeMl()));
        row.add(number(m.areaMm2()));
        row.add(number(m.centroid().x()));
        row.add(number(m.centroid().y()));
        row.add(number(m.centroid().z()));
        row.addAll(box(m.boundingBox()));
        row.add(number(m.diameter().longestMm()));
        row.add(Long.toString(m.diameter().slice()));
        row.add(number(m.diameter().perpendicularMm()));
        row.add(number(m.meanProbability()));
        row.add(number(m.maxProbability()));
        return row;
    }

    private static List<String> box(BoundingBox box) {
        long[] edges = {box.xMin(), box.yMin(), box.zMin(), box.xMax(), box.yMax(), box.zMax()};
        return Arrays.stream(edges).mapToObj(Long::toString).toList();
    }

    private static String number(double value) {
        return Double.isFinite(value)
                ? new BigDecimal(value).round(DIGITS).stripTrailingZeros().toPlainString()
                : "";
    }
}
