package org.lesionlens.correction;

import org.lesionlens.volume.Box;

/** Steps inside a region that a user draws. */
public final class RegionSteps {
    private RegionSteps() {}

    /**
     * Draws over the voxels of a region with an ink: with a range of intensities this is a threshold inside the region.
     *
     * @throws IllegalArgumentException if the ink's image has another size than the labels
     * @throws org.lesionlens.volume.UsageException if the ink's number was not given yet, or none is left
     * @throws org.lesionlens.volume.UnsuitableImageException if some of the region lies outside of the image
     */
    public static Change fill(Correction correction, Region region, Ink ink) {
        InkedVoxels.require(correction, ink);
        region.box().requireIn(correction.geometry());
        return correction.step(ink.number() == 0 ? "erase region" : "fill region", edit -> {
            InkedVoxels voxels = InkedVoxels.of(edit, ink);
            Box box = region.box();
            for (int z = (int) box.zMin(); z < box.zMax(); z++) {
                for (int y = (int) box.yMin(); y < box.yMax(); y++) {
                    for (int x = (int) box.xMin(); x < box.xMax(); x++) {
                        if (region.holds(x, y, z)) {
                            voxels.draw(x, y, z);
                        }
                    }
                }
            }
        });
    }
}
