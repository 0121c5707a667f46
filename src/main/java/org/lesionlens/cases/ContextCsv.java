package org.lesionlens.cases;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.imglib2.type.numeric.integer.UnsignedShortType;
import net.imglib2.view.Views;
import org.lesionlens.io.table.Column;
import org.lesionlens.io.table.Table;
import org.lesionlens.model.Code;
import org.lesionlens.model.Label;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.VolumeGeometry;

/** The table {@value #FILE}: a row for each thing that a segmenter tells apart and that is no lesion, as an organ. */
final class ContextCsv {
    static final String FILE = "context.csv";

    static final Table<Size> TABLE = new Table<>(
            Column.text("case", Size::caseName),
            Column.count("label", size -> size.label().value()),
            Column.text("name", size -> size.label().name()),
            Column.text(
                    "code_scheme", size -> size.label().code().map(Code::scheme).orElse("")),
            Column.text("code", size -> size.label().code().map(Code::value).orElse("")),
            Column.text(
                    "code_meaning",
                    size -> size.label().code().map(Code::meaning).orElse("")),
            Column.count("voxels", Size::voxels),
            Column.number("volume_ml", "ml", size -> size.voxels() * size.grid().voxelVolumeMl()),
            Column.number("area_mm2", "mm2", Size::areaMm2));

    private ContextCsv() {}

    /** How large something is; 0 voxels if it is not there. */
    record Size(String caseName, Label label, long voxels, VolumeGeometry grid) {
        /** Of an image of one slice; unknown of a volume. */
        double areaMm2() {
            return grid.calibrated() && grid.size(2) == 1 ? voxels * grid.spacingMm(0) * grid.spacingMm(1) : Double.NaN;
        }
    }

    /** One for each label, whether or not it occurs. */
    static List<Size> sizes(String caseName, LabelMap context, List<Label> labels) {
        Map<Integer, Long> voxels = new HashMap<>();
        for (UnsignedShortType voxel : Views.flatIterable(context.voxels())) {
            if (voxel.get() != 0) {
                voxels.merge(voxel.get(), 1L, Long::sum);
            }
        }
        return labels.stream()
                .map(label -> new Size(caseName, label, voxels.getOrDefault(label.value(), 0L), context.geometry()))
                .toList();
    }
}
