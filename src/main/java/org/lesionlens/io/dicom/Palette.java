package org.lesionlens.io.dicom;

import java.util.List;
import org.lesionlens.io.dicom.codec.PixelFormat;
import org.lesionlens.io.file.MalformedFileException;

/**
 * The colours that stored numbers stand for (PS3.3 C.7.6.3.1.5), each from 0 to 255.
 *
 * @param tables of red, green and blue
 * @param scale what an entry is multiplied by
 */
record Palette(List<LookupTable> tables, double scale) {
    private static final double BRIGHTEST = 255;

    static Palette of(DicomFile frame, PixelFormat format) throws MalformedFileException {
        if (frame.dataSet().contains(DicomAttribute.SEGMENTED_RED_PALETTE_DATA)) {
            throw new MalformedFileException(
                    frame.path(),
                    "has a segmented palette (" + DicomAttribute.SEGMENTED_RED_PALETTE_DATA + "), which cannot be read",
                    Remedy.RGB.text());
        }
        LookupTable red = LookupTable.of(
                frame, DicomAttribute.RED_PALETTE_DESCRIPTOR, DicomAttribute.RED_PALETTE_DATA, format.signed());
        LookupTable green = LookupTable.of(
                frame, DicomAttribute.GREEN_PALETTE_DESCRIPTOR, DicomAttribute.GREEN_PALETTE_DATA, format.signed());
        LookupTable blue = LookupTable.of(
                frame, DicomAttribute.BLUE_PALETTE_DESCRIPTOR, DicomAttribute.BLUE_PALETTE_DATA, format.signed());
        return new Palette(List.of(red, green, blue), BRIGHTEST / (Math.scalb(1.0, red.bits()) - 1));
    }

    /** One of the colours red, green and blue, from 0, of a stored number. */
    double colour(double stored, int colour) {
        return scale * entry(stored, colour);
    }

    /** The entry of a table as it is stored. */
    double entry(double stored, int colour) {
        return tables.get(colour).at(stored);
    }
}
