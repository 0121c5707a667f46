package org.lesionlens.io.dicom;

import java.nio.ByteBuffer;
import org.lesionlens.io.MalformedFileException;

/**
 * How the pixels of a slice are stored, and what they mean: slope times stored number plus intercept.
 *
 * @param rows pixels along y
 * @param columns pixels along x
 * @param bytes a pixel takes, 1 or 2
 * @param bits stored, 1 to 8 times {@code bytes}
 * @param shift bits below the stored ones
 * @param signed whether the highest stored bit is a sign
 * @param slope RescaleSlope, 1 if missing; never 0
 * @param intercept RescaleIntercept, 0 if missing
 */
record PixelFormat(
        int rows, int columns, int bytes, int bits, int shift, boolean signed, double slope, double intercept) {
    private static final int MAX_SIZE = 65535;

    /** Grey, uncompressed, single-frame, 8 or 16 bits a pixel; all else is refused by name. */
    static PixelFormat of(DicomFile file) throws MalformedFileException {
        if (!file.syntax().hasReadablePixels()) {
            throw new MalformedFileException(
                    file.path(),
                    "has transfer syntax " + file.syntax() + ", whose pixels cannot be read",
                    file.syntax().remedy());
        }
        requireOneGreyFrame(file);
        int allocated = file.requireWhole(DicomAttribute.BITS_ALLOCATED, 1, 64);
        if (allocated != 8 && allocated != 16) {
            throw file.malformed(DicomAttribute.BITS_ALLOCATED + " is " + allocated + " but must be 8 or 16");
        }
        int bits = file.requireWhole(DicomAttribute.BITS_STORED, 1, allocated);
        boolean hasHighBit = file.dataSet().contains(DicomAttribute.HIGH_BIT);
        int highBit = hasHighBit ? file.requireWhole(DicomAttribute.HIGH_BIT, bits - 1, allocated - 1) : bits - 1;
        double slope = file.numberOr(DicomAttribute.RESCALE_SLOPE, 1);
        if (slope == 0) {
            throw file.malformed(DicomAttribute.RESCALE_SLOPE + " is 0");
        }
        return new PixelFormat(
                file.requireWhole(DicomAttribute.ROWS, 1, MAX_SIZE),
                file.requireWhole(DicomAttribute.COLUMNS, 1, MAX_SIZE),
                allocated / 8,
                bits,
                highBit + 1 - bits,
                file.requireWhole(DicomAttribute.PIXEL_REPRESENTATION, 0, 1) == 1,
                slope,
                file.numberOr(DicomAttribute.RESCALE_INTERCEPT, 0));
    }

    private static void requireOneGreyFrame(DicomFile file) throws MalformedFileException {
        double frames = file.numberOr(DicomAttribute.NUMBER_OF_FRAMES, 1);
        if (frames > 1) {
            throw new MalformedFileException(
                    file.path(),
                    DicomAttribute.NUMBER_OF_FRAMES + " is " + (long) frames
                            + " but only single-frame images can be read",
                    "convert it to NIfTI, for example with dcm2niix");
        }
        String meaning = file.require(DicomAttribute.PHOTOMETRIC_INTERPRETATION);
        double samples = file.numberOr(DicomAttribute.SAMPLES_PER_PIXEL, 1);
        if (!meaning.equals("MONOCHROME2") || samples != 1) {
            throw new MalformedFileException(
                    file.path(),
                    DicomAttribute.PHOTOMETRIC_INTERPRETATION + " is " + meaning + " with " + (long) samples
                            + " samples a pixel but must be MONOCHROME2 with 1",
                    "choose a grey-scale MR or CT series");
        }
    }

    /** How many bytes the pixels of a slice take. */
    long sliceBytes() {
        return (long) rows * columns * bytes;
    }

    /** The intensity of a pixel, counted row by row. */
    float intensity(ByteBuffer pixels, int index) {
        int word = bytes == 1 ? pixels.get(index) : pixels.getShort(2 * index);
        int unused = Integer.SIZE - bits;
        int aligned = word >>> shift << unused;
        return (float) (slope * (signed ? aligned >> unused : aligned >>> unused) + intercept);
    }
}
