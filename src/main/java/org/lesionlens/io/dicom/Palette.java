package org.lesionlens.io.dicom;

import java.util.List;
import java.util.Optional;
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
        List<LookupTable> tables = List.of(red, green, blue);
        return new Palette(tables, BRIGHTEST / highest(bits(tables)));
    }

    /** Those that the entries have: 16 where they are larger than the descriptor allows, 8 where they are no larger than these. */
    private static int bits(List<LookupTable> tables) {
        int said = tables.get(0).bits();
        double largest = tables.stream().mapToDouble(LookupTable::largest).max().orElseThrow();
        return largest > highest(said) ? Short.SIZE : largest <= BRIGHTEST ? Math.min(said, Byte.SIZE) : said;
    }

    private static double highest(int bits) {
        return Math.scalb(1.0, bits) - 1;
    }

    /** A sentence where the entries have other bits than the descriptor says. */
    Optional<String> doubt() {
        int said = tables.get(0).bits();
        int found = bits(tables);
        return said == found
                ? Optional.empty()
                : Optional.of("the palette says that its entries have " + said + " bits but they are numbers of "
                        + found + ": they are read as such");
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
