package org.lesionlens.fiji.views;

import ij.CompositeImage;
import ij.ImagePlus;
import ij.ImageStack;
import ij.process.LUT;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferInt;

/** Draws a plane of a stack, a pixel for each of the stack's, in the grey window and colours that the image has. */
final class PlanePixels {
    private static final int COLORS = 256;

    private final ImagePlus image;
    private final int channel;
    private final Tone tone;

    private interface Tone {
        int rgb(Object slice, int index);
    }

    /** @param channel from 1 */
    private PlanePixels(ImagePlus image, int channel, LUT table, double least, double most) {
        this.image = image;
        this.channel = channel;
        tone = tone(table, least, most);
    }

    /** The plane through a spot, of the frame that is shown, and of its channel, or of all that the image merges. */
    static BufferedImage of(ImagePlus image, ViewPlane plane, Spot spot) {
        if (image instanceof CompositeImage merged && merged.getMode() == CompositeImage.COMPOSITE) {
            return merged(merged, plane, spot);
        }
        LUT table = image.getType() == ImagePlus.COLOR_RGB
                ? null
                : image.getProcessor().getLut();
        return new PlanePixels(image, image.getC(), table, image.getDisplayRangeMin(), image.getDisplayRangeMax())
                .drawn(plane, spot);
    }

    private static BufferedImage merged(CompositeImage image, ViewPlane plane, Spot spot) {
        BufferedImage all =
                new BufferedImage(plane.across().size(), plane.down().size(), BufferedImage.TYPE_INT_RGB);
        for (int channel = 1; channel <= image.getNChannels(); channel++) {
            if (image.getActiveChannels()[channel - 1]) {
                LUT table = image.getChannelLut(channel);
                add(all, new PlanePixels(image, channel, table, table.min, table.max).drawn(plane, spot));
            }
        }
        return all;
    }

    /** Each colour up to the brightest there is, as ImageJ merges them. */
    private static void add(BufferedImage all, BufferedImage one) {
        int[] sum = ((DataBufferInt) all.getRaster().getDataBuffer()).getData();
        int[] more = ((DataBufferInt) one.getRaster().getDataBuffer()).getData();
        for (int i = 0; i < sum.length; i++) {
            int red = Math.min(0xff0000, (sum[i] & 0xff0000) + (more[i] & 0xff0000));
            int green = Math.min(0xff00, (sum[i] & 0xff00) + (more[i] & 0xff00));
            int blue = Math.min(0xff, (sum[i] & 0xff) + (more[i] & 0xff));
            sum[i] = red | green | blue;
        }
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
            slices[slice] = stack.getPixels(image.getStackIndex(channel, slice + 1, image.getT()));
        }
        return slices[slice];
    }

    private Tone tone(LUT table, double least, double most) {
        if (image.getType() == ImagePlus.COLOR_RGB) {
            return (slice, index) -> ((int[]) slice)[index];
        }
        int[] colors = colors(table);
        double scale = COLORS / Math.max(most - least, Double.MIN_NORMAL);
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
