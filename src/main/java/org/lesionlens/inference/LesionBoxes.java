package org.lesionlens.inference;

import java.util.SortedMap;
import java.util.TreeMap;
import net.imglib2.Cursor;
import net.imglib2.type.numeric.integer.UnsignedShortType;
import net.imglib2.view.Views;
import org.lesionlens.volume.Box;
import org.lesionlens.volume.LabelMap;

/** The smallest boxes round the lesions of a label map. */
final class LesionBoxes {
    private static final int AXES = 3;

    private LesionBoxes() {}

    static SortedMap<Integer, Box> of(LabelMap labels) {
        SortedMap<Integer, long[]> reaches = new TreeMap<>();
        Cursor<UnsignedShortType> voxel = Views.iterable(labels.voxels()).localizingCursor();
        while (voxel.hasNext()) {
            int label = voxel.next().get();
            if (label != 0) {
                long[] reach = reaches.computeIfAbsent(
                        label, first -> new long[] {Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE, -1, -1, -1});
                for (int axis = 0; axis < AXES; axis++) {
                    long at = voxel.getLongPosition(axis);
                    reach[axis] = Math.min(reach[axis], at);
                    reach[AXES + axis] = Math.max(reach[AXES + axis], at);
                }
            }
        }
        SortedMap<Integer, Box> boxes = new TreeMap<>();
        reaches.forEach((label, reach) ->
                boxes.put(label, new Box(reach[0], reach[1], reach[2], reach[3] + 1, reach[4] + 1, reach[5] + 1)));
        return boxes;
    }
}
