package org.lesionlens.io.dicom.codec;

import com.github.jaiimageio.jpeg2000.impl.J2KImageReaderSpi;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import javax.imageio.ImageReader;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * JPEG 2000 of up to 16 bits, signed or not, through the JAI reader.
 *
 * <p>The size segment is read here first, so that nothing is allocated for a size that the attributes do not announce.
 * Colour transforms of the codestream are undone: what it calls YBR_ICT or YBR_RCT comes out as RGB. Damage throws
 * {@link IllegalArgumentException}.
 */
public final class Jpeg2000Codec {
    private static final int SIGNATURE = 0xff4fff51;
    private static final int SIZE_SEGMENT = 6;
    private static final int MOST_TILES = 1 << 12;
    private static final int HIGH_THROUGHPUT = 1 << 14;

    private Jpeg2000Codec() {}

    public static FramePixels decode(byte[] frame, PixelFormat format) throws IOException {
        int start = start(frame);
        ByteBuffer codestream =
                ByteBuffer.wrap(frame, start, frame.length - start).slice();
        int samples = format.photometric().samples;
        if (codestream.remaining() < SIZE_SEGMENT + 36 + 3 * samples) {
            throw new IllegalArgumentException("the JPEG 2000 size segment (SIZ) is cut off");
        }
        requireFit(codestream, format);
        Jpeg2000Markers.requireWhole(codestream);
        int depth = codestream.get(SIZE_SEGMENT + 36) & 0xff;
        Raster raster = raster(frame, start);
        if (raster.getWidth() != format.columns()
                || raster.getHeight() != format.rows()
                || raster.getNumBands() < samples) {
            throw new IllegalArgumentException("the JPEG 2000 data decode to " + raster.getWidth() + " columns, "
                    + raster.getHeight() + " rows and " + raster.getNumBands() + " components");
        }
        return DecodedSamples.of(raster, format, (depth & 0x7f) + 1);
    }

    /**
     * A sentence where what the attributes say of colours does not go with the colour transform of the codestream: one is what makes
     * red, green and blue YBR_ICT or YBR_RCT, and nothing else (PS3.5 8.2.4). Nothing of damaged data, nor of RGB with a transform, which comes out right.
     */
    public static Optional<String> mislabelled(byte[] frame, PixelFormat format) {
        try {
            int start = start(frame);
            boolean transforms = Jpeg2000Markers.transformsColours(
                    ByteBuffer.wrap(frame, start, frame.length - start).slice());
            return switch (format.photometric()) {
                case YBR_ICT, YBR_RCT ->
                    doubt(!transforms, format, "have no colour transform, so they are read as red, green and blue");
                case YBR_FULL, YBR_FULL_422, YBR_PARTIAL_422 ->
                    doubt(
                            transforms,
                            format,
                            "have a colour transform, which is for red, green and blue: they are read as the file says, as other"
                                    + " programs do");
                case RGB, MONOCHROME1, MONOCHROME2, PALETTE_COLOR -> Optional.empty();
            };
        } catch (IllegalArgumentException | UnsupportedOperationException e) {
            return Optional.empty(); // told when it is decoded
        }
    }

    private static Optional<String> doubt(boolean isOne, PixelFormat format, String what) {
        return isOne
                ? Optional.of("the file says that its colours are "
                        + format.photometric().text() + " but its JPEG 2000 data " + what
                        + "; look whether the colours are right")
                : Optional.empty();
    }

    /** Where the codestream begins: also inside a JP2 file. */
    private static int start(byte[] frame) {
        ByteBuffer bytes = ByteBuffer.wrap(frame);
        for (int at = 0; at + SIZE_SEGMENT < frame.length; at++) {
            if (bytes.getInt(at) == SIGNATURE) {
                return at;
            }
        }
        throw new IllegalArgumentException("the JPEG 2000 data have no codestream (FF4F FF51)");
    }

    private static void requireFit(ByteBuffer codestream, PixelFormat format) {
        long width = unsigned(codestream, 2) - unsigned(codestream, 10);
        long height = unsigned(codestream, 6) - unsigned(codestream, 14);
        int components = codestream.getShort(SIZE_SEGMENT + 34) & 0xffff;
        if (width != format.columns() || height != format.rows() || components != format.photometric().samples) {
            throw new IllegalArgumentException("the JPEG 2000 data have " + width + " columns, " + height + " rows and "
                    + components + " components but the attributes say " + format.columns() + ", " + format.rows()
                    + " and " + format.photometric().samples);
        }
        requireTiles(codestream);
        for (int c = 0; c < components; c++) {
            requireComponent(codestream, SIZE_SEGMENT + 36 + 3 * c, format);
        }
        if ((codestream.getShort(SIZE_SEGMENT) & HIGH_THROUGHPUT) != 0) {
            throw new UnsupportedOperationException("has High-Throughput JPEG 2000 data, which cannot be read");
        }
    }

    private static void requireTiles(ByteBuffer codestream) {
        long[] counts = new long[2];
        for (int axis = 0; axis < 2; axis++) {
            long end = unsigned(codestream, 2 + 4 * axis);
            long size = unsigned(codestream, 18 + 4 * axis);
            long first = unsigned(codestream, 26 + 4 * axis);
            boolean good = size > 0 && first <= unsigned(codestream, 10 + 4 * axis);
            counts[axis] = good ? (end - first + size - 1) / size : Long.MAX_VALUE;
        }
        if (counts[0] > MOST_TILES || counts[1] > MOST_TILES || counts[0] * counts[1] > MOST_TILES) {
            throw new IllegalArgumentException("the JPEG 2000 data have tiles that make no sense (SIZ)");
        }
    }

    private static void requireComponent(ByteBuffer codestream, int at, PixelFormat format) {
        int bits = (codestream.get(at) & 0x7f) + 1;
        if (bits > 16 || bits > 8 * format.bytes() || codestream.get(at + 1) != 1 || codestream.get(at + 2) != 1) {
            throw new UnsupportedOperationException(
                    "has JPEG 2000 data of " + bits + " bits, every " + codestream.get(at + 1) + " columns and "
                            + codestream.get(at + 2) + " rows, which cannot be read");
        }
    }

    private static long unsigned(ByteBuffer codestream, int inSegment) {
        return Integer.toUnsignedLong(codestream.getInt(SIZE_SEGMENT + inSegment));
    }

    /** The decoder throws errors of its own where the data ask for what it does not know. */
    private static Raster raster(byte[] frame, int start) throws IOException {
        ImageReader reader = new J2KImageReaderSpi().createReaderInstance();
        try (Codestream in = new Codestream(frame, start)) {
            reader.setInput(in, true, true);
            return reader.readRaster(0, null);
        } catch (LinkageError | VirtualMachineError e) {
            throw e;
        } catch (Error e) {
            throw new IllegalArgumentException(
                    "the JPEG 2000 data are damaged or of an unknown kind (" + e.getMessage() + ")", e);
        } finally {
            reader.dispose();
        }
    }

    /**
     * Throws where the decoder would take endless ones for the bits of a packet header: at the end, from -1, and from
     * two bytes of ones, which no packet header has (ISO/IEC 15444-1, B.10.1). An EOFException it would swallow.
     */
    private static final class Codestream extends MemoryCacheImageInputStream {
        private static final int ONES = 0xff;
        private long afterOnes = -1;

        Codestream(byte[] frame, int start) {
            super(new ByteArrayInputStream(frame, start, frame.length - start));
        }

        @Override
        public int read() throws IOException {
            boolean second = getStreamPosition() == afterOnes;
            int found = super.read();
            if (found < 0 || found == ONES && second) {
                throw new IllegalArgumentException(
                        "the JPEG 2000 data have a packet header that is cut off or damaged");
            }
            afterOnes = found == ONES ? getStreamPosition() : -1;
            return found;
        }
    }
}
