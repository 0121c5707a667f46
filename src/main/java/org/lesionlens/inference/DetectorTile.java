package org.lesionlens.inference;

import org.lesionlens.lesion.RealBox;
import org.lesionlens.volume.Block;

/**
 * A window that a detector sees, and the part of the image that it answers for: a box counts where its middle lies there. The cores
 * of all windows cover the image once, so that a lesion on the border of a window is one box.
 *
 * @param window in voxels of the prepared image; may reach beyond it
 * @param core likewise, infinite where the window is the last one on that side
 */
record DetectorTile(Block window, RealBox core) {
    /** Whether the middle of a box lies in the core; a middle on a border belongs to the higher side. */
    boolean answersFor(RealBox box) {
        return isIn(box.min().x() + box.max().x(), core.min().x(), core.max().x())
                && isIn(
                        box.min().y() + box.max().y(),
                        core.min().y(),
                        core.max().y())
                && isIn(
                        box.min().z() + box.max().z(),
                        core.min().z(),
                        core.max().z());
    }

    /** Whether a place of its slice does. */
    boolean answersFor(double x, double y) {
        return isIn(2 * x, core.min().x(), core.max().x())
                && isIn(2 * y, core.min().y(), core.max().y());
    }

    private static boolean isIn(double twice, double low, double high) {
        return twice / 2 >= low && twice / 2 < high;
    }
}
