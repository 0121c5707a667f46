package org.lesionlens.fiji.command;

import ij.ImagePlus;
import ij.WindowManager;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.lesionlens.fiji.image.FijiVolumes;
import org.lesionlens.fiji.image.LabelImage;
import org.lesionlens.fiji.image.SourceImage;
import org.lesionlens.fiji.image.StackGrid;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.UserMessageException;

/**
 * The lesions of an image that a command is about.
 *
 * @param title of the label image that has them, or {@value #SELECTION} for the finding that the user drew a selection round
 */
public record ChosenLesions(String title) {
    /** What stands for the user's selection. */
    public static final String SELECTION = "selection";

    public static List<String> choices() {
        return Stream.concat(Stream.of(SELECTION), CommandInput.openTitles().stream())
                .toList();
    }

    /** The label image of an image without a selection, if it is open. */
    public static String proposed(ImagePlus image) {
        ImagePlus labels = LabelImage.beside(image);
        return labels == image || SourceImage.isRegion(image.getRoi()) ? SELECTION : labels.getTitle();
    }

    /** Whether one of the choices fits an image: the selection, or what may be labels of its size. */
    public static boolean isOffered(String choice, ImagePlus image) {
        return choice.equals(SELECTION)
                || !choice.equals(image.getTitle())
                        && CommandInput.isOfSize(choice, image)
                        && CommandInput.mayBeLabels(choice);
    }

    /** @throws UserMessageException if the image has no selection though it is wanted */
    public void requireIn(ImagePlus image) {
        if (title.equals(SELECTION) && !SourceImage.isRegion(image.getRoi())) {
            throw new UserMessageException("the image \"" + image.getTitle()
                    + "\" has no selection of an area: draw one round the finding, or choose a label image");
        }
    }

    /** Empty for the selection. */
    public Optional<ImagePlus> labelImage() {
        return title.equals(SELECTION) ? Optional.empty() : Optional.of(WindowManager.getImage(title));
    }

    /** The frame of the label image (from 1) for a frame of the image. */
    public int frame(int frame) {
        return labelImage().map(labels -> Math.min(frame, labels.getNFrames())).orElse(1);
    }

    /**
     * Copies them.
     *
     * @param frame of the image, from 1
     * @param grid of the image
     */
    public LabelMap labels(ImagePlus image, int frame, StackGrid grid) {
        Optional<ImagePlus> labels = labelImage();
        if (labels.isEmpty()) {
            return SourceImage.regionOfSlice(image, grid);
        }
        grid.requireSize(labels.get(), image);
        return FijiVolumes.readLabels(labels.get(), grid, frame(frame));
    }
}
