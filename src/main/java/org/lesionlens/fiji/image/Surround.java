package org.lesionlens.fiji.image;

import ij.ImagePlus;
import java.util.Arrays;
import java.util.List;
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
        return CarriedGrid.of(image).isPresent()
                ? OpenedFiles.read(image).flatMap(file -> part(file, whole))
                : ImportedStack.of(image).flatMap(ImportedStack::scanned);
    }

    /**
     * Why the network sees air round a cropped image although its file is there, as a sentence; empty if it does not.
     *
     * @param crops the volumes of the cropped image
     */
    static Optional<String> doubt(ImagePlus image, WholeGrid whole, List<Volume> crops) {
        Optional<Volume> read = read(image, whole.geometry());
        if (read.isPresent() && crops.stream().allMatch(crop -> whole.fits(read.get(), crop))) {
            return Optional.empty();
        }
        String why = read.isEmpty()
                ? "the file of this crop was changed or cannot be read any more"
                : "the intensities of this crop were changed since it was opened (filter, contrast, bit depth)";
        return Optional.of(
                why + ", so the network sees nothing round it and may find lesions where none are: instead of"
                        + " cropping, draw a selection on the whole image.");
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
