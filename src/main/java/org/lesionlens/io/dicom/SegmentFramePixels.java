package org.lesionlens.io.dicom;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.List;
import net.imglib2.Cursor;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.type.numeric.integer.UnsignedShortType;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.view.Views;
import org.lesionlens.io.dicom.codec.RleCodec;
import org.lesionlens.lesion.PlaneBox;
import org.lesionlens.model.Label;
import org.lesionlens.volume.UserMessageException;

/** The pixels of the frames of a segmentation, made one frame at a time; {@link SegmentationPixels} reads them. */
record SegmentFramePixels(Segmentation segmentation, List<SegmentFrame> frames) {
    static final int MOST_FRACTION = 255;
    private static final int BYTE = 8;
    private static final int MOST_OF_A_BYTE = 255;

    private SegmentationType type() {
        return segmentation.form().type();
    }

    /** BitsAllocated. */
    int bits() {
        boolean wide =
                type() == SegmentationType.LABELMAP && segmentation.segments().size() > MOST_OF_A_BYTE;
        return type() == SegmentationType.BINARY ? 1 : wide ? 2 * BYTE : BYTE;
    }

    private int pixels() {
        return Math.toIntExact(Math.multiplyExact(
                segmentation.labels().geometry().size(0),
                segmentation.labels().geometry().size(1)));
    }

    /** @throws UserMessageException if they are more than a DICOM file holds */
    DicomWriter.Pixels stream() {
        if (segmentation.form().compressed()) {
            return new DicomWriter.Pixels(
                    TransferSyntax.RLE, ValueRepresentation.OB, DicomEncoding.UNDEFINED, this::writeCompressed);
        }
        long bytes = (Math.multiplyExact((long) frames.size() * pixels(), bits()) + BYTE - 1) / BYTE;
        if (bytes + 1 >= DicomEncoding.UNDEFINED) {
            throw new UserMessageException("the segmentation has " + frames.size() + " frames of " + pixels()
                    + " pixels, more than a DICOM file holds: leave --all-frames out, or choose the type labelmap");
        }
        ValueRepresentation vr = bits() > BYTE ? ValueRepresentation.OW : ValueRepresentation.OB;
        return new DicomWriter.Pixels(TransferSyntax.EXPLICIT_LITTLE, vr, bytes + bytes % 2, this::writePlain);
    }

    private void writePlain(OutputStream out) throws IOException {
        long written = 0;
        if (bits() == 1) {
            written = writeBits(out);
        } else {
            for (SegmentFrame frame : frames) {
                byte[] bytes = bytes(frame);
                out.write(bytes);
                written += bytes.length;
            }
        }
        out.write(new byte[(int) (written % 2)]);
    }

    /** The lowest bit of a byte first; a frame begins where the last one ends, also within a byte (PS3.5 8.1.1). */
    private long writeBits(OutputStream out) throws IOException {
        long written = 0;
        int rest = 0; // bits of the last frame that fill no byte
        byte last = 0;
        for (SegmentFrame frame : frames) {
            byte[] bytes = packed(frame, rest, last);
            rest = (rest + pixels()) % BYTE;
            int whole = rest == 0 ? bytes.length : bytes.length - 1;
            last = rest == 0 ? 0 : bytes[whole];
            out.write(bytes, 0, whole);
            written += whole;
        }
        if (rest > 0) {
            out.write(last);
            written++;
        }
        return written;
    }

    /** The bits of a frame, after so many bits of a byte. */
    private byte[] packed(SegmentFrame frame, int before, byte first) {
        byte[] bytes = new byte[(before + pixels() + BYTE - 1) / BYTE];
        bytes[0] = first;
        numbers(frame, (pixel, number) -> {
            if (number != 0) {
                bytes[(before + pixel) / BYTE] |= (byte) (1 << (before + pixel) % BYTE);
            }
        });
        return bytes;
    }

    /** An empty table of offsets, then a fragment a frame (PS3.5 A.4). */
    private void writeCompressed(OutputStream out) throws IOException {
        DicomWriter.delimiter(out, DicomEncoding.ITEM, 0);
        for (SegmentFrame frame : frames) {
            byte[] coded = RleCodec.encode(bytes(frame), bits() / BYTE);
            DicomWriter.delimiter(out, DicomEncoding.ITEM, coded.length);
            out.write(coded);
        }
        DicomWriter.delimiter(out, DicomEncoding.SEQUENCE_END, 0);
    }

    /** A frame of bytes or little-endian words. */
    private byte[] bytes(SegmentFrame frame) {
        int[] values = type() == SegmentationType.FRACTIONAL ? fractions(frame) : labels(frame);
        int size = bits() / BYTE;
        byte[] bytes = new byte[values.length * size];
        for (int i = 0; i < values.length; i++) {
            bytes[i * size] = (byte) values[i];
            if (size > 1) {
                bytes[i * size + 1] = (byte) (values[i] >> BYTE);
            }
        }
        return bytes;
    }

    /** The numbers of the segments in a frame, row by row; of a frame of one segment those of others are 0. */
    private int[] labels(SegmentFrame frame) {
        int[] values = new int[pixels()];
        numbers(frame, (pixel, number) -> values[pixel] = number);
        return values;
    }

    /** Is told of pixels, counted row by row, and the number of their segment. */
    private interface Pixels {
        void pixel(int pixel, int number);
    }

    /** The pixels of a frame's part; of a frame of one segment those of others have the number 0. */
    private void numbers(SegmentFrame frame, Pixels pixels) {
        PlaneBox part = frame.part();
        if (part.equals(PlaneBox.NOTHING)) {
            return;
        }
        int[] numbers = numbers(frame.segment());
        int columns = (int) segmentation.labels().geometry().size(0);
        int at = part.top() * columns + part.left();
        int column = 0;
        RandomAccessibleInterval<UnsignedShortType> plane =
                Views.hyperSlice(segmentation.labels().voxels(), 2, frame.plane());
        long[] from = {part.left(), part.top()};
        long[] to = {part.right() - 1L, part.bottom() - 1L};
        for (UnsignedShortType voxel : Views.flatIterable(Views.interval(plane, from, to))) {
            int label = voxel.get();
            pixels.pixel(at++, label < numbers.length ? numbers[label] : 0);
            if (++column == part.width()) {
                column = 0;
                at += columns - part.width();
            }
        }
    }

    /** By their labels the numbers of all segments (0), or of one, up to the largest label that has one. */
    private int[] numbers(int wanted) {
        List<Label> segments = segmentation.segments();
        int[] numbers = new int[segments.stream().mapToInt(Label::value).max().orElse(0) + 1];
        for (int i = 0; i < segments.size(); i++) {
            if (wanted == 0 || wanted == i + 1) {
                numbers[segments.get(i).value()] = i + 1;
            }
        }
        return numbers;
    }

    /** The probability of what belongs to a segment of lesions, at least one step; the map says nothing of organs. */
    private int[] fractions(SegmentFrame frame) {
        int[] values = labels(frame);
        if (!segmentation.segments().get(frame.segment() - 1).lesion()) {
            Arrays.setAll(values, i -> values[i] == 0 ? 0 : MOST_FRACTION);
            return values;
        }
        Cursor<FloatType> probability = Views.flatIterable(Views.hyperSlice(
                        segmentation.probability().orElseThrow().voxels(), 2, frame.plane()))
                .cursor();
        for (int i = 0; i < values.length; i++) {
            float share = probability.next().get();
            values[i] = values[i] == 0 ? 0 : Math.max(1, Math.min(MOST_FRACTION, Math.round(MOST_FRACTION * share)));
        }
        return values;
    }
}
