package org.lesionlens.fiji.image;

import ij.ImagePlus;
import ij.WindowManager;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.lesionlens.cases.Fingerprint;
import org.lesionlens.volume.Volume;

/**
 * The intensities that a label image was made from, found again among the open images by a fingerprint of their voxels: of an
 * image that was changed since, or is another one of that name, nobody knows what a lesion is like.
 */
final class SourceVoxels {
    /** The image property: a fingerprint for each frame, which is saved with a TIFF. */
    private static final String PROPERTY = "LesionLens.voxels";

    private SourceVoxels() {}

    /** Tells a label image what each of its frames was made from. */
    static void attach(ImagePlus labels, List<Volume> frames) {
        labels.setProp(PROPERTY, frames.stream().map(Fingerprint::of).collect(Collectors.joining(" ")));
    }

    /** Tells a label image the same as another one, of some of whose frames (the first one from 1) it was made. */
    static void copy(ImagePlus from, int first, ImagePlus to) {
        List<String> prints = prints(from);
        boolean known = prints.size() >= first - 1 + to.getNFrames();
        to.setProp(PROPERTY, known ? String.join(" ", prints.subList(first - 1, first - 1 + to.getNFrames())) : null);
    }

    private static List<String> prints(ImagePlus labels) {
        return CarriedGrid.property(labels, PROPERTY).stream()
                .flatMap(text -> Arrays.stream(text.strip().split(" ")))
                .toList();
    }

    /** Those of a frame (from 1) of a label image, on its grid; empty if they are not open any more. */
    static Optional<Volume> of(ImagePlus labels, StackGrid grid, int frame) {
        List<String> prints = prints(labels);
        int sourceFrame = Math.max(1, LabelImage.sourceFrame(labels, frame));
        return frame > prints.size()
                ? Optional.empty()
                : openImages()
                        .filter(image -> image != labels && grid.hasSizeOf(image) && sourceFrame <= image.getNFrames())
                        .flatMap(image -> IntStream.rangeClosed(1, image.getNChannels())
                                .mapToObj(channel -> FijiVolumes.read(image, grid, channel, sourceFrame)))
                        .filter(volume -> Fingerprint.of(volume).equals(prints.get(frame - 1)))
                        .findFirst();
    }

    private static Stream<ImagePlus> openImages() {
        int[] open = WindowManager.getIDList();
        return open == null ? Stream.empty() : Arrays.stream(open).mapToObj(WindowManager::getImage);
    }
}
