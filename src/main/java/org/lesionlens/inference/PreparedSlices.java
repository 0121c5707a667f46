package org.lesionlens.inference;

import org.lesionlens.model.Model;
import org.lesionlens.model.Preparation;
import org.lesionlens.model.UnsuitableModelException;
import org.lesionlens.volume.DisplayOrientation;
import org.lesionlens.volume.Image;
import org.lesionlens.volume.Volume;
import org.lesionlens.volume.VolumeGeometry;

/**
 * The slices of an image as a network sees them: in display orientation, prepared as the model says.
 *
 * <p>Made once for an image and a model: where the statistics are the volume's, that passes over all voxels. Thread-safe as long
 * as nobody writes to the volume.
 */
public final class PreparedSlices {
    private final PreparedImage image;
    private final DisplayOrientation orientation;

    /**
     * Takes the statistics of an image, which must not change from then on.
     *
     * @param image of the model's channels, by their names, or as many in the same order
     * @throws org.lesionlens.volume.UnsuitableImageException if the image lacks a channel, is constant, not finite or of a size that the model
     *     is not made for
     * @throws UnsuitableModelException if the model does not see slices, or sees them otherwise than a radiologist
     */
    public PreparedSlices(Image image, Model model) {
        boolean shown = model.preparation().contains(new Preparation.Reorient(Preparation.AS_SHOWN));
        boolean whole = model.preparation().stream().allMatch(PreparedSlices::keepsSlices);
        if (model.network().window().dimensions() != 2 || !shown || !whole) {
            throw new UnsuitableModelException("the model " + model.shownName()
                    + " does not see slices whole and as they are shown, so this cannot be done with it: choose one"
                    + " that does");
        }
        this.image = new PreparedImage(ModelChannels.of(image, model), model);
        this.orientation = DisplayOrientation.of(this.image.geometry());
    }

    /** The same of a model of one channel. */
    public PreparedSlices(Volume volume, Model model) {
        this(Image.of(volume), model);
    }

    /** Whether slices cover what they did before, and none is between two. */
    private static boolean keepsSlices(Preparation step) {
        return !(step instanceof Preparation.CropToNonzero)
                && !(step instanceof Preparation.Resample resample
                        && (resample.centres() || resample.spacingMm().get(2) != 0));
    }

    Model model() {
        return image.model();
    }

    PreparedImage image() {
        return image;
    }

    /** The grid of the volume. */
    VolumeGeometry geometry() {
        return image.geometry();
    }

    int columns() {
        return image.size(0);
    }

    int rows() {
        return image.size(1);
    }

    long count() {
        return image.size(2);
    }

    DisplayOrientation orientation() {
        return orientation;
    }

    /** How many images go into the network together. */
    int channels() {
        return image.channels().size();
    }

    /** A slice of the first channel, {@link #columns()} x {@link #rows()}, prepared; a new array in row-major order. */
    float[] slice(long index) {
        return slice(index, 0);
    }

    /** The same of any channel, from 0. */
    float[] slice(long index, int channel) {
        Voxels voxels = image.channels().get(channel);
        return voxels.read(voxels.plane(Math.toIntExact(index)));
    }
}
