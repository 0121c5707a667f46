package org.lesionlens.io.dicom;

import java.util.List;
import java.util.Optional;
import java.util.stream.DoubleStream;
import org.lesionlens.lesion.Position;
import org.lesionlens.lesion.Segment;
import org.lesionlens.volume.VolumeGeometry;

/**
 * Where a diameter lies, so that viewers can draw it: on the image of its slice (SCOORD), or where the volume's planes are no
 * images of the source, in the patient (SCOORD3D). See PS3.16 TID 320.
 */
final class ReportedLine {
    /** From the centre of a pixel, where our indices are whole, to its corner, where those of DICOM are (PS3.3 C.18.6.1). */
    private static final double CORNER = 0.5;

    private ReportedLine() {}

    /** The item below a length; none where a line across slices lies at no known place. */
    static Optional<ReportItem> of(Segment line, SourceSeries source, VolumeGeometry grid) {
        double slice = line.from().z();
        boolean onImage = slice == line.to().z()
                && slice == Math.rint(slice)
                && !source.heading().interpolated()
                && !source.heading().mosaic();
        if (onImage) {
            return Optional.of(onImage(line, SourceReferences.image(source, (int) slice)));
        }
        return grid.placed() ? Optional.of(inSpace(line, source, grid)) : Optional.empty();
    }

    private static ReportItem onImage(Segment line, DicomDataSet image) {
        ReportValue drawn = new ReportValue.LineOnImage(List.of(
                line.from().x() + CORNER,
                line.from().y() + CORNER,
                line.to().x() + CORNER,
                line.to().y() + CORNER));
        return ReportItem.unnamed(ReportItem.Relation.INFERRED_FROM, drawn)
                .with(List.of(ReportItem.unnamed(ReportItem.Relation.SELECTED_FROM, new ReportValue.Image(image))));
    }

    private static ReportItem inSpace(Segment line, SourceSeries source, VolumeGeometry grid) {
        List<Double> mm = DoubleStream.concat(world(line.from(), grid), world(line.to(), grid))
                .boxed()
                .toList();
        return ReportItem.unnamed(
                ReportItem.Relation.INFERRED_FROM, new ReportValue.InSpace(mm, source.frameOfReference()));
    }

    private static DoubleStream world(Position index, VolumeGeometry grid) {
        return DoubleStream.of(grid.toWorld(index.x(), index.y(), index.z()));
    }
}
