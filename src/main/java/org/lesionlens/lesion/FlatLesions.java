package org.lesionlens.lesion;

import java.util.Arrays;
import net.imglib2.Cursor;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.type.numeric.integer.UnsignedShortType;
import net.imglib2.view.Views;
import org.lesionlens.volume.DisplayOrientation;
import org.lesionlens.volume.LabelMap;

/**
 * Takes away what no lesion is: wide in one slice and not there in the next, as a network mistakes it that sees one slice at
 * a time.
 *
 * <p>The flatness of a lesion is the diameter of the circle with the area of its largest section, over the number of slices
 * that it cuts times their spacing: 1 for a ball. A lesion in the first or last slice may go on outside the volume, so
 * nobody knows how flat it is, and it stays.
 */
public final class FlatLesions {
    private final DisplayOrientation orientation;
    private final int[] first;
    private final int[] last;
    private final long[] largestSection;

    private FlatLesions(DisplayOrientation orientation, int lesions) {
        this.orientation = orientation;
        this.first = new int[lesions + 1];
        this.last = new int[lesions + 1];
        this.largestSection = new long[lesions + 1];
        Arrays.fill(first, -1);
    }

    /**
     * Takes flat lesions away, and numbers the others in the same order from 1, in place.
     *
     * @param labels lesions, numbered from 1 without a gap, on a grid of known depth
     * @param maximumFlatness lesions flatter than that go; above 0
     */
    public static void remove(LabelMap labels, double maximumFlatness) {
        int lesions = 0;
        for (UnsignedShortType voxel : Views.flatIterable(labels.voxels())) {
            lesions = Math.max(lesions, voxel.get());
        }
        FlatLesions survey = new FlatLesions(DisplayOrientation.of(labels.geometry()), lesions);
        for (int slice = 0; slice < survey.orientation.slices(); slice++) {
            survey.add(slice, survey.orientation.slice(labels.voxels(), slice));
        }
        survey.renumber(labels, maximumFlatness);
    }

    private void add(int slice, RandomAccessibleInterval<UnsignedShortType> voxels) {
        long[] section = new long[first.length];
        for (UnsignedShortType voxel : Views.flatIterable(voxels)) {
            section[voxel.get()]++;
        }
        for (int label = 1; label < section.length; label++) {
            if (section[label] > 0) {
                first[label] = first[label] < 0 ? slice : first[label];
                last[label] = slice;
                largestSection[label] = Math.max(largestSection[label], section[label]);
            }
        }
    }

    private void renumber(LabelMap labels, double maximumFlatness) {
        int[] number = new int[first.length];
        int kept = 0;
        for (int label = 1; label < number.length; label++) {
            boolean isCut = first[label] == 0 || last[label] == orientation.slices() - 1;
            number[label] = isCut || flatness(label) <= maximumFlatness ? ++kept : 0;
        }
        if (kept == number.length - 1) {
            return;
        }
        Cursor<UnsignedShortType> voxels = Views.flatIterable(labels.voxels()).cursor();
        while (voxels.hasNext()) {
            UnsignedShortType voxel = voxels.next();
            if (voxel.get() != 0) {
                voxel.set(number[voxel.get()]);
            }
        }
    }

    private double flatness(int label) {
        double area = largestSection[label] * orientation.columnSpacingMm() * orientation.rowSpacingMm();
        double height = (last[label] - first[label] + 1) * orientation.sliceSpacingMm();
        return 2 * Math.sqrt(area / Math.PI) / height;
    }
}
