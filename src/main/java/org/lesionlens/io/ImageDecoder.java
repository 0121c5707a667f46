package org.lesionlens.io;

import java.awt.image.BufferedImage;
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

/** Decodes PNG, JPEG and single-page TIFF, told by their first bytes; a file that is not whole is refused. */
final class ImageDecoder {
    /** No codec here packs more pixels into a byte: deflate packs 1032 bytes, of 8 one-bit pixels each. */
    private static final long MOST_PIXELS_PER_BYTE = 1032 * 8;

    private static final int PNG_SIGNATURE = 8;
    private static final int PNG_END = 0x49454e44;
    private static final String COPY_AGAIN = "the file is cut off or damaged: copy or export it again";
    private static final List<String> DAMAGE = List.of("premature", "truncated", "corrupt", "invalid", "error");

    private ImageDecoder() {}

    /** The codec for a file that begins with these bytes: png, jpeg, tiff or none. */
    static Optional<String> codec(byte[] first) {
        if (first.length < 4) {
            return Optional.empty();
        }
        return switch (ByteBuffer.wrap(first).getInt()) {
            case 0x89504e47 -> Optional.of("png");
            case 0x49492a00, 0x4d4d002a -> Optional.of("tiff");
            default ->
                (first[0] & 0xff) == 0xff && (first[1] & 0xff) == 0xd8 && (first[2] & 0xff) == 0xff
                        ? Optional.of("jpeg")
                        : Optional.empty();
        };
    }

    /**
     * Decodes an image.
     *
     * @throws MalformedFileException if it is cut off or damaged, has several pages, or a kind of pixels that the codec
     *     does not know
     */
    static BufferedImage decode(Path path) throws IOException {
        String codec = codec(path);
        if (codec.equals("png")) {
            requireWholePng(path);
        }
        ImageReader reader = ofJava(ImageIO.getImageReadersByFormatName(codec), codec);
        List<String> warnings = new ArrayList<>();
        reader.addIIOReadWarningListener((source, warning) -> warnings.add(warning));
        try (ImageInputStream in = new FileImageInputStream(path.toFile())) {
            reader.setInput(in, false, true);
            requireOnePage(path, reader, codec);
            requireRoom(path, reader);
            BufferedImage image = reader.read(0);
            requireNoDamage(path, codec, warnings);
            return image;
        } catch (MalformedFileException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            throw new MalformedFileException(
                    path, "cannot be decoded as " + codec + " (" + e.getMessage() + ")", COPY_AGAIN, e);
        } finally {
            reader.dispose();
        }
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

    private static String codec(Path path) throws IOException {
        try (InputStream in = Files.newInputStream(path)) {
            return codec(in.readNBytes(4))
                    .orElseThrow(() ->
                            new MalformedFileException(path, "is no PNG, JPEG or TIFF", "convert it to one of these"));
        }
    }

    private static void requireOnePage(Path path, ImageReader reader, String codec) throws IOException {
        int pages = codec.equals("tiff") ? reader.getNumImages(true) : 1;
        if (pages > 1) {
            throw new MalformedFileException(
                    path,
                    "is a TIFF of " + pages + " pages but must have one",
                    "save it as NIfTI, which keeps the voxel size, or save the page that you want");
        }
    }

    private static void requireRoom(Path path, ImageReader reader) throws IOException {
        long pixels = (long) reader.getWidth(0) * reader.getHeight(0);
        long length = Files.size(path);
        if (pixels > MOST_PIXELS_PER_BYTE * length || pixels > Integer.MAX_VALUE - 8) {
            throw new MalformedFileException(
                    path,
                    "says it is " + reader.getWidth(0) + " x " + reader.getHeight(0) + " pixels but has only " + length
                            + " bytes",
                    COPY_AGAIN);
        }
    }

    /** Codecs fill up with grey what is missing, and only warn. */
    private static void requireNoDamage(Path path, String codec, List<String> warnings) throws MalformedFileException {
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
