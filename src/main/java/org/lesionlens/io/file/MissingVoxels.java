package org.lesionlens.io.file;

import java.nio.file.Path;
import java.util.Locale;
import java.util.function.Consumer;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.view.Views;
import org.lesionlens.volume.Volume;

/** Says how much of an image is NaN, which programs for brain images write outside the brain. */
public final class MissingVoxels {
    private MissingVoxels() {}

    /**
     * Warns of voxels without a number.
     *
     * @throws MalformedFileException if no voxel has one
     */
    public static void require(Path path, Volume volume, Consumer<String> warnings) throws MalformedFileException {
        long missing = 0;
        for (FloatType voxel : Views.flatIterable(volume.voxels())) {
            missing += Float.isNaN(voxel.get()) ? 1 : 0;
        }
        long all = volume.geometry().voxelCount();
        if (missing == all) {
            throw new MalformedFileException(
                    path, "has no number in any of its " + all + " voxels (all are NaN)", "export the image again");
        }
        if (missing > 0) {
            warnings.accept(String.format(
                    Locale.ROOT,
                    "%d of %d voxels (%.2g %%) are NaN: they are taken for background",
                    missing,
                    all,
                    100.0 * missing / all));
        }
    }
}
