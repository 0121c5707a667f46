package org.lesionlens.io.dicom;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.util.List;

/** Pictures in colour as DICOM of one file: an endoscopy of one or several frames, pixels of 0.5 mm, without a place. */
public final class ColourPictures {
    /** How pixels are stored that are not compressed. */
    public enum Kind {
        RGB,
        PLANES,
        YBR_FULL,
        YBR_FULL_422;

        String photometric() {
            return this == PLANES ? "RGB" : name();
        }
    }

    private ColourPictures() {}

    /** Frames of one size, 40 ms apart where there are several. */
    public static DicomBytes of(Kind kind, List<BufferedImage> frames) {
        BufferedImage first = frames.get(0);
        ByteArrayOutputStream pixels = new ByteArrayOutputStream();
        frames.forEach(frame -> write(kind, frame, pixels));
        return JpegFiles.colours(frames.size(), first.getHeight(), first.getWidth(), 8)
                .text(0x00080060, "CS", "ES")
                .text(0x0020000d, "UI", "1.2.3.5")
                .text(0x00181063, "DS", "40")
                .text(0x00280004, "CS", kind.photometric())
                .shorts(0x00280006, "US", kind == Kind.PLANES ? 1 : 0)
                .text(0x00280030, "DS", "0.5\\0.5")
                .bytes(0x7fe00010, "OB", pixels.toByteArray());
    }

    private static void write(Kind kind, BufferedImage picture, ByteArrayOutputStream out) {
        int count = picture.getWidth() * picture.getHeight();
        for (int i = 0; i < (kind == Kind.PLANES ? 3 * count : count); i++) {
            int pixel = i % count;
            int rgb = picture.getRGB(pixel % picture.getWidth(), pixel / picture.getWidth());
            switch (kind) {
                case RGB -> {
                    out.write(rgb >> 16);
                    out.write(rgb >> 8);
                    out.write(rgb);
                }
                case PLANES -> out.write(rgb >> 16 - 8 * (i / count));
                case YBR_FULL -> {
                    out.write(y(rgb));
                    out.write(cb(rgb));
                    out.write(cr(rgb));
                }
                case YBR_FULL_422 -> {
                    out.write(y(rgb));
                    if (pixel % 2 == 1) {
                        out.write(cb(rgb));
                        out.write(cr(rgb));
                    }
                }
            }
        }
    }

    private static int y(int rgb) {
        return mixed(rgb, 0.299, 0.587, 0.114, 0);
    }

    private static int cb(int rgb) {
        return mixed(rgb, -0.1687, -0.3313, 0.5, 128);
    }

    private static int cr(int rgb) {
        return mixed(rgb, 0.5, -0.4187, -0.0813, 128);
    }

    /** By the factors of PS3.3 C.7.6.3.1.2. */
    private static int mixed(int rgb, double red, double green, double blue, double more) {
        double value = red * (rgb >> 16 & 0xff) + green * (rgb >> 8 & 0xff) + blue * (rgb & 0xff) + more;
        return (int) Math.min(255, Math.round(value));
    }
}
