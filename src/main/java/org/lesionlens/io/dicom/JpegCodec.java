package org.lesionlens.io.dicom;

import com.twelvemonkeys.imageio.plugins.jpeg.JPEGImageReaderSpi;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.imageio.ImageReader;
import javax.imageio.spi.IIORegistry;
import javax.imageio.spi.ImageReaderSpi;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * JPEG baseline, extended of 8 bits and lossless, through the TwelveMonkeys reader and Java's own.
 *
 * <p>The frame header is read here first, so that nothing is allocated for a size that the attributes do not announce.
 * Samples come out as they are coded, without a change of colour space. Damage throws
 * {@link IllegalArgumentException}.
 */
final class JpegCodec {
    private static final int LOSSLESS = 3;
    private static final int EXTENDED = 1;
    private static final int MARKER = 0xff;
    private static final int START_OF_SCAN = 0xda;
    private static final List<String> DAMAGE = List.of("premature", "truncated", "corrupt", "invalid", "error");

    private JpegCodec() {}

    /** What the frame header (SOF) says. */
    private record Header(int process, int precision, int rows, int columns, int components) {}

    static FramePixels decode(byte[] frame, PixelFormat format) throws IOException {
        Header header = header(frame);
        requireFit(header, format);
        Raster raster = raster(frame);
        if (raster.getWidth() != format.columns()
                || raster.getHeight() != format.rows()
                || raster.getNumBands() < format.photometric().samples) {
            throw new IllegalArgumentException("the JPEG data decode to " + raster.getWidth() + " columns, "
                    + raster.getHeight() + " rows and " + raster.getNumBands() + " components");
        }
        return DecodedSamples.of(raster, format, header.precision());
    }

    private static void requireFit(Header header, PixelFormat format) {
        boolean fits = header.rows == format.rows()
                && header.columns == format.columns()
                && header.components == format.photometric().samples;
        if (!fits) {
            throw new IllegalArgumentException("the JPEG data have " + header.columns + " columns, " + header.rows
                    + " rows and " + header.components + " components but the attributes say " + format.columns()
                    + ", " + format.rows() + " and " + format.photometric().samples);
        }
        if (header.process != LOSSLESS && header.precision != 8) {
            throw new UnsupportedOperationException("has JPEG "
                    + (header.process == EXTENDED ? "extended (Process 4)" : "data") + " of " + header.precision
                    + " bits, which cannot be read");
        }
        if (header.process > LOSSLESS || header.precision > 8 * format.bytes()) {
            throw new UnsupportedOperationException("has JPEG data of process SOF" + header.process + " with "
                    + header.precision + " bits for " + 8 * format.bytes() + " allocated, which cannot be read");
        }
    }

    /** Walks the marker segments up to the frame header. */
    private static Header header(byte[] jpeg) {
        if (jpeg.length < 4 || unsigned(jpeg, 0) != MARKER || unsigned(jpeg, 1) != 0xd8) {
            throw new IllegalArgumentException("the JPEG data do not begin with SOI (FFD8)");
        }
        int at = 2;
        while (at + 9 < jpeg.length) {
            int marker = unsigned(jpeg, at + 1);
            if (unsigned(jpeg, at) != MARKER || marker == START_OF_SCAN) {
                break;
            }
            boolean frame = marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
            if (frame) {
                return new Header(
                        marker - 0xc0,
                        unsigned(jpeg, at + 4),
                        word(jpeg, at + 5),
                        word(jpeg, at + 7),
                        unsigned(jpeg, at + 9));
            }
            at += marker == MARKER ? 1 : 2 + Math.max(2, word(jpeg, at + 2));
        }
        throw new IllegalArgumentException("the JPEG data have no frame header (SOF) before their scans");
    }

    private static int unsigned(byte[] bytes, int at) {
        return bytes[at] & 0xff;
    }

    private static int word(byte[] bytes, int at) {
        return unsigned(bytes, at) << 8 | unsigned(bytes, at + 1);
    }

    private static Raster raster(byte[] frame) throws IOException {
        ImageReader reader = Readers.JPEG.createReaderInstance();
        List<String> warnings = new ArrayList<>();
        reader.addIIOReadWarningListener((source, warning) -> warnings.add(warning));
        try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(frame))) {
            reader.setInput(in, false, true);
            Raster raster = reader.readRaster(0, null);
            for (String warning : warnings) {
                if (DAMAGE.stream().anyMatch(warning.toLowerCase(Locale.ROOT)::contains)) {
                    throw new IllegalArgumentException("the JPEG data are damaged (" + warning + ")");
                }
            }
            return raster;
        } finally {
            reader.dispose();
        }
    }

    /** Created by name, since Fiji's class loaders are not scanned for services. */
    private static final class Readers {
        static final ImageReaderSpi JPEG = registered();

        /** The TwelveMonkeys reader hands baseline images on to the reader of Java that it finds in the registry. */
        private static ImageReaderSpi registered() {
            JPEGImageReaderSpi spi = new JPEGImageReaderSpi();
            spi.onRegistration(IIORegistry.getDefaultInstance(), ImageReaderSpi.class);
            return spi;
        }
    }
}
