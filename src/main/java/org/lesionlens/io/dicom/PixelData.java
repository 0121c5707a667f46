package org.lesionlens.io.dicom;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.lesionlens.io.dicom.PixelLocation.Fragment;
import org.lesionlens.io.dicom.codec.FramePixels;
import org.lesionlens.io.dicom.codec.Jpeg2000Codec;
import org.lesionlens.io.dicom.codec.JpegCodec;
import org.lesionlens.io.dicom.codec.JpegLsCodec;
import org.lesionlens.io.dicom.codec.Photometric;
import org.lesionlens.io.dicom.codec.PixelFormat;
import org.lesionlens.io.dicom.codec.RleCodec;
import org.lesionlens.io.file.MalformedFileException;

/**
 * The frames of a file, still in it, and proved to fit: declared lengths, rows, columns and frames agree with what the
 * file can hold.
 *
 * @param file where the pixels lie
 * @param location where in it
 * @param format how they are stored
 * @param frames how many
 * @param fragments of encapsulated data, frame by frame; else empty
 */
record PixelData(
        DicomFile file, PixelLocation location, PixelFormat format, int frames, List<List<Fragment>> fragments) {
    private static final int MOST_PADDING = 4096;

    /** A file may always say it is this large, for pixels that are all alike compress without limit. */
    private static final long PIXELS_ON_TRUST = 1L << 24;

    static PixelData of(DicomFile file) throws IOException {
        if (file.syntax().codec() == TransferSyntax.Codec.NONE) {
            throw new MalformedFileException(
                    file.path(),
                    "has transfer syntax " + file.syntax() + ", whose pixels cannot be read",
                    file.syntax().remedy());
        }
        PixelLocation location = file.pixels()
                .orElseThrow(() -> file.malformed("has Rows and Columns but no " + DicomAttribute.PIXEL_DATA
                        + ": the file is cut off or holds no image"));
        PixelFormat format = PixelAttributes.format(file, location.attribute());
        int frames = PixelAttributes.frames(file);
        if (format.pixels() * format.photometric().samples > Integer.MAX_VALUE / 8) {
            throw file.malformed(DicomAttribute.ROWS + " " + format.rows() + " x " + DicomAttribute.COLUMNS + " "
                    + format.columns() + " is more than this program reads");
        }
        if (!location.isEncapsulated()) {
            requireNative(file, location, format, frames);
            return new PixelData(file, location, format, frames, List.of());
        }
        requireCompressible(file, location, format, frames);
        return new PixelData(file, location, format, frames, EncapsulatedFrames.of(file, location, frames));
    }

    /** Frames x Rows x Columns, the declared length and the file's length must agree (a byte may pad a length). */
    private static void requireNative(DicomFile file, PixelLocation location, PixelFormat format, int frames)
            throws IOException {
        long expected = frames * format.frameBytes();
        if (file.syntax().isEncapsulated()) {
            throw file.malformed(location.attribute() + " has a length of " + location.length()
                    + " but must be encapsulated in transfer syntax " + file.syntax());
        }
        if (location.length() < expected || !isPadding(file, location, expected)) {
            throw file.malformed(location.attribute() + " is " + location.length() + " bytes long but "
                    + (frames > 1 ? "NumberOfFrames " + frames + " x " : "") + "Rows " + format.rows() + " x Columns "
                    + format.columns() + " x " + format.frameBytes() / format.pixels() + " bytes take " + expected);
        }
        long left = file.source().length() - location.offset();
        if (left < expected) {
            throw file.malformed("found " + left + " of " + expected + " bytes of " + location.attribute()
                    + " from offset " + location.offset() + ": the file is cut off");
        }
    }

    /** Whether a declared length is right but for zeros, at most {@value #MOST_PADDING} of them. */
    private static boolean isPadding(DicomFile file, PixelLocation location, long expected) throws IOException {
        long extra = location.length() - expected;
        long left = file.source().length() - location.offset() - expected;
        if (extra <= 1 || extra > MOST_PADDING || left < extra) {
            return extra <= 1;
        }
        try (InputStream in = file.source().open(location.offset() + expected)) {
            return Arrays.equals(in.readNBytes((int) extra), new byte[(int) extra]);
        }
    }

    private static void requireCompressible(DicomFile file, PixelLocation location, PixelFormat format, int frames)
            throws MalformedFileException {
        if (!file.syntax().isEncapsulated()) {
            throw file.malformed(location.attribute() + " is encapsulated but transfer syntax " + file.syntax()
                    + " is not compressed");
        }
        if (location.fragments().isEmpty()) {
            throw file.malformed(location.attribute() + " from offset " + location.offset()
                    + " has no fragments: the file is cut off");
        }
        long pixels = frames * format.pixels();
        long held = location.fragmentBytes() * mostPixelsPerByte(file.syntax().codec());
        if (pixels > Math.max(held, PIXELS_ON_TRUST)) {
            throw file.malformed("announces " + frames + " frames of " + format.columns() + " x " + format.rows()
                    + " pixels but has only " + location.fragmentBytes() + " compressed bytes");
        }
    }

    private static long mostPixelsPerByte(TransferSyntax.Codec codec) {
        return switch (codec) {
            case RLE -> 64;
            case JPEG, JPEG_2000 -> 256;
            case JPEG_LS -> 1024;
            default -> 1;
        };
    }

    /** Whether the pixels are floating-point numbers. */
    boolean isFloating() {
        return location.attribute() != DicomAttribute.PIXEL_DATA;
    }

    /** The decoded samples of a frame, counted from 0. */
    FramePixels frame(int frame) throws IOException {
        boolean floating = isFloating();
        if (!location.isEncapsulated()) {
            return nativeFrame(frame).all();
        }
        byte[] bytes = EncapsulatedFrames.bytes(file, fragments.get(frame));
        try {
            return decoded(bytes, floating);
        } catch (UnsupportedOperationException e) {
            throw new MalformedFileException(
                    file.path(), message(e), file.syntax().remedy(), e);
        } catch (IOException | RuntimeException e) {
            throw new MalformedFileException(
                    file.path(),
                    "frame " + (frame + 1) + ", compressed as " + file.syntax() + ", from offset "
                            + fragments.get(frame).get(0).offset() + ", cannot be decoded: " + message(e),
                    file.syntax().remedyForDamage(),
                    e);
        }
    }

    /** A sentence for each attribute that says something else of the colours of a frame, counted from 0, than they are. */
    List<String> doubts(int frame) throws IOException {
        return Stream.of(
                        mislabelled(frame),
                        PixelAttributes.signedColours(file, format),
                        format.photometric() == Photometric.PALETTE_COLOR
                                ? Palette.of(file, format).doubt()
                                : Optional.<String>empty())
                .flatMap(Optional::stream)
                .toList();
    }

    private Optional<String> mislabelled(int frame) throws IOException {
        TransferSyntax.Codec codec = file.syntax().codec();
        boolean isJpeg = codec == TransferSyntax.Codec.JPEG;
        if (!isJpeg && codec != TransferSyntax.Codec.JPEG_2000 || format.photometric().samples == 1) {
            return Optional.empty();
        }
        byte[] bytes = EncapsulatedFrames.bytes(file, fragments.get(frame));
        return isJpeg ? JpegCodec.mislabelled(bytes, format) : Jpeg2000Codec.mislabelled(bytes, format);
    }

    private static String message(Exception e) {
        return MalformedFileException.said(e).replaceAll("\\p{Cntrl}", " ");
    }

    private FramePixels decoded(byte[] bytes, boolean floating) throws IOException {
        return switch (file.syntax().codec()) {
            case RLE -> NativePixels.of(RleCodec.decode(bytes, format), format.asPlanes(), floating);
            case JPEG -> JpegCodec.decode(bytes, format);
            case JPEG_LS -> JpegLsCodec.decode(bytes, format);
            case JPEG_2000 -> Jpeg2000Codec.decode(bytes, format);
            case ENCAPSULATED -> NativePixels.of(whole(bytes), format, floating);
            case NATIVE, NONE, UNREADABLE -> throw new IllegalStateException(file.syntax() + " has no codec");
        };
    }

    private ByteBuffer whole(byte[] bytes) {
        if (bytes.length < format.frameBytes()) {
            throw new IllegalArgumentException("found " + bytes.length + " of " + format.frameBytes() + " bytes");
        }
        return ByteBuffer.wrap(bytes).order(file.syntax().byteOrder());
    }

    /** A frame, counted from 0, of pixels that are not encapsulated. */
    NativeFrame nativeFrame(int frame) {
        boolean swapped =
                format.bytes() == 1 && location.words() && file.syntax().byteOrder() == ByteOrder.BIG_ENDIAN;
        return new NativeFrame(
                file.source(),
                location.offset(),
                frame * format.frameBytes(),
                format,
                isFloating(),
                file.syntax().byteOrder(),
                swapped);
    }
}
