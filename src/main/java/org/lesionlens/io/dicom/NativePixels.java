package org.lesionlens.io.dicom;

import java.nio.ByteBuffer;
import org.lesionlens.io.dicom.codec.FramePixels;
import org.lesionlens.io.dicom.codec.PixelFormat;

/** Pixels that are not compressed (PS3.5 8.2), by pixel, by plane or with a colour for two (Y Y Cb Cr). */
final class NativePixels {
    private NativePixels() {}

    /**
     * Looks at bytes as pixels.
     *
     * @param bytes at least as many as a frame takes, in their byte order
     */
    static FramePixels of(ByteBuffer bytes, PixelFormat format, boolean floating) {
        int pixels = (int) format.pixels();
        int samples = format.photometric().samples;
        if (format.photometric().sharesColour()) {
            return (pixel, sample) ->
                    number(bytes, format, floating, pixel / 2 * 4 + (sample == 0 ? pixel % 2 : sample + 1));
        }
        return format.planar()
                ? (pixel, sample) -> number(bytes, format, floating, sample * pixels + pixel)
                : (pixel, sample) -> number(bytes, format, floating, pixel * samples + sample);
    }

    private static double number(ByteBuffer bytes, PixelFormat format, boolean floating, int index) {
        if (floating) {
            return format.bytes() == 4 ? bytes.getFloat(4 * index) : bytes.getDouble(8 * index);
        }
        return format.stored(
                switch (format.bytes()) {
                    case 1 -> bytes.get(index);
                    case 2 -> bytes.getShort(2 * index);
                    default -> bytes.getInt(4 * index);
                });
    }
}
