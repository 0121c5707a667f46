package org.lesionlens.fiji.views;

import ij.ImagePlus;
import ij.ImageStack;
import ij.process.LUT;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferInt;

/** Draws a plane of a stack, a pixel for each of the stack's, in the grey window and colours that the image has. */
final class PlanePixels {
    private static final int COLORS = 256;

    private final ImagePlus image;
    private final Tone tone;

    private interface Tone {
        int rgb(Object slice, int index);
    }

    private PlanePixels(ImagePlus image) {
        this.image = image;
        tone = tone();
    }

    /** The plane through a spot, of the channel and frame that are shown. */
    static BufferedImage of(ImagePlus image, ViewPlane plane, Spot spot) {
        return new PlanePixels(image).drawn(plane, spot);
    }

    private BufferedImage drawn(ViewPlane plane, Spot spot) {
        int width = plane.across().size();
        int height = plane.down().size();
        Object[] slices = new Object[image.getNSlices()];
        BufferedImage drawn = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        int[] pixels = ((DataBufferInt) drawn.getRaster().getDataBuffer()).getData();
        int[] place = {spot.column(), spot.row(), spot.slice()};
        for (int y = 0; y < height; y++) {
            place[plane.down().stack()] = plane.down().turned(y);
            for (int x = 0; x < width; x++) {
                place[plane.across().stack()] = plane.across().turned(x);
                Object slice = slice(slices, place[2]);
                pixels[y * width + x] = tone.rgb(slice, place[1] * image.getWidth() + place[0]);
            }
        }
        return drawn;
    }

    /** Each is asked for once: a virtual stack reads it from a file. */
    private Object slice(Object[] slices, int slice) {
        if (slices[slice] == null) {
            ImageStack stack = image.getStack();
            slices[slice] = stack.getPixels(image.getStackIndex(image.getC(), slice + 1, image.getT()));
        }
        return slices[slice];
    }

    private Tone tone() {
        if (image.getType() == ImagePlus.COLOR_RGB) {
            return (slice, index) -> ((int[]) slice)[index];
        }
        int[] colors = colors(image.getProcessor().getLut());
        double least = image.getDisplayRangeMin();
        double scale = COLORS / Math.max(image.getDisplayRangeMax() - least, Double.MIN_NORMAL);
        return switch (image.getBitDepth()) {
            case 8 -> (slice, index) -> colors[level(((byte[]) slice)[index] & 0xff, least, scale)];
            case 16 -> (slice, index) -> colors[level(((short[]) slice)[index] & 0xffff, least, scale)];
            default -> (slice, index) -> colors[level(((float[]) slice)[index], least, scale)];
        };
    }

    /** What is no number is as dark as can be. */
    private static int level(double value, double least, double scale) {
        return (int) Math.max(0, Math.min(COLORS - 1, (value - least) * scale));
    }

    private static int[] colors(LUT table) {
        int[] colors = new int[COLORS];
        for (int i = 0; i < COLORS; i++) {
            colors[i] = table.getRGB(i);
        }
        return colors;
    }
}
