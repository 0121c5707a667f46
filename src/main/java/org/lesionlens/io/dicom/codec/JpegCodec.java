package org.lesionlens.io.dicom.codec;

import com.twelvemonkeys.imageio.plugins.jpeg.JPEGImageReaderSpi;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.imageio.ImageReader;
import javax.imageio.spi.IIORegistry;
import javax.imageio.spi.ImageReaderSpi;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * JPEG: what is lossless or has more than 8 bits through {@link JpegDecoder}, else baseline, extended and progressive
 * through the TwelveMonkeys reader and Java's own.
 *
 * <p>The frame header is read here first, so that nothing is allocated for a size that the attributes do not announce.
 * Samples come out as they are coded, without a change of colour space, but where the data say another one than the attributes
 * ({@link JpegColourSpace}), as of programs that forget to say what their encoder did: then as the attributes say. Damage throws
 * {@link IllegalArgumentException}.
 */
public final class JpegCodec {
    private static final int LEAST_LOSSLESS_BITS = 2;
    private static final int LOSSY_BITS = 8;
    private static final int MORE_LOSSY_BITS = 12;
    private static final List<String> DAMAGE = List.of("premature", "truncated", "corrupt", "invalid", "error");

    private JpegCodec() {}

    public static FramePixels decode(byte[] frame, PixelFormat format) throws IOException {
        JpegFrame header = JpegFrame.of(frame);
        requireFit(header, format);
        requireKnown(header, format);
        PixelFormat coded = format.coded(header.precision());
        if (isForDecoder(header)) {
            return DecodedSamples.of(JpegDecoder.decode(frame, header, format.rows()), coded, header.precision());
        }
        Raster raster = raster(frame);
        if (raster.getWidth() != format.columns()
                || raster.getHeight() != format.rows()
                || raster.getNumBands() < format.photometric().samples) {
            throw new IllegalArgumentException("the JPEG data decode to " + raster.getWidth() + " columns, "
                    + raster.getHeight() + " rows and " + raster.getNumBands() + " components");
        }
        FramePixels samples = DecodedSamples.of(raster, coded, header.precision());
        if (!isMislabelled(frame, header, format)) {
            return samples;
        }
        ColourDifferences differences = ColourDifferences.of(coded);
        return format.photometric() == Photometric.RGB
                ? differences.asColours(samples)
                : differences.ofColours(samples);
    }

    private static boolean isMislabelled(byte[] frame, JpegFrame header, PixelFormat format) {
        return !isForDecoder(header)
                && switch (format.photometric()) {
                    case RGB -> JpegColourSpace.of(frame, header) == JpegColourSpace.DIFFERENCES;
                    case YBR_FULL, YBR_FULL_422, YBR_PARTIAL_422 ->
                        JpegColourSpace.of(frame, header) == JpegColourSpace.COLOURS;
                    default -> false;
                };
    }

    /** A sentence where the data say another colour space than the attributes; nothing of damaged data. */
    public static Optional<String> mislabelled(byte[] frame, PixelFormat format) {
        try {
            return isMislabelled(frame, JpegFrame.of(frame), format)
                    ? Optional.of("the file says that its colours are "
                            + format.photometric().text() + " but its JPEG data are coded as "
                            + (format.photometric() == Photometric.RGB ? "brightness and colour differences" : "RGB")
                            + ": they are read as they are coded")
                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // told when it is decoded
        }
    }

    private static boolean isForDecoder(JpegFrame header) {
        return header.process() == JpegFrame.LOSSLESS || header.precision() != LOSSY_BITS;
    }

    private static void requireFit(JpegFrame header, PixelFormat format) {
        boolean fits = (header.rows() == format.rows() || header.rows() == 0 && isForDecoder(header))
                && header.columns() == format.columns()
                && header.components().size() == format.photometric().samples;
        if (!fits) {
            throw new IllegalArgumentException("the JPEG data have " + header.columns() + " columns, " + header.rows()
                    + " rows and " + header.components().size() + " components but the attributes say "
                    + format.columns() + ", " + format.rows() + " and " + format.photometric().samples);
        }
        if (header.precision() > 8 * format.bytes()) {
            throw new IllegalArgumentException("the JPEG data have " + header.precision() + " bits but the attributes "
                    + "say that a sample takes " + 8 * format.bytes());
        }
    }

    private static void requireKnown(JpegFrame header, PixelFormat format) {
        int bits = header.precision();
        boolean known = switch (header.process()) {
            case JpegFrame.BASELINE, JpegFrame.EXTENDED -> bits == LOSSY_BITS || bits == MORE_LOSSY_BITS;
            case JpegFrame.PROGRESSIVE -> bits == LOSSY_BITS;
            case JpegFrame.LOSSLESS -> bits >= LEAST_LOSSLESS_BITS && bits <= Character.SIZE;
            default -> false;
        };
        if (!known) {
            throw new UnsupportedOperationException("has JPEG data of process SOF" + header.process() + " with " + bits
                    + " bits for " + 8 * format.bytes() + " allocated, which cannot be read");
        }
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
