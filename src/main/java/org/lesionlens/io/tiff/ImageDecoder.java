package org.lesionlens.io.tiff;

import com.twelvemonkeys.imageio.plugins.tiff.TIFFImageReaderSpi;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.Raster;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.FileImageInputStream;
import javax.imageio.stream.ImageInputStream;
import org.lesionlens.io.file.MalformedFileException;

/**
 * Decodes PNG and JPEG with Java's codecs and TIFF with that of TwelveMonkeys, told by their first bytes; a file that is not
 * whole is refused.
 */
public final class ImageDecoder implements Closeable {
    /** Deflate packs 1032 bytes, of 8 one-bit pixels each, into one; JPEG a block of 8 x 8 into a bit. */
    static final long MOST_PIXELS_PER_BYTE = 1032 * 8;

    private static final long MOST_PIXELS_PER_BYTE_OF_JPEG = 8 * 64;
    private static final int PNG_SIGNATURE = 8;
    private static final int PNG_END = 0x49454e44;
    private static final String COPY_AGAIN = "the file is cut off or damaged: copy or export it again";
    private static final List<String> DAMAGE =
            List.of("premature", "truncated", "corrupt", "invalid", "error", "ignored");

    private final Path path;
    private final String codec;
    private final ImageInputStream in;
    private final ImageReader reader;
    private final List<String> warnings = new ArrayList<>();

    /**
     * Opens a file.
     *
     * @throws MalformedFileException if it is no PNG, JPEG or TIFF, or a PNG that is cut off
     */
    ImageDecoder(Path path) throws IOException {
        this.path = path;
        codec = codec(path);
        if (codec.equals("png")) {
            requireWholePng(path);
        }
        reader = codec.equals("tiff")
                ? new TIFFImageReaderSpi().createReaderInstance(null)
                : ofJava(ImageIO.getImageReadersByFormatName(codec), codec);
        reader.addIIOReadWarningListener((source, warning) -> warnings.add(warning));
        in = new FileImageInputStream(path.toFile());
        reader.setInput(in, false, !codec.equals("tiff"));
    }

    /** The codec for a file that begins with these bytes: png, jpeg, tiff or none. */
    public static Optional<String> codec(byte[] first) {
        if (first.length < 4) {
            return Optional.empty();
        }
        return switch (ByteBuffer.wrap(first).getInt()) {
            case 0x89504e47 -> Optional.of("png");
            case 0x49492a00, 0x4d4d002a, 0x49492b00, 0x4d4d002b -> Optional.of("tiff");
            default ->
                (first[0] & 0xff) == 0xff && (first[1] & 0xff) == 0xd8 && (first[2] & 0xff) == 0xff
                        ? Optional.of("jpeg")
                        : Optional.empty();
        };
    }

    /** Pixels as they are decoded, and what they are shown as. */
    record Page(Raster pixels, ColorModel colours) {
        private Page(BufferedImage image) {
            this(image.getRaster(), image.getColorModel());
        }
    }

    /** Decodes the image of a PNG or JPEG. */
    static Page decode(Path path) throws IOException {
        try (ImageDecoder decoder = new ImageDecoder(path)) {
            requirePixels(
                    path,
                    decoder.size(),
                    decoder.codec.equals("jpeg") ? MOST_PIXELS_PER_BYTE_OF_JPEG : MOST_PIXELS_PER_BYTE);
            return decoder.image(0);
        }
    }

    /**
     * Decodes a page, counted from 0, for which there is room.
     *
     * @throws MalformedFileException if it is cut off or damaged, or has a kind of pixels that the codec does not know
     */
    Page image(int page) throws IOException {
        return guarded(() -> {
            Page decoded = new Page(reader.read(page));
            requireNoDamage();
            return decoded;
        });
    }

    /** The numbers that a page of a TIFF stores, which {@link #image} would force into 0 to 1 if they are floats. */
    Page stored(int page) throws IOException {
        return guarded(() -> {
            Raster pixels = reader.readRaster(page, null);
            requireNoDamage();
            return new Page(pixels, reader.getRawImageType(page).getColorModel());
        });
    }

    /** Requires that the codec sees as many pages of a TIFF as there are. */
    void requirePages(int pages) throws IOException {
        int seen = guarded(() -> reader.getNumImages(true));
        if (seen != pages) {
            throw new MalformedFileException(
                    path, "is a TIFF of " + pages + " pages, of which " + seen + " can be decoded", COPY_AGAIN);
        }
    }

    /** Columns and rows of a PNG or JPEG, without decoding it. */
    long[] size() throws IOException {
        return guarded(() -> new long[] {reader.getWidth(0), reader.getHeight(0)});
    }

    private interface Reading<T> {
        T get() throws IOException;
    }

    private <T> T guarded(Reading<T> reading) throws IOException {
        try {
            return reading.get();
        } catch (MalformedFileException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            throw new MalformedFileException(
                    path, "cannot be decoded as " + codec + " (" + MalformedFileException.said(e) + ")", COPY_AGAIN, e);
        }
    }

    @Override
    public void close() throws IOException {
        reader.dispose();
        in.close();
    }

    /** Java's own codec: others on the class path decode other kinds of pixels, and differ between installations. */
    static <T> T ofJava(Iterator<T> codecs, String codec) {
        while (codecs.hasNext()) {
            T next = codecs.next();
            if (next.getClass().getModule() == ImageIO.class.getModule()) {
                return next;
            }
        }
        throw new IllegalStateException("this Java has no codec for " + codec + ": install one with java.desktop");
    }

    static String codec(Path path) throws IOException {
        try (InputStream in = Files.newInputStream(path)) {
            return codec(in.readNBytes(4))
                    .orElseThrow(() ->
                            new MalformedFileException(path, "is no PNG, JPEG or TIFF", "convert it to one of these"));
        }
    }

    /**
     * Holds the size of a page to what the file can have of it, before memory is allocated.
     *
     * @throws MalformedFileException if it announces more
     */
    static void requirePixels(Path path, long[] size, long mostPerByte) throws IOException {
        double pixels = (double) size[0] * size[1];
        long length = Files.size(path);
        if (pixels > (double) mostPerByte * length || pixels > Integer.MAX_VALUE - 8) {
            throw new MalformedFileException(
                    path,
                    "says it is " + size[0] + " x " + size[1] + " pixels but has only " + length + " bytes",
                    COPY_AGAIN);
        }
    }

    /** Codecs fill up with grey what is missing, and only warn. */
    private void requireNoDamage() throws MalformedFileException {
        for (String warning : warnings) {
            String text = warning.toLowerCase(Locale.ROOT);
            if (DAMAGE.stream().anyMatch(text::contains)) {
                throw new MalformedFileException(path, "is a damaged " + codec + " (" + warning + ")", COPY_AGAIN);
            }
        }
    }

    /** Walks the chunks: length, type, data, checksum; the last one is IEND. */
    private static void requireWholePng(Path path) throws IOException {
        long length = Files.size(path);
        try (ImageInputStream in = new FileImageInputStream(path.toFile())) {
            long position = PNG_SIGNATURE;
            int type = 0;
            while (type != PNG_END) {
                if (position + 12 > length) {
                    throw new MalformedFileException(
                            path, "is a PNG that ends at offset " + length + " without its chunk IEND", COPY_AGAIN);
                }
                in.seek(position);
                long chunk = in.readUnsignedInt();
                type = in.readInt();
                position += 12 + chunk;
            }
        }
    }
}
