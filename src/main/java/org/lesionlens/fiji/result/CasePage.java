package org.lesionlens.fiji.result;

import ij.ImagePlus;
import java.awt.BorderLayout;
import java.util.Optional;
import javax.swing.JPanel;
import org.lesionlens.fiji.command.Failure;
import org.lesionlens.fiji.command.Result;
import org.lesionlens.fiji.image.LesionOverlay;
import org.lesionlens.fiji.image.ShownLesions;
import org.lesionlens.fiji.image.ShownPixels;
import org.lesionlens.fiji.image.StackGrid;
import org.lesionlens.fiji.views.OrthogonalViews;
import org.lesionlens.volume.UserMessageException;

/** What one command found in an image, as a list in the window of its case. */
abstract sealed class CasePage extends JPanel permits LesionPage, BoxPage {
    private static final long serialVersionUID = 1;

    private final transient ImagePlus image;
    private final transient ShownPixels pixels;

    CasePage(ImagePlus image) {
        super(new BorderLayout());
        this.image = image;
        pixels = ShownPixels.of(image);
    }

    /** Where it was found. */
    abstract StackGrid grid();

    /** All that was measured. */
    abstract Result.Table columns();

    /** Draws it, and chooses what a user should see first. */
    abstract void begin();

    /** Draws it over the image with what is chosen in the list, if it is wanted there and still lies on it. */
    abstract void draw();

    /** Chooses the row of what is drawn at a place of the image (between the edges of pixels), if there is anything. */
    abstract void pointAt(double column, double row);

    /** Lesions with regions, of which there are views in three planes; empty of boxes. */
    abstract Optional<ShownLesions> lesions();

    /** Ends what goes on beside it. */
    abstract void close();

    final ImagePlus image() {
        return image;
    }

    /** Why it does not lie on the image any more; empty if it does. */
    final Optional<String> misfit() {
        if (!LesionOverlay.fits(image, grid())) {
            return Optional.of("The image has another size than when its lesions were found: run the command again.");
        }
        return pixels.areTurnedIn(image)
                ? Optional.of("The image was flipped or rotated since its lesions were found: turn it back, or run the"
                        + " command again.")
                : Optional.empty();
    }

    /** Why there are no views of it in three planes; empty if there are. */
    final Optional<String> noViews() {
        if (lesions().isEmpty()) {
            return Optional.of("The views show regions, and boxes have none.");
        }
        try {
            OrthogonalViews.require(image, grid());
            return Optional.empty();
        } catch (UserMessageException e) {
            return Optional.of(Failure.sentence(e));
        }
    }

    /** Takes it off an image that was turned. */
    final void undraw() {
        if (LesionOverlay.fits(image, grid())) {
            LesionOverlay.remove(image);
        }
    }
}
