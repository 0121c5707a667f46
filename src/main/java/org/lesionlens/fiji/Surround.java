package org.lesionlens.fiji;

import ij.IJ;
import ij.ImagePlus;
import java.util.Arrays;
import java.util.Optional;
import net.imglib2.Cursor;
import net.imglib2.RandomAccess;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.util.Intervals;
import net.imglib2.view.Views;
import org.lesionlens.volume.Volume;
import org.lesionlens.volume.VolumeGeometry;

/**
 * What lay round an image before it was cropped, read again from its file.
 *
 * <p>Networks that see whole slices need it: in five crops of 138 mm of the phantom the shipped one found 93 ml that are not
 * there, and 115 ml with air round the crop at its place.
 */
final class Surround {
    private static final double SAME_VOXEL = 0.02;

    private Surround() {}

    /** Whether it may be read: the file is known and there. */
    static boolean isThere(ImagePlus image) {
        return CarriedGrid.of(image).isPresent()
                ? OpenedFiles.isThere(image)
                : ImportedStack.of(image).filter(ImportedStack::hasFiles).isPresent();
    }

    /** The whole slices of a cropped image as they are in its file, on their grid; empty if they cannot be read. */
    static Optional<Volume> read(ImagePlus image, VolumeGeometry whole) {
        Optional<Volume> read = CarriedGrid.of(image).isPresent()
                ? OpenedFiles.read(image).flatMap(file -> part(file, whole))
                : ImportedStack.of(image).flatMap(ImportedStack::scanned);
        if (read.isEmpty() && isThere(image)) {
            IJ.log("LesionLens: the file of the image \"" + image.getTitle() + "\" was changed, so the network sees the"
                    + " crop with nothing round it and may find lesions where none are");
        }
        return read;
    }

    /** Some slices of a volume, perhaps in another order; empty if the grid is none of its parts. */
    private static Optional<Volume> part(Volume file, VolumeGeometry grid) {
        if (!grid.calibrated()) {
            return Arrays.equals(grid.size(), file.geometry().size())
                    ? Optional.of(new Volume(file.voxels(), grid))
                    : Optional.empty();
        }
        Volume part = Volume.allocate(grid);
        RandomAccess<FloatType> source =
                Views.extendValue(file.voxels(), Float.NaN).randomAccess();
        Cursor<FloatType> cursor = part.voxels().localizingCursor();
        double[] index = new double[3];
        while (cursor.hasNext()) {
            cursor.fwd();
            cursor.localize(index);
            double[] place = file.geometry().toIndex(grid.toWorld(index));
            for (int axis = 0; axis < place.length; axis++) {
                long voxel = Math.round(place[axis]);
                if (Math.abs(place[axis] - voxel) > SAME_VOXEL) {
                    return Optional.empty();
                }
                source.setPosition(voxel, axis);
            }
            if (!Intervals.contains(file.voxels(), source)) {
                return Optional.empty();
            }
            cursor.get().set(source.get());
        }
        return Optional.of(part);
    }
}
