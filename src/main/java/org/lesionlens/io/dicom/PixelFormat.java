package org.lesionlens.io.dicom;

import org.lesionlens.io.file.MalformedFileException;
import org.lesionlens.io.file.TextHeader;

/**
 * How the pixels of a frame are stored.
 *
 * @param rows pixels along y
 * @param columns pixels along x
 * @param photometric what samples mean, and how many a pixel has
 * @param planar whether samples of a kind lie together, else pixel by pixel
 * @param bytes a sample takes: 1, 2 or 4; also 8 for floating-point numbers
 * @param bits stored, 1 to 8 times {@code bytes}
 * @param shift bits below the stored ones
 * @param signed whether the highest stored bit is a sign
 */
record PixelFormat(
        int rows,
        int columns,
        Photometric photometric,
        boolean planar,
        int bytes,
        int bits,
        int shift,
        boolean signed) {
    static final int MAX_SIZE = 65535;
    private static final int MOST_FRAMES = 1 << 16;

    /** Of 8, 16 or 32 bits a sample, or 64 where they are floating-point; all else is refused by name. */
    static PixelFormat of(DicomFile file, DicomAttribute pixels) throws MalformedFileException {
        Photometric photometric = photometric(file);
        int allocated = allocated(file, pixels);
        boolean whole = pixels == DicomAttribute.PIXEL_DATA;
        int bits = whole ? file.requireWhole(DicomAttribute.BITS_STORED, 1, allocated) : allocated;
        boolean hasHighBit = whole && file.dataSet().contains(DicomAttribute.HIGH_BIT);
        int highBit = hasHighBit ? file.requireWhole(DicomAttribute.HIGH_BIT, bits - 1, allocated - 1) : bits - 1;
        return new PixelFormat(
                file.requireWhole(DicomAttribute.ROWS, 1, MAX_SIZE),
                file.requireWhole(DicomAttribute.COLUMNS, 1, MAX_SIZE),
                photometric,
                photometric.samples > 1 && file.numberOr(DicomAttribute.PLANAR_CONFIGURATION, 0) == 1,
                allocated / 8,
                bits,
                highBit + 1 - bits,
                whole && file.requireWhole(DicomAttribute.PIXEL_REPRESENTATION, 0, 1) == 1);
    }

    private static Photometric photometric(DicomFile file) throws MalformedFileException {
        String meaning = file.require(DicomAttribute.PHOTOMETRIC_INTERPRETATION);
        int samples = file.dataSet().contains(DicomAttribute.SAMPLES_PER_PIXEL)
                ? file.requireWhole(DicomAttribute.SAMPLES_PER_PIXEL, 1, 4)
                : 1;
        return Photometric.of(meaning)
                .filter(p -> p.samples == samples)
                .orElseThrow(() -> file.malformed(DicomAttribute.PHOTOMETRIC_INTERPRETATION + " is "
                        + TextHeader.shown(meaning) + " with " + samples
                        + " samples a pixel but must be MONOCHROME1, MONOCHROME2 or PALETTE COLOR with 1, or RGB, "
                        + "YBR_FULL, YBR_FULL_422, YBR_ICT or YBR_RCT with 3"));
    }

    private static int allocated(DicomFile file, DicomAttribute pixels) throws MalformedFileException {
        if (pixels == DicomAttribute.FLOAT_PIXEL_DATA) {
            return 32;
        }
        if (pixels == DicomAttribute.DOUBLE_FLOAT_PIXEL_DATA) {
            return 64;
        }
        int allocated = file.requireWhole(DicomAttribute.BITS_ALLOCATED, 1, 64);
        if (allocated == 1) {
            throw new MalformedFileException(
                    file.path(),
                    "has pixels of 1 bit (" + DicomAttribute.BITS_ALLOCATED
                            + "), which are read of segmentations (DICOM SEG) only",
                    "export it again with 8 or 16 bits a pixel");
        }
        if (allocated != 8 && allocated != 16 && allocated != 32) {
            throw file.malformed(DicomAttribute.BITS_ALLOCATED + " is " + allocated + " but must be 8, 16 or 32");
        }
        return allocated;
    }

    /** The number of frames that a file announces: 1 if it says nothing. */
    static int frames(DicomFile file) throws MalformedFileException {
        return file.numbers(DicomAttribute.NUMBER_OF_FRAMES).length == 0
                ? 1
                : file.requireWhole(DicomAttribute.NUMBER_OF_FRAMES, 1, MOST_FRAMES);
    }

    /** The same samples, each kind together; RLE stores them so whatever PlanarConfiguration says. */
    PixelFormat asPlanes() {
        Photometric whole = photometric == Photometric.YBR_FULL_422 ? Photometric.YBR_FULL : photometric;
        return new PixelFormat(rows, columns, whole, true, bytes, bits, shift, signed);
    }

    /** The same samples without bits below the stored ones. */
    PixelFormat unshifted() {
        return new PixelFormat(rows, columns, photometric, planar, bytes, bits, 0, signed);
    }

    /**
     * The same samples where so many bits are coded: stored bits cannot lie above them, and the highest of them is the
     * sign (as dcmtk and GDCM read what attributes and data say differently).
     */
    PixelFormat coded(int precision) {
        int end = Math.min(shift + bits, precision);
        int held = Math.min(bits, precision);
        return new PixelFormat(rows, columns, photometric, planar, bytes, held, end - held, signed);
    }

    /** The same samples in an image of another size. */
    PixelFormat resized(int otherRows, int otherColumns) {
        return new PixelFormat(otherRows, otherColumns, photometric, planar, bytes, bits, shift, signed);
    }

    long pixels() {
        return (long) rows * columns;
    }

    /** How many bytes a frame takes that is not compressed; every second pixel lends its colour in YBR_FULL_422. */
    long frameBytes() {
        boolean shared = photometric == Photometric.YBR_FULL_422;
        return pixels() * bytes * (shared ? 2 : photometric.samples);
    }

    /** The number that the bits of a word stand for; bits around them do not count. */
    double stored(int word) {
        int unused = Integer.SIZE - bits;
        int aligned = word >>> shift << unused;
        return signed ? aligned >> unused : Integer.toUnsignedLong(aligned >>> unused);
    }

    /** The lowest stored number that the format allows. */
    double lowest() {
        return signed ? -Math.scalb(1.0, bits - 1) : 0;
    }

    /** The highest stored number that the format allows. */
    double highest() {
        return Math.scalb(1.0, signed ? bits - 1 : bits) - 1;
    }
}
