package org.lesionlens.io.tiff;

import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.awt.image.RenderedImage;
import java.awt.image.WritableRaster;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import net.imglib2.Cursor;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.type.numeric.RealType;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.view.Views;
import org.lesionlens.io.file.AtomicFile;
import org.lesionlens.io.file.Colourfulness;
import org.lesionlens.io.file.Luminance;
import org.lesionlens.io.file.MalformedFileException;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.ProbabilityMap;
import org.lesionlens.volume.Volume;
import org.lesionlens.volume.VolumeGeometry;

/**
 * PNG, JPEG and TIFF as one-slice volumes, not calibrated unless a TIFF says its pixel size, and back.
 *
 * <p>Grey values are the stored numbers (8, 16 bit or float). Colours, also of palettes and 1-bit images, become
 * {@link Luminance}; opacity is ignored. x runs along rows, y downwards.
 */
public final class PlanarImages {
    static final String PNG = "png";
    /** The quality of Java's PNG writer that is Deflate's level 1; pixels are the same at any. */
    private static final float FAST = 0.9f;

    private PlanarImages() {}

    /**
     * Reads grey values or luminance; a TIFF may say its pixel size ({@link TiffStack}).
     *
     * @param inColour is run if the picture is one in colour ({@link Colourfulness}); once for each page
     */
    public static Volume read(Path path, Consumer<String> warnings, Runnable inColour) throws IOException {
        if (ImageDecoder.codec(path).equals("tiff")) {
            return TiffStack.read(path, warnings, inColour);
        }
        ImageDecoder.Page image = ImageDecoder.decode(path);
        requireColours(path, image);
        if (isColourful(image)) {
            inColour.run();
        }
        return volume(image.pixels(), luminance(image.colours(), image.pixels().getNumBands()));
    }

    /** How many channels there are: pages that are channels, or 3 colours, or 1. */
    public static int channels(Path path) throws IOException {
        if (ImageDecoder.codec(path).equals("tiff")) {
            return TiffStack.channels(path);
        }
        ImageDecoder.Page image = ImageDecoder.decode(path);
        return image.colours() instanceof IndexColorModel || image.pixels().getNumBands() > 2 ? 3 : 1;
    }

    /** Reads one of several channels, counted from 0. */
    public static Volume read(Path path, int channel, Consumer<String> warnings) throws IOException {
        if (ImageDecoder.codec(path).equals("tiff")) {
            return TiffStack.read(path, channel, warnings);
        }
        ImageDecoder.Page image = ImageDecoder.decode(path);
        requireColours(path, image);
        return volume(image.pixels(), colour(image.colours(), image.pixels().getNumBands(), channel));
    }

    static boolean isColourful(ImageDecoder.Page image) {
        Raster pixels = image.pixels();
        boolean mayBe = pixels.getNumBands() > 2 || image.colours() instanceof IndexColorModel;
        int width = pixels.getWidth();
        return mayBe
                && Colourfulness.isIn(
                        width * pixels.getHeight(),
                        pixel -> rgb(pixels, image.colours(), pixel % width, pixel / width));
    }

    private static int rgb(Raster pixels, ColorModel colours, int x, int y) {
        if (colours instanceof IndexColorModel palette) {
            return palette.getRGB(pixels.getSample(x, y, 0));
        }
        return eightBits(pixels, x, y, 0) << 16 | eightBits(pixels, x, y, 1) << 8 | eightBits(pixels, x, y, 2);
    }

    private static int eightBits(Raster pixels, int x, int y, int band) {
        if (pixels.getTransferType() == DataBuffer.TYPE_FLOAT || pixels.getTransferType() == DataBuffer.TYPE_DOUBLE) {
            return (int) Math.max(0, Math.min(255, 255 * pixels.getSampleFloat(x, y, band)));
        }
        return pixels.getSample(x, y, band)
                        >> Math.max(0, pixels.getSampleModel().getSampleSize(band) - 8)
                & 0xff;
    }

    /** The size of the image or stack, x, y, z. */
    public static long[] size(Path path) throws IOException {
        if (ImageDecoder.codec(path).equals("tiff")) {
            return TiffStack.size(path);
        }
        try (ImageDecoder decoder = new ImageDecoder(path)) {
            return new long[] {decoder.size()[0], decoder.size()[1], 1};
        }
    }

    /** Reads labels: the stored numbers (of a palette, its indices), the largest of the colours. */
    public static Volume readLabels(Path path) throws IOException {
        if (ImageDecoder.codec(path).equals("tiff")) {
            Volume stack = TiffStack.readLabels(path);
            return new Volume(
                    stack.voxels(),
                    VolumeGeometry.uncalibrated(
                            stack.geometry().size(0), stack.geometry().size(1)));
        }
        Raster pixels = ImageDecoder.decode(path).pixels();
        return volume(pixels, label(pixels.getNumBands()));
    }

    private static Volume volume(Raster pixels, Grey grey) {
        Volume volume = Volume.allocate(VolumeGeometry.uncalibrated(pixels.getWidth(), pixels.getHeight()));
        fill(Views.flatIterable(volume.voxels()).cursor(), pixels, grey);
        return volume;
    }

    /** Refuses colours that are no RGB. */
    private static void requireColours(Path path, ImageDecoder.Page image) throws MalformedFileException {
        if (image.pixels().getNumBands() > 3 && !image.colours().hasAlpha()) {
            throw new MalformedFileException(
                    path,
                    "has " + image.pixels().getNumBands() + " colour channels (as CMYK has)",
                    "save it as grey or RGB");
        }
    }

    /** What the number of a voxel is. */
    interface Grey {
        double at(Raster pixels, int x, int y);
    }

    static Grey luminance(ColorModel colours, int bands) {
        if (colours instanceof IndexColorModel palette) {
            return (pixels, x, y) -> {
                int rgb = palette.getRGB(pixels.getSample(x, y, 0));
                return Luminance.of(rgb >> 16 & 0xff, rgb >> 8 & 0xff, rgb & 0xff);
            };
        }
        if (bands < 3) {
            return (pixels, x, y) -> pixels.getSampleFloat(x, y, 0);
        }
        return (pixels, x, y) -> Luminance.of(
                pixels.getSampleFloat(x, y, 0), pixels.getSampleFloat(x, y, 1), pixels.getSampleFloat(x, y, 2));
    }

    /** One of the colours red, green, blue, counted from 0. */
    static Grey colour(ColorModel colours, int bands, int band) {
        if (colours instanceof IndexColorModel palette) {
            return (pixels, x, y) -> palette.getRGB(pixels.getSample(x, y, 0)) >> 8 * (2 - band) & 0xff;
        }
        return (pixels, x, y) -> pixels.getSampleFloat(x, y, bands < 3 ? 0 : band);
    }

    private static Grey label(int bands) {
        int colours = bands < 3 ? 1 : 3;
        return (pixels, x, y) -> {
            float largest = pixels.getSampleFloat(x, y, 0);
            for (int band = 1; band < colours; band++) {
                largest = Math.max(largest, pixels.getSampleFloat(x, y, band));
            }
            return largest;
        };
    }

    /** Sets the next voxels, as many as there are pixels, row by row. */
    static void fill(Cursor<FloatType> voxels, Raster raster, Grey grey) {
        for (int y = 0; y < raster.getHeight(); y++) {
            for (int x = 0; x < raster.getWidth(); x++) {
                voxels.next().setReal(grey.at(raster, x, y));
            }
        }
    }

    /** Writes an 8-bit PNG: 255 where there is a label, else 0. */
    public static void writeMask(Path target, LabelMap labels) throws IOException {
        BufferedImage image = image(labels.geometry(), BufferedImage.TYPE_BYTE_GRAY);
        draw(labels.voxels(), image.getRaster(), v -> v > 0 ? 255 : 0);
        write(target, image, PNG);
    }

    /** Writes a 16-bit grey PNG. */
    public static void writeLabels(Path target, LabelMap labels) throws IOException {
        BufferedImage image = image(labels.geometry(), BufferedImage.TYPE_USHORT_GRAY);
        draw(labels.voxels(), image.getRaster(), v -> v);
        write(target, image, PNG);
    }

    /** Writes an 8-bit grey PNG of numbers from 0 to 255, which are rounded. */
    public static <T extends RealType<T>> void writeBytes(
            Path target, RandomAccessibleInterval<T> voxels, VolumeGeometry geometry) throws IOException {
        BufferedImage image = image(geometry, BufferedImage.TYPE_BYTE_GRAY);
        draw(voxels, image.getRaster(), Math::round);
        write(target, image, PNG);
    }

    /** Writes a TIFF of 32-bit floats. */
    public static void writeProbability(Path target, ProbabilityMap map) throws IOException {
        requirePlanar(map.geometry());
        ColorSpace grey = ColorSpace.getInstance(ColorSpace.CS_GRAY);
        ComponentColorModel model =
                new ComponentColorModel(grey, false, false, Transparency.OPAQUE, DataBuffer.TYPE_FLOAT);
        WritableRaster raster = model.createCompatibleWritableRaster(
                (int) map.geometry().size(0), (int) map.geometry().size(1));
        draw(map.voxels(), raster, v -> v);
        write(target, new BufferedImage(model, raster, false, null), "tiff");
    }

    private static BufferedImage image(VolumeGeometry geometry, int type) {
        requirePlanar(geometry);
        return new BufferedImage((int) geometry.size(0), (int) geometry.size(1), type);
    }

    private static void requirePlanar(VolumeGeometry geometry) {
        if (geometry.size(2) != 1 || geometry.size(0) > Integer.MAX_VALUE || geometry.size(1) > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(
                    geometry + " has more than one slice and fits no image file: write it as NIfTI");
        }
    }

    private interface Sample {
        float of(float value);
    }

    private static <T extends RealType<T>> void draw(
            RandomAccessibleInterval<T> voxels, WritableRaster raster, Sample sample) {
        Cursor<T> cursor = Views.flatIterable(voxels).cursor();
        for (int y = 0; y < raster.getHeight(); y++) {
            for (int x = 0; x < raster.getWidth(); x++) {
                raster.setSample(x, y, 0, sample.of(cursor.next().getRealFloat()));
            }
        }
    }

    static void write(Path target, RenderedImage image, String codec) throws IOException {
        AtomicFile.write(target, file -> {
            try (ImageOutputStream out = new MemoryCacheImageOutputStream(file)) {
                ImageWriter writer = ImageDecoder.ofJava(ImageIO.getImageWritersByFormatName(codec), codec);
                ImageWriteParam form = writer.getDefaultWriteParam();
                if (codec.equals(PNG)) {
                    form.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
                    form.setCompressionQuality(FAST);
                }
                writer.setOutput(out);
                writer.write(null, new IIOImage(image, null, null), form);
                writer.dispose();
            }
        });
    }
}
