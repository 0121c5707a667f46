package org.lesionlens.io.dicom.codec;

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
public record PixelFormat(
        int rows,
        int columns,
        Photometric photometric,
        boolean planar,
        int bytes,
        int bits,
        int shift,
        boolean signed) {
    public static final int MAX_SIZE = 65535;

    /** The same samples, each kind together; RLE stores them so whatever PlanarConfiguration says. */
    public PixelFormat asPlanes() {
        Photometric whole = photometric.sharesColour() ? Photometric.YBR_FULL : photometric;
        return new PixelFormat(rows, columns, whole, true, bytes, bits, shift, signed);
    }

    /** The same samples without bits below the stored ones. */
    public PixelFormat unshifted() {
        return new PixelFormat(rows, columns, photometric, planar, bytes, bits, 0, signed);
    }

    /**
     * The same samples where so many bits are coded: stored bits cannot lie above them, and the highest of them is the
     * sign (as dcmtk and GDCM read what attributes and data say differently).
     */
    public PixelFormat coded(int precision) {
        int end = Math.min(shift + bits, precision);
        int held = Math.min(bits, precision);
        return new PixelFormat(rows, columns, photometric, planar, bytes, held, end - held, signed);
    }

    /** The same samples in an image of another size. */
    public PixelFormat resized(int otherRows, int otherColumns) {
        return new PixelFormat(otherRows, otherColumns, photometric, planar, bytes, bits, shift, signed);
    }

    public long pixels() {
        return (long) rows * columns;
    }

    /** How many bytes a frame takes that is not compressed. */
    public long frameBytes() {
        return pixels() * bytes * (photometric.sharesColour() ? 2 : photometric.samples);
    }

    /** The number that the bits of a word stand for; bits around them do not count. */
    public double stored(int word) {
        int unused = Integer.SIZE - bits;
        int aligned = word >>> shift << unused;
        return signed ? aligned >> unused : Integer.toUnsignedLong(aligned >>> unused);
    }

    /** The lowest stored number that the format allows. */
    public double lowest() {
        return signed ? -Math.scalb(1.0, bits - 1) : 0;
    }

    /** The highest stored number that the format allows. */
    public double highest() {
        return Math.scalb(1.0, signed ? bits - 1 : bits) - 1;
    }
}
