package org.lesionlens.io.dicom;

import org.lesionlens.io.dicom.codec.ColourDifferences;
import org.lesionlens.io.dicom.codec.PixelFormat;
import org.lesionlens.io.file.MalformedFileException;
import org.lesionlens.volume.SixteenBits;

/**
 * What a pixel is worth in red, green or blue: whole numbers from 0 to what its bits allow, of a palette from 0 to 255.
 *
 * <p>Brightness and colour differences become colours as {@link ColourDifferences} says.
 */
final class ColourValues {
    static final SixteenBits SCALE = new SixteenBits(false, 1, 0);

    private ColourValues() {}

    /** Whether two pixels share a colour, and rows that are not compressed end with half a pair. */
    static boolean splitsPairs(DicomFile frame, PixelFormat format) {
        boolean stored = frame.syntax().codec() == TransferSyntax.Codec.NATIVE
                || frame.syntax().codec() == TransferSyntax.Codec.ENCAPSULATED;
        return stored && format.photometric().sharesColour() && format.columns() % 2 == 1;
    }

    /**
     * The rule for a frame whose pixels have colours.
     *
     * @throws MalformedFileException if nobody can say which pixels share one ({@link #splitsPairs}), or a palette is wrong
     */
    static PixelValues of(DicomFile frame, PixelFormat format, Band band) throws MalformedFileException {
        if (splitsPairs(frame, format)) {
            throw new MalformedFileException(
                    frame.path(),
                    "has colours for pairs of pixels ("
                            + format.photometric().text() + ") in rows of " + format.columns()
                            + " pixels, an odd number, so that nobody can say which pixels are a pair",
                    Remedy.RGB.text());
        }
        int colour = band.colour();
        return switch (format.photometric()) {
            case RGB, YBR_ICT, YBR_RCT -> (pixels, pixel) -> pixels.at(pixel, colour);
            case YBR_FULL, YBR_FULL_422, YBR_PARTIAL_422 -> {
                ColourDifferences differences = ColourDifferences.of(format);
                yield (pixels, pixel) -> differences.colour(pixels, pixel, colour);
            }
            case PALETTE_COLOR -> {
                Palette palette = Palette.of(frame, format);
                yield (pixels, pixel) -> palette.colour(pixels.at(pixel, 0), colour);
            }
            case MONOCHROME1, MONOCHROME2 ->
                throw new IllegalArgumentException(frame.path() + " is grey and has no " + band);
        };
    }
}
