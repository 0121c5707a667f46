package org.lesionlens.io.dicom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.lesionlens.io.file.ReadOptions;
import org.lesionlens.lesion.Diameter;
import org.lesionlens.lesion.Lesion;
import org.lesionlens.lesion.Position;
import org.lesionlens.lesion.Segment;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.VolumeGeometry;

/** The ends of a report's diameters lie on the images where they lie in the volume. */
class ReportedLineTest extends ReportFixture {
    private static final double MM = 0.01;

    /** Where a point of an image lies (PS3.3 C.7.6.2.1.1): its numbers are those of pixel centres, so 0.5 less than a report's. */
    private static Vector world(WrittenDicom plane, double column, double row) {
        double[] cosines = plane.decimals(0x00200037);
        double[] spacing = plane.decimals(0x00280030);
        return Vector.of(plane.decimals(0x00200032), 0)
                .plus(Vector.of(cosines, 0).times(spacing[1] * (column - 0.5)))
                .plus(Vector.of(cosines, 3).times(spacing[0] * (row - 0.5)));
    }

    /** Position, directions and spacing of an image or of a frame of one. */
    private static WrittenDicom plane(Path source, WrittenDicom reference) throws IOException {
        String wanted = reference.text(0x00081155);
        try (Stream<Path> files = Files.list(source)) {
            WrittenDicom image = files.map(WrittenDicom::of)
                    .filter(each -> each.text(0x00080018).equals(wanted))
                    .findFirst()
                    .orElseThrow();
            return reference.text(0x00081160).isEmpty()
                    ? image
                    : frame(image, (int) reference.decimals(0x00081160)[0]);
        }
    }

    private static WrittenDicom frame(WrittenDicom image, int number) {
        WrittenDicom shared = image.items(0x52009229).get(0);
        WrittenDicom found = shared.items(0x00289110).get(0);
        found.values().putAll(shared.items(0x00209116).get(0).values());
        found.values()
                .putAll(image.items(0x52009230)
                        .get(number - 1)
                        .items(0x00209113)
                        .get(0)
                        .values());
        return found;
    }

    private static void assertLine(WrittenDicom axis, Segment line, VolumeGeometry grid, Path source)
            throws IOException {
        List<String> complaints = new ArrayList<>();
        WrittenDicom drawn = axis.children().get(0);
        ReportRows.below(axis, ReportRows.DRAWN, complaints);
        ReportRows.below(drawn, ReportRows.LINE, complaints);
        assertThat(complaints).isEmpty();
        assertThat(drawn.text(0x00700023)).isEqualTo("POLYLINE");
        double[] points = drawn.floats(0x00700022);
        WrittenDicom plane =
                plane(source, drawn.children().get(0).items(0x00081199).get(0));
        Vector from = world(plane, points[0], points[1]);
        Vector to = world(plane, points[2], points[3]);
        assertThat(from.minus(mm(line.from(), grid)).length()).isLessThan(MM);
        assertThat(to.minus(mm(line.to(), grid)).length()).isLessThan(MM);
        assertThat(to.minus(from).length()).isCloseTo(axis.number(), within(MM));
    }

    private static Vector mm(Position index, VolumeGeometry grid) {
        return Vector.of(grid.toWorld(index.x(), index.y(), index.z()), 0);
    }

    private void assertLines(SourceImages images) throws IOException {
        Path source = images.write(folder.resolve("source"));
        LoadedSeries series = load(source);
        VolumeGeometry grid = series.volume().geometry();
        Segmentation segmentation = upTo(2, grid, false);
        WrittenDicom report = report(segmentation, series.source());
        for (Lesion lesion : lesions(segmentation)) {
            WrittenDicom group = report.groups().get(lesion.label() - 1);
            Diameter diameter = lesion.measurements().diameter();
            assertLine(group.child(LONG_AXIS), diameter.longest(), grid, source);
            assertLine(group.child(SHORT_AXIS), diameter.perpendicular(), grid, source);
        }
    }

    @Test
    void endsLieOnObliqueImagesAndOnFramesOfOne() throws IOException {
        assertLines(SourceImages.oblique(SourceImages.Kind.MR));
        assertLines(SourceImages.oblique(SourceImages.Kind.CT));
    }

    @Test
    void endsLieOnFramesOfAnEnhancedImage() throws IOException {
        assertLines(SourceImages.oblique(SourceImages.Kind.ENHANCED_MR));
    }

    @Test
    void endsLieOnTheImagesInAllStorageOrders() throws IOException {
        for (SourceImages order : storageOrders()) {
            assertLines(order);
        }
    }

    /** One pixel: column 4 and row 2, counted from 0, lie between 4 and 5, and 2 and 3. */
    @Test
    void aPixelReachesFromItsCornerToTheNext() throws IOException {
        LoadedSeries series = load(SourceImages.oblique(SourceImages.Kind.MR).write(folder.resolve("source")));
        LabelMap labels = LabelMap.allocate(series.volume().geometry());
        labels.voxels().getAt(4, 2, 3).set(1);
        Segmentation one =
                new Segmentation(labels, Optional.empty(), LABELS.subList(0, 1), BRAIN, false, SegmentationForm.USUAL);
        double[] ends = report(one, series.source())
                .groups()
                .get(0)
                .child(LONG_AXIS)
                .children()
                .get(0)
                .floats(0x00700022);
        assertThat(List.of(ends[0], ends[2])).containsExactlyInAnyOrder(4.0, 5.0);
        assertThat(List.of(ends[1], ends[3])).containsExactlyInAnyOrder(2.0, 3.0);
    }

    /** Planes of interpolated slices are no images: the ends lie in the patient. */
    @Test
    void onInterpolatedSlicesTheEndsLieInThePatient() throws IOException {
        double[] row = {1, 0, 0};
        double[] column = {0, 1, 0};
        Path source = Files.createDirectories(folder.resolve("source"));
        new DicomBoxes(row, column, 1, 0, 5, 10, 14, 19, 24, 29, 34)
                .write(
                        source,
                        slice -> slice.text(0x00080016, "UI", "1.2.840.10008.5.1.4.1.1.4")
                                .text(0x0020000d, "UI", "1.2.77"));
        LoadedSeries series = DicomSeriesReader.load(source, new ReadOptions(Optional.empty(), true), warning -> {});
        assertInSpace(series.source(), series.volume().geometry());
    }

    @Test
    void onPartsOfAMosaicTheEndsLieInThePatient() throws IOException {
        LoadedSeries series = load(SourceImages.oblique(SourceImages.Kind.MR).write(folder.resolve("source")));
        SourceSeries source = series.source();
        SourceHeading said = source.heading();
        SourceHeading mosaic = new SourceHeading(said.attributes(), said.positions(), false, false, true, said.mixed());
        assertInSpace(
                new SourceSeries(
                        source.study(),
                        source.series(),
                        source.frameOfReference(),
                        source.slices(),
                        mosaic,
                        source.files()),
                series.volume().geometry());
    }

    private void assertInSpace(SourceSeries source, VolumeGeometry grid) throws IOException {
        Segmentation segmentation = upTo(1, grid, false);
        WrittenDicom axis = report(segmentation, source).groups().get(0).child(LONG_AXIS);
        WrittenDicom line = axis.children().get(0);
        assertThat(line.type()).isEqualTo("SCOORD3D");
        assertThat(line.text(0x30060024)).isEqualTo(source.frameOfReference());
        double[] ends = line.floats(0x00700022);
        Segment meant = lesions(segmentation).get(0).measurements().diameter().longest();
        assertThat(Vector.of(ends, 0).minus(mm(meant.from(), grid)).length()).isLessThan(MM);
        assertThat(Vector.of(ends, 3).minus(mm(meant.to(), grid)).length()).isLessThan(MM);
    }

    /** Across slices of an image without a place there is nothing to draw on. */
    @Test
    void aLineAcrossFramesWithoutAPlaceIsNotDrawn() throws IOException {
        LoadedSeries series =
                load(SourceImages.oblique(SourceImages.Kind.ULTRASOUND).write(folder.resolve("source")));
        Segment across = new Segment(new Position(0, 0, 0), new Position(0, 3, 2));
        assertThat(ReportedLine.of(across, series.source(), series.volume().geometry()))
                .isEmpty();
    }
}
