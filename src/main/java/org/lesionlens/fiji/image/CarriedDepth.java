package org.lesionlens.fiji.image;

import ij.ImagePlus;
import org.lesionlens.volume.VolumeGeometry;

/** That nobody knows how thick a slice is, or that slices follow each other in time: no volumes in ml. */
final class CarriedDepth {
    private static final String PROPERTY = "LesionLens.depth";
    private static final String UNKNOWN = "unknown";

    private CarriedDepth() {}

    static void attach(VolumeGeometry geometry, ImagePlus image) {
        if (geometry.calibrated() && !geometry.depthKnown()) {
            image.setProp(PROPERTY, UNKNOWN);
        }
    }

    /** The grid that an image carries, without a depth if that is carried too. */
    static StackGrid applied(StackGrid grid, ImagePlus image) {
        boolean unknown = CarriedGrid.property(image, PROPERTY)
                .filter(text -> text.strip().equals(UNKNOWN))
                .isPresent();
        return unknown ? new StackGrid(grid.geometry().withoutDepth(), grid.oriented(), grid.lost()) : grid;
    }

    /** Whether a single image has ImageJ's depth of 1, which it gives to images that say none. */
    static boolean isNeverSet(ImagePlus image) {
        return image.getNSlices() == 1 && image.getCalibration().pixelDepth == 1;
    }
}
