package org.lesionlens.cases;

import org.lesionlens.io.table.Column;
import org.lesionlens.io.table.Table;

/**
 * The table {@value #FILE} of a sequence that a model sees as frames in time: a row for each lesion of each frame, by rising frame; none
 * of a frame without one. Its numbers and classes are those of {@link LesionsCsv}. Frames and pixels count from 0, whole numbers at the centres of pixels.
 */
final class FramesCsv {
    static final String FILE = "frames.csv";

    static final Table<FrameLesion> TABLE = new Table<>(
            Column.text("case", FrameLesion::caseName),
            Column.count("label", row -> row.lesion().label()),
            Column.text("class", row -> row.lesion().lesionClass()),
            Column.count("frame", FrameLesion::frame),
            Column.number("time_s", "s", FrameLesion::seconds),
            Column.count("pixels", row -> row.measured().voxels()),
            Column.number("area_mm2", "mm2", row -> row.measured().areaMm2()),
            Column.number("diameter_mm", "mm", row -> row.measured().diameter().longestMm()),
            Column.number(
                    "perpendicular_mm", "mm", row -> row.measured().diameter().perpendicularMm()),
            Column.number("centroid_x", "", FrameLesion::x),
            Column.number("centroid_y", "", FrameLesion::y),
            Column.number("mean_probability", "", row -> row.measured().meanProbability()),
            Column.number("max_probability", "", row -> row.measured().maxProbability()));

    private FramesCsv() {}
}
