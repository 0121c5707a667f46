package org.lesionlens.io.dicom;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Series of every kind that segmentations are made of, complete with identifiers: {@value #SLICES} slices of {@value #ROWS} rows
 * and {@value #COLUMNS} columns of 0.9 (rows) x 0.7 mm, 2.5 mm apart, so that frames end within a byte.
 *
 * @param kind of the files
 * @param row direction along a row, LPS; like the column's of no meaning to {@link Kind#ULTRASOUND}
 * @param column direction along a column, LPS
 * @param falling whether the first file is the highest slice along row x column
 */
public record SourceImages(Kind kind, double[] row, double[] column, boolean falling) {
    public static final int ROWS = 7;
    public static final int COLUMNS = 9;
    public static final int SLICES = 6;
    /** In Latin 1, as SpecificCharacterSet says. */
    public static final String PATIENT = "Müller^Jürgen";

    private static final double STEP = 2.5;
    private static final Vector ORIGIN = new Vector(-31.25, 12.5, 103.75);

    /** What they are. */
    public enum Kind {
        MR("1.2.840.10008.5.1.4.1.1.4", "MR"),
        CT("1.2.840.10008.5.1.4.1.1.2", "CT"),
        ENHANCED_MR("1.2.840.10008.5.1.4.1.1.4.1", "MR"),
        ULTRASOUND("1.2.840.10008.5.1.4.1.1.3.1", "US");

        private final String sopClass;
        private final String modality;

        Kind(String sopClass, String modality) {
            this.sopClass = sopClass;
            this.modality = modality;
        }

        boolean isOneFile() {
            return this == ENHANCED_MR || this == ULTRASOUND;
        }
    }

    /** Oblique, as a scan of a head often is. */
    public static SourceImages oblique(Kind kind) {
        double c = Math.cos(0.3);
        double s = Math.sin(0.3);
        return new SourceImages(kind, new double[] {c, s, 0}, new double[] {-s * c, c * c, -s}, false);
    }

    /** Writes the files. */
    public Path write(Path folder) {
        try {
            Files.createDirectories(folder);
            for (int file = 0; file < (kind.isOneFile() ? 1 : SLICES); file++) {
                DicomWriter.write(
                        folder.resolve("IM" + file + ".dcm"),
                        DicomDataSet.of(elements(file)),
                        Optional.of(pixels(file)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return folder;
    }

    private List<DicomElement> elements(int file) {
        List<DicomElement> elements = new ArrayList<>(List.of(
                DicomElement.text(DicomAttribute.SPECIFIC_CHARACTER_SET, "ISO_IR 100"),
                DicomElement.text(DicomAttribute.SOP_CLASS_UID, kind.sopClass),
                DicomElement.text(DicomAttribute.SOP_INSTANCE_UID, "1.2.826.0.1.99." + (file + 1)),
                DicomElement.text(DicomAttribute.MODALITY, kind.modality),
                DicomElement.text(DicomAttribute.STUDY_DATE, "20210304"),
                DicomElement.text(DicomAttribute.STUDY_TIME, "101112.5"),
                DicomElement.text(DicomAttribute.ACCESSION_NUMBER, "A1"),
                DicomElement.bytes(DicomAttribute.PATIENT_NAME, PATIENT.getBytes(StandardCharsets.ISO_8859_1)),
                DicomElement.text(DicomAttribute.PATIENT_ID, "4711"),
                DicomElement.text(DicomAttribute.PATIENT_SEX, "M"),
                DicomElement.text(DicomAttribute.PATIENT_BIRTH_DATE, "19600229"),
                DicomElement.text(DicomAttribute.STUDY_ID, "7"),
                DicomElement.text(DicomAttribute.STUDY_INSTANCE_UID, "1.2.826.0.1.77"),
                DicomElement.text(DicomAttribute.SERIES_INSTANCE_UID, "1.2.826.0.1.78"),
                DicomElement.numbers(DicomAttribute.SERIES_NUMBER, 4),
                DicomElement.numbers(DicomAttribute.INSTANCE_NUMBER, file + 1),
                DicomElement.numbers(DicomAttribute.SAMPLES_PER_PIXEL, 1),
                DicomElement.text(DicomAttribute.PHOTOMETRIC_INTERPRETATION, "MONOCHROME2"),
                DicomElement.numbers(DicomAttribute.ROWS, ROWS),
                DicomElement.numbers(DicomAttribute.COLUMNS, COLUMNS),
                DicomElement.numbers(DicomAttribute.BITS_ALLOCATED, 16),
                DicomElement.numbers(DicomAttribute.BITS_STORED, 12),
                DicomElement.numbers(DicomAttribute.HIGH_BIT, 11),
                DicomElement.numbers(DicomAttribute.PIXEL_REPRESENTATION, 0)));
        elements.addAll(place(file));
        return elements;
    }

    private List<DicomElement> place(int file) {
        DicomElement space = DicomElement.text(DicomAttribute.FRAME_OF_REFERENCE_UID, "1.2.826.0.1.79");
        if (kind == Kind.ULTRASOUND) {
            DicomElement regions = DicomElement.item(
                    DicomAttribute.SEQUENCE_OF_ULTRASOUND_REGIONS,
                    DicomElement.numbers(DicomAttribute.PHYSICAL_UNITS_X_DIRECTION, 3),
                    DicomElement.numbers(DicomAttribute.PHYSICAL_UNITS_Y_DIRECTION, 3),
                    DicomElement.numbers(DicomAttribute.PHYSICAL_DELTA_X, 0.07),
                    DicomElement.numbers(DicomAttribute.PHYSICAL_DELTA_Y, 0.09));
            return List.of(space, regions, DicomElement.numbers(DicomAttribute.NUMBER_OF_FRAMES, SLICES));
        }
        if (kind == Kind.ENHANCED_MR) {
            return List.of(
                    space,
                    DicomElement.numbers(DicomAttribute.NUMBER_OF_FRAMES, SLICES),
                    DicomElement.item(
                            DicomAttribute.SHARED_FUNCTIONAL_GROUPS_SEQUENCE,
                            DicomElement.items(
                                    DicomAttribute.PIXEL_MEASURES_SEQUENCE, List.of(DicomDataSet.of(measures()))),
                            DicomElement.item(DicomAttribute.PLANE_ORIENTATION_SEQUENCE, orientation())),
                    DicomElement.items(
                            DicomAttribute.PER_FRAME_FUNCTIONAL_GROUPS_SEQUENCE,
                            IntStream.range(0, SLICES)
                                    .mapToObj(i -> DicomDataSet.of(
                                            DicomElement.item(DicomAttribute.PLANE_POSITION_SEQUENCE, position(i))))
                                    .toList()));
        }
        List<DicomElement> place = new ArrayList<>(measures());
        place.addAll(List.of(space, orientation(), position(file)));
        return place;
    }

    private static List<DicomElement> measures() {
        return List.of(
                DicomElement.numbers(DicomAttribute.PIXEL_SPACING, 0.9, 0.7),
                DicomElement.numbers(DicomAttribute.SLICE_THICKNESS, 2));
    }

    private DicomElement orientation() {
        return DicomElement.numbers(
                DicomAttribute.IMAGE_ORIENTATION_PATIENT, row[0], row[1], row[2], column[0], column[1], column[2]);
    }

    private DicomElement position(int file) {
        Vector normal = Vector.of(row, 0).cross(Vector.of(column, 0));
        Vector place = ORIGIN.plus(normal.times(STEP * (falling ? SLICES - 1 - file : file)));
        return DicomElement.numbers(DicomAttribute.IMAGE_POSITION_PATIENT, place.x(), place.y(), place.z());
    }

    private DicomWriter.Pixels pixels(int file) {
        int frames = kind.isOneFile() ? SLICES : 1;
        ByteBuffer bytes = ByteBuffer.allocate(2 * ROWS * COLUMNS * frames).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; bytes.hasRemaining(); i++) {
            bytes.putShort((short) ((i * 37 + file * 11) % 4096));
        }
        return new DicomWriter.Pixels(
                TransferSyntax.EXPLICIT_LITTLE,
                ValueRepresentation.OW,
                bytes.capacity(),
                out -> out.write(bytes.array()));
    }
}
