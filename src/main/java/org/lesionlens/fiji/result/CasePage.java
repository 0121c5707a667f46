package org.lesionlens.fiji.result;

import ij.ImagePlus;
import java.awt.BorderLayout;
import java.util.Optional;
import java.util.function.Consumer;
import javax.swing.JPanel;
import org.lesionlens.fiji.command.Result;
import org.lesionlens.fiji.image.FoundLesions;
import org.lesionlens.fiji.image.LesionOverlay;
import org.lesionlens.fiji.image.ShownLesions.ShownLesion;
import org.lesionlens.fiji.image.ShownPixels;

/** What one command found: the list, and the sliders where the probabilities are there. */
final class CasePage extends JPanel {
    private static final long serialVersionUID = 1;

    private final transient ImagePlus image;
    private final transient Consumer<ShownLesion> chosen;
    private final transient Optional<ThresholdSliders> sliders;
    private final transient ShownPixels pixels;
    private transient ShownCase shown;
    private LesionList list;

    /** Is told of a lesion that the user chooses. */
    CasePage(ImagePlus image, ShownCase shown, Consumer<ShownLesion> chosen) {
        super(new BorderLayout());
        this.image = image;
        this.chosen = chosen;
        pixels = ShownPixels.of(image);
        show(shown);
        sliders = shown.found()
                .filter(found -> found.with(found.settings()).isPresent())
                .map(found -> new ThresholdSliders(found, this::follow, this::openLabels));
        sliders.ifPresent(these -> add(these, BorderLayout.SOUTH));
    }

    private void show(ShownCase newCase) {
        shown = newCase;
        if (list != null) {
            remove(list);
        }
        list = new LesionList(shown.lesions(), chosen);
        add(list, BorderLayout.CENTER);
        revalidate();
        repaint();
    }

    /** Lists lesions in place of those before, in the views too: rows stay in their order, and the chosen one stays chosen. */
    void update(ShownCase now) {
        LesionList before = list;
        show(now);
        list.takeOver(before);
        if (misfit().isEmpty()) {
            CaseViews.show(image, now.lesions(), list.chosen());
        }
    }

    private void follow(FoundLesions found) {
        show(new ShownCase(
                image,
                found.shown(),
                new Result.Table(found.title(), found.table()),
                shown.looks(),
                Optional.of(found)));
        found.attach(image);
        draw(Optional.empty());
    }

    private void openLabels() {
        shown.found().ifPresent(found -> new Result.Image(found.labelImage()).show());
    }

    ShownCase shown() {
        return shown;
    }

    LesionList rows() {
        return list;
    }

    /** Why the lesions do not lie on the image any more; empty if they do. */
    Optional<String> misfit() {
        if (!LesionOverlay.fits(image, shown.lesions())) {
            return Optional.of("The image has another size than when its lesions were found: run the command again.");
        }
        return pixels.areTurnedIn(image)
                ? Optional.of("The image was flipped or rotated since its lesions were found: turn it back, or run the"
                        + " command again.")
                : Optional.empty();
    }

    /** Draws the lesions over the image, if they are wanted there and still lie on it. */
    void draw(Optional<ShownLesion> lesion) {
        if (misfit().isPresent()) {
            return;
        }
        if (shown.looks().overlay()) {
            LesionOverlay.draw(image, shown.lesions(), lesion);
        }
        CaseViews.show(image, shown.lesions(), lesion);
    }

    void close() {
        sliders.ifPresent(ThresholdSliders::close);
    }
}
