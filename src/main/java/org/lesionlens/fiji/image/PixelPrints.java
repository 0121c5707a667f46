package org.lesionlens.fiji.image;

import ij.ImagePlus;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Tells whether the pixels of an image are still those of a run.
 *
 * @param channels of the run
 * @param frame of the run, from 1; 0 if the image has only one
 * @param slices a hash for each slice, by frame: of the run's and of those that were seen with it
 */
public record PixelPrints(SourceImage.Channels channels, int frame, Map<Integer, List<Integer>> slices) {
    /**
     * Takes the prints of all slices.
     *
     * @param frame of the run, from 1; 0 if the image has only one
     * @param seen it and the frames that were seen with it
     */
    public static PixelPrints of(ImagePlus image, SourceImage.Channels channels, int frame, SourceImage seen) {
        return new PixelPrints(
                channels,
                frame,
                seen.frames().stream().collect(Collectors.toMap(each -> each, each -> prints(image, channels, each))));
    }

    private static List<Integer> prints(ImagePlus image, SourceImage.Channels channels, int frame) {
        return IntStream.rangeClosed(1, image.getNSlices())
                .mapToObj(slice -> print(image, channels, slice, frame))
                .toList();
    }

    private static int print(ImagePlus image, SourceImage.Channels channels, int slice, int frame) {
        return channels.numbers().stream()
                .map(channel -> print(image, channel, slice, frame))
                .toList()
                .hashCode();
    }

    private static int print(ImagePlus image, int channel, int slice, int frame) {
        int index = image.getStackIndex(channel, slice, Math.max(1, frame));
        return print(image.getStack().getProcessor(index).getPixels());
    }

    /** The print of the pixels of one slice, as ImageJ keeps them. */
    static int print(Object pixels) {
        if (pixels instanceof byte[] bytes) {
            return Arrays.hashCode(bytes);
        }
        if (pixels instanceof short[] shorts) {
            return Arrays.hashCode(shorts);
        }
        return pixels instanceof int[] colors ? Arrays.hashCode(colors) : Arrays.hashCode((float[]) pixels);
    }

    /** Whether the slice that is shown was changed, in any of the frames, or the stack no longer has as many. */
    public boolean isChanged(ImagePlus image) {
        return slices.entrySet().stream().anyMatch(each -> isChanged(image, each.getKey(), each.getValue()));
    }

    private boolean isChanged(ImagePlus image, int of, List<Integer> before) {
        return image.getNSlices() != before.size()
                || print(image, channels, image.getZ(), of) != before.get(image.getZ() - 1);
    }

    /** ImageJ's count, over all images of the stack, of a slice (from 0) of the run's first channel. */
    public int stackIndex(ImagePlus image, int slice) {
        return image.getStackIndex(channels.numbers().get(0), slice + 1, Math.max(1, frame));
    }
}
