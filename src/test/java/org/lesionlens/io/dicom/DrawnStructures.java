package org.lesionlens.io.dicom;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Structure sets as other programs write them: regions in the order in which they are added, contours as they are given. */
public final class DrawnStructures {
    static final String SPACE = "1.2.826.0.1.79";

    private final List<DicomDataSet> regions = new ArrayList<>();
    private final List<DicomDataSet> contours = new ArrayList<>();
    private final List<DicomDataSet> observations = new ArrayList<>();
    private String series = "1.2.826.0.1.78";

    /** A contour of a type through points. */
    record Drawn(String type, String data) {
        /** A closed one through columns and rows, in mm, at a height. */
        static Drawn at(double z, double... xy) {
            return of("CLOSED_PLANAR", z, xy);
        }

        static Drawn of(String type, double z, double... xy) {
            List<String> numbers = new ArrayList<>();
            for (int i = 0; i < xy.length; i += 2) {
                numbers.addAll(List.of(xy[i] + "", xy[i + 1] + "", z + ""));
            }
            return new Drawn(type, String.join("\\", numbers));
        }

        /** A rectangle. */
        static Drawn box(double z, double x0, double y0, double x1, double y1) {
            return at(z, x0, y0, x1, y0, x1, y1, x0, y1);
        }
    }

    /** A lesion in two planes and a liver, in the place of 20 x 20 x 12 voxels of 1 x 1 x 2 mm. */
    public static Path sample(Path file) throws IOException {
        return new DrawnStructures()
                .region(1, "GTV", "GTV", Drawn.box(4, 0.5, 0.5, 4.5, 4.5), Drawn.box(6, 0.5, 0.5, 4.5, 4.5))
                .region(2, "Liver", "ORGAN", Drawn.box(6, 0.5, 0.5, 4.5, 4.5))
                .write(file);
    }

    DrawnStructures region(int number, String name, String type, Drawn... drawn) {
        regions.add(DicomDataSet.of(
                DicomElement.numbers(DicomAttribute.ROI_NUMBER, number),
                DicomElement.text(DicomAttribute.REFERENCED_FRAME_OF_REFERENCE_UID, SPACE),
                DicomElement.text(DicomAttribute.ROI_NAME, name)));
        contours.add(DicomDataSet.of(
                DicomElement.numbers(DicomAttribute.REFERENCED_ROI_NUMBER, number),
                DicomElement.items(
                        DicomAttribute.CONTOUR_SEQUENCE,
                        Arrays.stream(drawn).map(DrawnStructures::contour).collect(Collectors.toList()))));
        observations.add(DicomDataSet.of(
                DicomElement.numbers(DicomAttribute.REFERENCED_ROI_NUMBER, number),
                DicomElement.text(DicomAttribute.RT_ROI_INTERPRETED_TYPE, type)));
        return this;
    }

    private static DicomDataSet contour(Drawn drawn) {
        return DicomDataSet.of(
                DicomElement.text(DicomAttribute.CONTOUR_GEOMETRIC_TYPE, drawn.type),
                DicomElement.text(DicomAttribute.CONTOUR_DATA, drawn.data));
    }

    /** On other images. */
    DrawnStructures on(String otherSeries) {
        series = otherSeries;
        return this;
    }

    Path write(Path file) throws IOException {
        DicomWriter.write(
                file,
                DicomDataSet.of(
                        DicomElement.text(DicomAttribute.SOP_CLASS_UID, StructureSet.SOP_CLASS),
                        DicomElement.text(DicomAttribute.SOP_INSTANCE_UID, "1.2.826.0.1.500"),
                        DicomElement.text(DicomAttribute.MODALITY, "RTSTRUCT"),
                        DicomElement.item(
                                DicomAttribute.REFERENCED_FRAME_OF_REFERENCE_SEQUENCE,
                                DicomElement.text(DicomAttribute.FRAME_OF_REFERENCE_UID, SPACE),
                                DicomElement.item(
                                        DicomAttribute.RT_REFERENCED_STUDY_SEQUENCE,
                                        DicomElement.item(
                                                DicomAttribute.RT_REFERENCED_SERIES_SEQUENCE,
                                                DicomElement.text(DicomAttribute.SERIES_INSTANCE_UID, series)))),
                        DicomElement.items(DicomAttribute.STRUCTURE_SET_ROI_SEQUENCE, regions),
                        DicomElement.items(DicomAttribute.ROI_CONTOUR_SEQUENCE, contours),
                        DicomElement.items(DicomAttribute.RT_ROI_OBSERVATIONS_SEQUENCE, observations)),
                Optional.empty());
        return file;
    }
}
