package org.lesionlens.inference;

import java.util.List;
import org.lesionlens.model.Model;
import org.lesionlens.model.Preparation;
import org.lesionlens.model.UnsuitableModelException;
import org.lesionlens.volume.DisplayOrientation;
import org.lesionlens.volume.Volume;
import org.lesionlens.volume.VolumeGeometry;

/**
 * The slices of a volume as a network of one image sees them: in display orientation, prepared as the model says.
 *
 * <p>Made once for a volume and a model: where the statistics are the volume's, that passes over all voxels. Thread-safe as long
 * as nobody writes to the volume.
 */
public final class PreparedSlices {
    private final PreparedImage image;
    private final DisplayOrientation orientation;

    /**
     * Takes the statistics of a volume, which must not change from then on.
     *
     * @throws org.lesionlens.volume.UnsuitableImageException if the volume is constant, not finite or of a size that the model
     *     is not made for
     * @throws UnsuitableModelException if the model sees several images together, or slices otherwise than a radiologist
     */
    public PreparedSlices(Volume volume, Model model) {
        boolean shown = model.preparation().contains(new Preparation.Reorient(Preparation.AS_SHOWN));
        if (model.channels().size() != 1 || model.network().window().dimensions() != 2 || !shown) {
            throw new UnsuitableModelException("the model " + model.shownName()
                    + " does not see slices of one image as they are shown, so this cannot be done with it: choose one"
                    + " that does");
        }
        this.image = new PreparedImage(List.of(volume), model);
        this.orientation = DisplayOrientation.of(volume.geometry());
    }

    Model model() {
        return image.model();
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

    /** A slice, {@link #columns()} x {@link #rows()}, prepared; a new array in row-major order. */
    float[] slice(long index) {
        Voxels voxels = image.channels().get(0);
        return voxels.read(voxels.plane(Math.toIntExact(index)));
    }
}
