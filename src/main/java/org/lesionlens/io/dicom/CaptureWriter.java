package org.lesionlens.io.dicom;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Writes a picture of results as a secondary capture (PS3.3 A.8.1), the one that every viewer shows: of one frame, in colour, said to have
 * text in its pixels. It refers to all images that it is about.
 */
public final class CaptureWriter {
    private static final String NAME = "capture";
    private static final DerivedObject OBJECT = new DerivedObject("1.2.840.10008.5.1.4.1.1.7", "OT", NAME, 4);
    private static final int BITS = 8;

    /** What says where an image lies, which a picture of several slices does not. */
    private static final List<DicomAttribute> OF_PLACE = List.of(
            DicomAttribute.FRAME_OF_REFERENCE_UID,
            DicomAttribute.POSITION_REFERENCE_INDICATOR,
            DicomAttribute.BODY_PART_EXAMINED);

    private CaptureWriter() {}

    /** Whether a file is such a picture, which shows images but is none to be analysed. */
    static boolean isCapture(DicomFile file) {
        return DerivedObject.says(file, DicomAttribute.SOP_CLASS_UID, OBJECT.sopClass())
                && DerivedObject.says(file, DicomAttribute.MANUFACTURER_MODEL_NAME, DerivedObject.PROGRAM);
    }

    /**
     * Writes a file.
     *
     * @throws org.lesionlens.volume.UserMessageException if identifiers of the source are missing
     */
    public static void write(Path target, RgbPicture picture, Derivation derivation) throws IOException {
        derivation.source().requireIdentifiers("secondary-capture");
        List<DicomElement> elements = new ArrayList<>(OBJECT.attributes(derivation));
        elements.removeIf(element -> OF_PLACE.stream().anyMatch(other -> other.tag == element.tag()));
        elements.removeIf(element -> element.tag() == DicomAttribute.SOP_INSTANCE_UID.tag);
        elements.add(DicomElement.text(DicomAttribute.SOP_INSTANCE_UID, instance(picture, derivation)));
        elements.addAll(image(picture));
        elements.add(laterality(derivation.source()));
        elements.add(SourceReferences.sourceImages(derivation.source()));
        long length = 3L * picture.width() * picture.height();
        DicomWriter.Pixels pixels = new DicomWriter.Pixels(
                TransferSyntax.EXPLICIT_LITTLE, ValueRepresentation.OB, length + length % 2, out -> {
                    for (int y = 0; y < picture.height(); y++) {
                        out.write(picture.row(y));
                    }
                    out.write(new byte[(int) (length % 2)]);
                });
        DicomWriter.write(target, DicomDataSet.of(elements), Optional.of(pixels));
    }

    /** With the pixels in it: the same results are drawn otherwise under another name of the case, or with other fonts. */
    private static String instance(RgbPicture picture, Derivation derivation) {
        ByteArrayOutputStream pixels = new ByteArrayOutputStream();
        for (int y = 0; y < picture.height(); y++) {
            pixels.writeBytes(picture.row(y));
        }
        String hash = HexFormat.of().formatHex(DicomUids.sha256(pixels.toByteArray()));
        return derivation.uids().of(OBJECT.name() + " instance " + hash);
    }

    /** The side of a paired part of the body, which must be there, and may be empty, since the part is not said. */
    private static DicomElement laterality(SourceSeries source) {
        return source.heading()
                .attributes()
                .element(DicomAttribute.LATERALITY.tag)
                .orElse(DicomElement.text(DicomAttribute.LATERALITY));
    }

    private static List<DicomElement> image(RgbPicture picture) {
        return List.of(
                DicomElement.text(DicomAttribute.IMAGE_TYPE, "DERIVED", "SECONDARY"),
                DicomElement.text(DicomAttribute.CONVERSION_TYPE, "WSD"),
                DicomElement.text(DicomAttribute.PATIENT_ORIENTATION),
                DicomElement.text(DicomAttribute.BURNED_IN_ANNOTATION, "YES"),
                DicomElement.text(DicomAttribute.LOSSY_IMAGE_COMPRESSION, "00"),
                DicomElement.numbers(DicomAttribute.SAMPLES_PER_PIXEL, 3),
                DicomElement.text(DicomAttribute.PHOTOMETRIC_INTERPRETATION, "RGB"),
                DicomElement.numbers(DicomAttribute.PLANAR_CONFIGURATION, 0),
                DicomElement.numbers(DicomAttribute.ROWS, picture.height()),
                DicomElement.numbers(DicomAttribute.COLUMNS, picture.width()),
                DicomElement.numbers(DicomAttribute.BITS_ALLOCATED, BITS),
                DicomElement.numbers(DicomAttribute.BITS_STORED, BITS),
                DicomElement.numbers(DicomAttribute.HIGH_BIT, BITS - 1),
                DicomElement.numbers(DicomAttribute.PIXEL_REPRESENTATION, 0));
    }
}
