package org.lesionlens.pipeline;

import java.util.List;
import java.util.Locale;
import org.lesionlens.model.Model;
import org.lesionlens.model.Window;
import org.lesionlens.volume.DisplayOrientation;
import org.lesionlens.volume.VolumeGeometry;

/**
 * Whether a slice is about as large as those that a network was trained on.
 *
 * <p>A network that sees whole slices takes what surrounds the head for granted: in a crop it finds what is not there.
 */
public final class FieldOfView {
    /** Share of the field of view below which a slice is taken for a crop, see the class's test. */
    static final double SMALL = 0.6;

    /** Multiple of the field of view above which the pixel size is taken to be wrong. */
    private static final double LARGE = 2.5;

    private FieldOfView() {}

    /**
     * What is odd about the size of an image's slices, a sentence each; empty if nothing is.
     *
     * @param model that is to see them; one that sees tiles or patches does not care
     */
    public static List<String> warnings(VolumeGeometry geometry, Model model) {
        DisplayOrientation shown = DisplayOrientation.of(geometry);
        if (!(model.network().window() instanceof Window.Whole)
                || model.purpose().fieldOfViewMm().isEmpty()) {
            return List.of();
        }
        double pixel = model.purpose().nominalPixelMm(geometry);
        double width = pixel * shown.columns() * shown.columnSpacingMm();
        double height = pixel * shown.rows() * shown.rowSpacingMm();
        double field = model.purpose().fieldOfViewMm().getAsDouble();
        if (Math.min(width, height) < SMALL * field) {
            return List.of(sentence(width, height, field)
                    + ": it may find lesions where none are. If this was cut out of a larger image, take the whole one,"
                    + " in Fiji with a selection round the part that counts; else check the pixel size.");
        }
        if (Math.max(width, height) > LARGE * field) {
            return List.of(sentence(width, height, field) + ": check the pixel size.");
        }
        return List.of();
    }

    private static String sentence(double width, double height, double field) {
        return String.format(
                Locale.ROOT,
                "the slices are %.0f x %.0f mm large but the model was trained on slices of about %.0f mm",
                width,
                height,
                field);
    }
}
