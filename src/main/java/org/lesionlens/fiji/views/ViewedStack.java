package org.lesionlens.fiji.views;

import ij.ImagePlus;
import java.awt.Color;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.lesionlens.fiji.image.LesionOverlay;
import org.lesionlens.fiji.image.LesionVoxels;
import org.lesionlens.fiji.image.ShownLesions;
import org.lesionlens.fiji.image.ShownLesions.ShownLesion;
import org.lesionlens.fiji.image.ShownPixels;
import org.lesionlens.fiji.image.StackGrid;
import org.lesionlens.volume.UserMessageException;

/**
 * A stack with its lesions, as all its views see it; the stack itself is not copied.
 *
 * @param planes axial, coronal, sagittal
 * @param colors of the lesions, in their order
 * @param voxels of the lesions
 * @param pixels of the image as it was when the lesions were found, or as it is
 */
record ViewedStack(
        ImagePlus image,
        List<ViewPlane> planes,
        ShownLesions lesions,
        List<Color> colors,
        LesionVoxels voxels,
        ShownPixels pixels) {
    static ViewedStack of(ImagePlus image, ShownLesions lesions) {
        return new ViewedStack(
                image,
                ViewPlane.of(lesions.grid()),
                lesions,
                lesions.colors(),
                LesionVoxels.of(lesions),
                ShownPixels.of(image));
    }

    /** @throws UserMessageException if planes across the slices cannot be drawn in mm */
    static void require(ImagePlus image, StackGrid grid) {
        String title = "the image \"" + image.getTitle() + "\" ";
        if (grid.slices() == 1 || grid.geometry().isPlanar()) {
            throw new UserMessageException(title + "is " + grid.columns() + " x " + grid.rows() + " x " + grid.slices()
                    + " pixels but there are views across slices of a volume only: choose a stack of several slices");
        }
        if (!grid.geometry().calibrated()) {
            throw new UserMessageException(
                    title + "has no pixel size in mm, so nobody knows its shape across the slices:"
                            + " give it its pixel size (Image > Properties...)");
        }
        if (!grid.geometry().depthKnown()) {
            throw new UserMessageException(
                    title + "does not say how far its slices are apart, so nobody knows its shape"
                            + " across them: open its files with Plugins > LesionLens > Open Medical Volume..., or look at its"
                            + " slices in its own window if they follow each other in time");
        }
    }

    /** Whether the image still has the size that it had: not once it was cropped. */
    boolean fits() {
        return LesionOverlay.fits(image, lesions);
    }

    /** Whether it was flipped or turned since; of one of another size nobody knows. */
    boolean isTurned() {
        return fits() && pixels.areTurnedIn(image);
    }

    /** The frame that is shown, as lesions count it. */
    Optional<ShownLesion> at(Spot spot) {
        int place = voxels.at(spot.column(), spot.row(), spot.slice(), image.getT());
        return place == LesionVoxels.NONE
                ? Optional.empty()
                : Optional.of(lesions.lesions().get(place));
    }

    /** In the slice that shows a lesion best; empty of one without pixels. */
    Optional<Spot> middle(ShownLesion lesion) {
        return voxels.middle(lesions, lesion, lesions.slice(lesion) - 1)
                .map(pixel -> new Spot(pixel[0], pixel[1], pixel[2]));
    }

    /** Where a spot is, what the image has there, and the lesion there; a line each. */
    List<String> told(Spot spot) {
        String pixel = String.format(
                Locale.ROOT, "x %d, y %d, slice %d: %s", spot.column(), spot.row(), spot.slice() + 1, value(spot));
        StackGrid grid = lesions.grid();
        double[] mm = ViewPlane.world(grid, spot.column(), spot.row(), spot.slice());
        String patient = grid.geometry().placed()
                ? String.format(Locale.ROOT, "patient (L, P, H): %.1f, %.1f, %.1f mm", mm[0], mm[1], mm[2])
                : "nobody knows where the image lies in the patient";
        return List.of(pixel, patient, at(spot).map(ShownLesion::text).orElse("no lesion here"));
    }

    private String value(Spot spot) {
        int index = image.getStackIndex(image.getC(), spot.slice() + 1, image.getT());
        double raw = image.getStack().getVoxel(spot.column(), spot.row(), index - 1);
        if (image.getType() == ImagePlus.COLOR_RGB) {
            int rgb = (int) raw;
            return (rgb >> 16 & 0xff) + ", " + (rgb >> 8 & 0xff) + ", " + (rgb & 0xff);
        }
        double value = image.getBitDepth() == 32 ? raw : image.getCalibration().getCValue(raw);
        return String.format(Locale.ROOT, value == Math.rint(value) ? "%.0f" : "%.4g", value);
    }
}
