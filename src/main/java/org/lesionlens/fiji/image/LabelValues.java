package org.lesionlens.fiji.image;

import ij.process.ImageProcessor;
import java.util.BitSet;
import net.imglib2.type.numeric.integer.UnsignedShortType;
import net.imglib2.view.Views;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.UserMessageException;

/** Tells label images and masks from intensity images whose values are whole numbers too. */
final class LabelValues {
    private static final int MANY = 16;
    private static final int LARGEST = 65535;
    private static final double LEAST_DIFFERENT = 1 / 3.0;

    private final BitSet values = new BitSet();
    private long neighbours;
    private long different;
    private int before;

    /**
     * Refuses intensities: many values, and where two neighbours along x are not 0, they often differ. Lesions are areas of
     * one value, however many there are and though they touch; even lesions of single pixels lie apart.
     *
     * @throws UserMessageException if an image looks like intensities
     */
    static void requireLabels(String title, LabelMap labels) {
        LabelValues seen = new LabelValues();
        long index = 0;
        long width = labels.voxels().dimension(0);
        for (UnsignedShortType voxel : Views.flatIterable(labels.voxels())) {
            seen.add(voxel.get(), index++ % width == 0);
        }
        if (seen.areIntensities()) {
            throw new UserMessageException("the image \"" + title + "\" has " + seen.values.cardinality()
                    + " different values, like an intensity image, but labels are areas of one number each: choose a label"
                    + " image or a mask");
        }
    }

    /** Whether the pixels of a slice may be labels: whole numbers in areas, see {@link #requireLabels}. */
    static boolean mayBeLabels(ImageProcessor slice) {
        LabelValues seen = new LabelValues();
        for (int i = 0; i < slice.getPixelCount(); i++) {
            float value = slice.getf(i);
            if (value < 0 || value > LARGEST || value != Math.rint(value)) {
                return false;
            }
            seen.add((int) value, i % slice.getWidth() == 0);
        }
        return !seen.areIntensities();
    }

    private void add(int value, boolean beginsRow) {
        if (!beginsRow && value != 0 && before != 0) {
            neighbours++;
            different += value == before ? 0 : 1;
        }
        values.set(value);
        before = value;
    }

    private boolean areIntensities() {
        return values.cardinality() > MANY && different > LEAST_DIFFERENT * neighbours;
    }
}
