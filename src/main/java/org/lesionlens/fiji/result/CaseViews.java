package org.lesionlens.fiji.result;

import ij.ImagePlus;
import java.util.Optional;
import org.lesionlens.fiji.image.ShownLesions;
import org.lesionlens.fiji.image.ShownLesions.ShownLesion;
import org.lesionlens.fiji.views.OrthogonalViews;

/** Links the window of a case with the orthogonal views of its image: what is chosen in one is shown in the other. */
public final class CaseViews {
    private CaseViews() {}

    /** The lesions in the window of an image's lesions; empty if none is open. */
    public static Optional<ShownLesions> lesions(ImagePlus image) {
        return CaseWindow.isOpen(image) ? CaseWindow.of(image).lesions() : Optional.empty();
    }

    /**
     * Opens the views of a volume in mm, at the largest lesion; those that are open come to the front.
     */
    public static void open(ImagePlus image, ShownLesions lesions) {
        ShownCase.onEventThread(() -> OrthogonalViews.open(image, lesions, lesion -> point(image, lesion)));
    }

    /** Shows lesions in the views, if they are open. */
    static void show(ImagePlus image, ShownLesions lesions, Optional<ShownLesion> chosen) {
        OrthogonalViews.of(image).ifPresent(views -> views.show(lesions, chosen, lesion -> point(image, lesion)));
    }

    /** Moves the views to a lesion, if they are open. */
    static void goTo(ImagePlus image, ShownLesion lesion) {
        OrthogonalViews.of(image).ifPresent(views -> views.goTo(lesion));
    }

    private static void point(ImagePlus image, ShownLesion lesion) {
        if (CaseWindow.isOpen(image)) {
            CaseWindow.of(image).pointAt(lesion);
        }
    }
}
