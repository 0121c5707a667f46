package org.lesionlens.io.dicom;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.function.Consumer;
import org.lesionlens.io.dicom.codec.FramePixels;
import org.lesionlens.io.dicom.codec.PixelFormat;
import org.lesionlens.io.file.MalformedFileException;

/**
 * Which pixels of a segmentation's frames belong to a segment (PS3.3 C.8.20.2.3).
 *
 * <p>BINARY has one bit a pixel, the lowest of a byte first, and frames follow each other within a byte (PS3.5 8.1.1). Of
 * FRACTIONAL counts what has at least half of MaximumFractionalValue. In a LABELMAP (PS3.3 A.51, since 2024) the pixels
 * are the numbers of the segments.
 *
 * @param file where they lie
 * @param type which of the three
 * @param frames how many
 * @param most MaximumFractionalValue; 1 but for FRACTIONAL
 * @param whole the pixels, where they have 8 or 16 bits
 */
record SegmentationPixels(DicomFile file, SegmentationType type, int frames, double most, Optional<PixelData> whole) {
    private static final int BYTE = 8;

    /**
     * Finds the pixels and proves that they are all there.
     *
     * @throws MalformedFileException if the type is unknown, or the file is cut off
     */
    static SegmentationPixels of(DicomFile file, Consumer<String> warnings) throws IOException {
        SegmentationType type = type(file);
        double most = 1;
        if (type == SegmentationType.FRACTIONAL) {
            most = file.numberOr(DicomAttribute.MAXIMUM_FRACTIONAL_VALUE, 255);
            warnings.accept("the segmentation is FRACTIONAL: what has at least half of the largest value counts");
        }
        if (file.requireWhole(DicomAttribute.BITS_ALLOCATED, 1, 16) > 1) {
            PixelData pixels = PixelData.of(file);
            return new SegmentationPixels(file, type, pixels.frames(), most, Optional.of(pixels));
        }
        SegmentationPixels bits =
                new SegmentationPixels(file, type, PixelAttributes.frames(file), most, Optional.empty());
        bits.requireBits();
        return bits;
    }

    private static SegmentationType type(DicomFile file) throws MalformedFileException {
        String text = file.require(DicomAttribute.SEGMENTATION_TYPE);
        for (SegmentationType type : SegmentationType.values()) {
            if (type.name().equals(text)) {
                return type;
            }
        }
        throw file.malformed(DicomAttribute.SEGMENTATION_TYPE + " is neither BINARY nor FRACTIONAL nor LABELMAP");
    }

    boolean isLabelMap() {
        return type == SegmentationType.LABELMAP;
    }

    private void requireBits() throws IOException {
        PixelLocation location = file.pixels().orElseThrow(() -> file.malformed("has no " + DicomAttribute.PIXEL_DATA));
        long expected = ((long) frames * frameBits() + BYTE - 1) / BYTE;
        if (location.isEncapsulated() || location.length() < expected || location.length() > expected + 1) {
            throw file.malformed(location.attribute()
                    + (location.isEncapsulated() ? " is compressed" : " is " + location.length() + " bytes long")
                    + " but NumberOfFrames " + frames + " x Rows x Columns of 1 bit, not compressed, take " + expected);
        }
        long left = file.source().length() - location.offset();
        if (left < expected) {
            throw file.malformed("found " + left + " of " + expected + " bytes of " + location.attribute()
                    + " from offset " + location.offset() + ": the file is cut off");
        }
    }

    private int frameBits() throws MalformedFileException {
        int rows = file.requireWhole(DicomAttribute.ROWS, 1, PixelFormat.MAX_SIZE);
        int columns = file.requireWhole(DicomAttribute.COLUMNS, 1, PixelFormat.MAX_SIZE);
        if ((long) rows * columns > Integer.MAX_VALUE / BYTE) {
            throw file.malformed(DicomAttribute.ROWS + " " + rows + " x " + DicomAttribute.COLUMNS + " " + columns
                    + " is more than this program reads");
        }
        return rows * columns;
    }

    /**
     * A frame (from 0), row by row.
     *
     * @param segment the label of what belongs to it; a label map has its own
     */
    int[] labels(int frame, int segment) throws IOException {
        return whole.isPresent() ? wholeLabels(whole.get(), frame, segment) : bitLabels(frame, segment);
    }

    private int[] wholeLabels(PixelData pixels, int frame, int segment) throws IOException {
        FramePixels stored = pixels.frame(frame);
        int[] labels = new int[(int) pixels.format().pixels()];
        for (int i = 0; i < labels.length; i++) {
            double value = stored.at(i, 0);
            labels[i] = isLabelMap() ? (int) value : value > 0 && 2 * value >= most ? segment : 0;
        }
        return labels;
    }

    private int[] bitLabels(int frame, int segment) throws IOException {
        int[] labels = new int[frameBits()];
        long first = (long) frame * labels.length;
        byte[] bytes = bytes(first / BYTE, (first + labels.length + BYTE - 1) / BYTE);
        int skipped = (int) (first % BYTE);
        for (int i = 0; i < labels.length; i++) {
            int bit = skipped + i;
            labels[i] = (bytes[bit / BYTE] >> bit % BYTE & 1) * segment;
        }
        return labels;
    }

    /** Bytes of the pixel data; in big-endian words the second of two comes first. */
    private byte[] bytes(long from, long to) throws IOException {
        PixelLocation location = file.pixels().orElseThrow();
        boolean swapped = location.words() && file.syntax().byteOrder() == ByteOrder.BIG_ENDIAN;
        long start = swapped ? from / 2 * 2 : from;
        int count = (int) ((swapped ? (to + 1) / 2 * 2 : to) - start);
        byte[] read = new byte[count];
        try (InputStream in = file.source().open(location.offset() + start)) {
            if (in.readNBytes(read, 0, count) < to - start) {
                throw new EOFException(file.path() + " became shorter while it was read");
            }
        }
        byte[] bytes = new byte[(int) (to - from)];
        for (int i = 0; i < bytes.length; i++) {
            int at = (int) (from - start) + i;
            bytes[i] = read[swapped ? at ^ 1 : at];
        }
        return bytes;
    }
}
