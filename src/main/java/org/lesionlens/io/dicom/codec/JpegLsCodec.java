package org.lesionlens.io.dicom.codec;

import java.util.List;
import java.util.stream.IntStream;

/**
 * JPEG-LS of 2 to 16 bits, lossless and near-lossless (ITU-T T.87).
 *
 * <p>Nothing is allocated for a size that the attributes do not announce. Signed numbers are coded as their stored
 * bits. Damage throws {@link IllegalArgumentException}, what the standard knows and this decoder does not
 * {@link UnsupportedOperationException}.
 */
public final class JpegLsCodec {
    private JpegLsCodec() {}

    public static FramePixels decode(byte[] jpeg, PixelFormat format) {
        JpegLsSegments segments = new JpegLsSegments(jpeg);
        JpegLsSegments.Frame frame = segments.frame();
        requireFit(frame, format, jpeg.length);
        int components = frame.components().size();
        short[][] planes = new short[components][];
        int at = segments.position();
        while (IntStream.range(0, components).anyMatch(c -> planes[c] == null)) {
            JpegLsSegments.Scan scan = segments.scan(at);
            allocate(planes, scan.components(), (int) format.pixels());
            JpegLsBits bits = new JpegLsBits(jpeg, scan.data());
            short[][] inScan = scan.components().stream().map(c -> planes[c]).toArray(short[][]::new);
            new JpegLsScan(bits, scan.preset(), frame.columns(), inScan)
                    .read(frame.rows(), scan.bySample(), scan.restartInterval());
            at = bits.end();
        }
        return DecodedSamples.of(planes, format, frame.precision());
    }

    private static void allocate(short[][] planes, List<Integer> components, int pixels) {
        for (int c : components) {
            if (planes[c] != null) {
                throw new IllegalArgumentException("the JPEG-LS data have component " + (c + 1) + " twice");
            }
            planes[c] = new short[pixels];
        }
    }

    /** Each row of a component takes at least a bit. */
    private static void requireFit(JpegLsSegments.Frame frame, PixelFormat format, int bytes) {
        int samples = format.photometric().samples;
        int components = frame.components().size();
        if (frame.columns() != format.columns() || frame.rows() != format.rows() || components != samples) {
            throw new IllegalArgumentException("the JPEG-LS data have " + frame.columns() + " columns, " + frame.rows()
                    + " rows and " + components + " components but the attributes say " + format.columns() + ", "
                    + format.rows() + " and " + samples);
        }
        if (frame.precision() > Byte.SIZE * format.bytes()) {
            throw new IllegalArgumentException("the JPEG-LS data have " + frame.precision()
                    + " bits a sample but the attributes allocate " + Byte.SIZE * format.bytes());
        }
        if ((long) frame.rows() > (long) Byte.SIZE * bytes) {
            throw new IllegalArgumentException(
                    "the JPEG-LS data announce " + frame.rows() + " rows but have only " + bytes + " bytes");
        }
    }
}
