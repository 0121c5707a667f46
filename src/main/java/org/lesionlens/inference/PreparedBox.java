package org.lesionlens.inference;

import java.util.List;
import org.lesionlens.model.Model;
import org.lesionlens.model.Window;
import org.lesionlens.volume.Box;
import org.lesionlens.volume.Image;

/**
 * The windows round a user's box as a network sees them that has such a prompt: made once for an image, a model and a box.
 * Thread-safe as long as nobody writes to the image.
 */
public final class PreparedBox {
    private final PreparedImage image;
    private final Box box;
    private final List<PromptWindow> placed;

    /**
     * Prepares an image, which must not change from then on.
     *
     * @param box in voxels of the image as it is stored
     * @throws org.lesionlens.volume.UnsuitableImageException as {@link LesionSegmenter} does
     * @throws org.lesionlens.volume.UsageException if the model takes no box
     */
    public PreparedBox(Image image, Model model, Box box) {
        model.requirePrompt(List.of(box));
        box.requireIn(image.geometry());
        this.image = new PreparedImage(ModelChannels.of(image, model), model);
        this.box = box;
        this.placed = PromptWindow.round(this.image, box);
    }

    PreparedImage image() {
        return image;
    }

    Box box() {
        return box;
    }

    List<PromptWindow> placed() {
        return placed;
    }

    /** What of a window goes into the network. */
    float[] read(PromptWindow window) {
        Model model = image.model();
        Window.Whole whole = (Window.Whole) model.network().window();
        return window.read(
                new FilledWindows(image.channels(), whole.fill(), whole.dimensions() == 2),
                InputShapes.channels(model));
    }
}
