package org.lesionlens.fiji.image;

import java.util.BitSet;
import net.imglib2.type.numeric.integer.UnsignedShortType;
import net.imglib2.view.Views;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.UserMessageException;

/** Tells label images and masks from intensity images whose values are whole numbers too. */
final class LabelValues {
    private static final int MANY = 16;
    private static final double LEAST_DIFFERENT = 1 / 3.0;

    private LabelValues() {}

    /**
     * Refuses intensities: many values, and where two neighbours along x are not 0, they often differ. Lesions are areas of
     * one value, however many there are and though they touch; even lesions of single pixels lie apart.
     *
     * @throws UserMessageException if an image looks like intensities
     */
    static void requireLabels(String title, LabelMap labels) {
        BitSet values = new BitSet();
        long neighbours = 0;
        long different = 0;
        int before = 0;
        long index = 0;
        long width = labels.voxels().dimension(0);
        for (UnsignedShortType voxel : Views.flatIterable(labels.voxels())) {
            int value = voxel.get();
            boolean inRow = index++ % width != 0;
            if (inRow && value != 0 && before != 0) {
                neighbours++;
                different += value == before ? 0 : 1;
            }
            values.set(value);
            before = value;
        }
        if (values.cardinality() > MANY && different > LEAST_DIFFERENT * neighbours) {
            throw new UserMessageException("the image \"" + title + "\" has " + values.cardinality()
                    + " different values, like an intensity image, but labels are areas of one number each: choose a label"
                    + " image or a mask");
        }
    }
}
