package org.lesionlens.cases;

import java.util.List;
import org.lesionlens.io.table.Column;
import org.lesionlens.io.table.Table;

/**
 * The table {@value #FILE}: a row a lesion, in the order given. Every table of lesions has these columns, whose names are API;
 * a new one stands at the end.
 *
 * <p>Positions are LPS mm; the bounding box counts voxels from 0, its maximum is exclusive.
 */
public final class LesionsCsv {
    public static final String FILE = "lesions.csv";

    private static final String IMAGE = "unit of the image";

    public static final Column<CaseLesion> CASE = Column.text("case", CaseLesion::caseName);
    public static final Column<CaseLesion> LABEL =
            Column.count("label", row -> row.lesion().label());
    public static final Column<CaseLesion> CLASS =
            Column.text("class", row -> row.lesion().lesionClass());
    public static final Column<CaseLesion> VOXELS =
            Column.count("voxels", row -> row.measured().voxels());
    public static final Column<CaseLesion> VOLUME =
            Column.number("volume_ml", "ml", row -> row.measured().volumeMl());
    public static final Column<CaseLesion> AREA =
            Column.number("area_mm2", "mm2", row -> row.measured().areaMm2());
    public static final Column<CaseLesion> DIAMETER =
            Column.number("diameter_mm", "mm", row -> row.measured().diameter().longestMm());
    public static final Column<CaseLesion> PERPENDICULAR = Column.number(
            "perpendicular_mm", "mm", row -> row.measured().diameter().perpendicularMm());
    public static final Column<CaseLesion> MEAN_PROBABILITY =
            Column.number("mean_probability", "", row -> row.measured().meanProbability());

    public static final Column<CaseLesion> MAX_PROBABILITY =
            Column.number("max_probability", "", row -> row.measured().maxProbability());
    public static final Column<CaseLesion> CLASS_PROBABILITY =
            Column.number("class_probability", "", row -> row.lesion().classProbability());

    /** The first voxel of a lesion along each axis, then the last one plus 1. */
    static final List<Column<CaseLesion>> BOX = List.of(
            Column.count("bbox_x_min", row -> row.measured().boundingBox().xMin()),
            Column.count("bbox_y_min", row -> row.measured().boundingBox().yMin()),
            Column.count("bbox_z_min", row -> row.measured().boundingBox().zMin()),
            Column.count("bbox_x_max", row -> row.measured().boundingBox().xMax()),
            Column.count("bbox_y_max", row -> row.measured().boundingBox().yMax()),
            Column.count("bbox_z_max", row -> row.measured().boundingBox().zMax()));

    /** See {@link ClassProbabilities}. */
    public static final Column<CaseLesion> CLASS_PROBABILITIES =
            Column.text("class_probabilities", row -> ClassProbabilities.text(row.classes()));

    public static final Table<CaseLesion> TABLE = new Table<>(
            CASE,
            LABEL,
            CLASS,
            CLASS_PROBABILITY,
            VOXELS,
            VOLUME,
            AREA,
            Column.number(
                    "centroid_x_mm", "mm", row -> row.measured().centroid().x()),
            Column.number(
                    "centroid_y_mm", "mm", row -> row.measured().centroid().y()),
            Column.number(
                    "centroid_z_mm", "mm", row -> row.measured().centroid().z()),
            BOX.get(0),
            BOX.get(1),
            BOX.get(2),
            BOX.get(3),
            BOX.get(4),
            BOX.get(5),
            DIAMETER,
            Column.count("diameter_slice", row -> row.measured().diameter().slice()),
            PERPENDICULAR,
            MEAN_PROBABILITY,
            MAX_PROBABILITY,
            Column.number(
                    "mean_intensity", IMAGE, row -> row.measured().intensities().mean()),
            Column.number(
                    "sd_intensity", IMAGE, row -> row.measured().intensities().sd()),
            Column.number(
                    "p10_intensity", IMAGE, row -> row.measured().intensities().p10()),
            Column.number(
                    "p90_intensity", IMAGE, row -> row.measured().intensities().p90()),
            CLASS_PROBABILITIES);

    private LesionsCsv() {}
}
