package org.lesionlens.cases;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.lesionlens.io.table.CsvTable;
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

    private LesionsCsv() {}

    /** Writes a table, atomically; without lesions it is the header alone. */
    public static void write(Path target, String caseName, List<Lesion> lesions) throws IOException {
        CsvTable.write(
                target,
                HEADER,
                lesions.stream().map(lesion -> row(caseName, lesion)).toList());
    }

    /** The fields of a row, in the order of the header. */
    public static List<String> row(String caseName, Lesion lesion) {
        LesionMeasurements m = lesion.measurements();
        List<String> row = new ArrayList<>(List.of(caseName, Integer.toString(lesion.label()), lesion.lesionClass()));
        row.add(CsvTable.number(lesion.classProbability()));
        row.add(Long.toString(m.voxels()));
        row.add(CsvTable.number(m.volumeMl()));
        row.add(CsvTable.number(m.areaMm2()));
        row.add(CsvTable.number(m.centroid().x()));
        row.add(CsvTable.number(m.centroid().y()));
        row.add(CsvTable.number(m.centroid().z()));
        row.addAll(box(m.boundingBox()));
        row.add(CsvTable.number(m.diameter().longestMm()));
        row.add(Long.toString(m.diameter().slice()));
        row.add(CsvTable.number(m.diameter().perpendicularMm()));
        row.add(CsvTable.number(m.meanProbability()));
        row.add(CsvTable.number(m.maxProbability()));
        return row;
    }

    private static List<String> box(BoundingBox box) {
        long[] edges = {box.xMin(), box.yMin(), box.zMin(), box.xMax(), box.yMax(), box.zMax()};
        return Arrays.stream(edges).mapToObj(Long::toString).toList();
    }
}
