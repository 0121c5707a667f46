package org.lesionlens.io.dicom;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.imglib2.type.numeric.integer.UnsignedShortType;
import net.imglib2.view.Views;
import org.lesionlens.model.Label;
import org.lesionlens.volume.LabelMap;

/**
 * A frame of a segmentation.
 *
 * @param segment its number, from 1; 0 of a label map, in which a frame is of all segments
 * @param plane the z of the volume
 * @param ordinal of the plane among those of all frames, from 1
 * @param rows outside which it holds nothing
 */
record SegmentFrame(int segment, int plane, int ordinal, Rows rows) {
    /**
     * Rows of a plane, which may be none.
     *
     * @param first of them
     * @param end the one after the last
     */
    record Rows(int first, int end) {
        static final Rows NONE = new Rows(0, 0);

        static Rows union(Rows one, Rows other) {
            return new Rows(Math.min(one.first, other.first), Math.max(one.end, other.end));
        }
    }

    /** Those of a segmentation: by segment, then by plane; at least one. */
    static List<SegmentFrame> of(Segmentation segmentation) {
        Map<Integer, Integer> numbers = numbers(segmentation.segments());
        List<TreeMap<Integer, Rows>> planes = planes(segmentation.labels(), numbers);
        boolean together = segmentation.form().type() == SegmentationType.LABELMAP;
        int depth = (int) segmentation.labels().geometry().size(2);
        TreeMap<Integer, Rows> used = new TreeMap<>();
        planes.forEach(some -> some.forEach((plane, rows) -> used.merge(plane, rows, Rows::union)));
        if (segmentation.form().allFrames()) {
            for (int z = 0; z < depth; z++) {
                int plane = z;
                used.putIfAbsent(plane, Rows.NONE);
                planes.forEach(some -> some.putIfAbsent(plane, Rows.NONE));
            }
        }
        if (used.isEmpty()) { // a segmentation without a frame is none
            used.put(0, Rows.NONE);
            planes.get(0).put(0, Rows.NONE);
        }
        return together ? frames(List.of(used), 0, used) : frames(planes, 1, used);
    }

    private static List<SegmentFrame> frames(
            List<TreeMap<Integer, Rows>> planes, int first, TreeMap<Integer, Rows> used) {
        Map<Integer, Integer> ordinals = new HashMap<>();
        used.keySet().forEach(plane -> ordinals.put(plane, ordinals.size() + 1));
        List<SegmentFrame> frames = new ArrayList<>();
        for (int i = 0; i < planes.size(); i++) {
            int segment = first + i;
            planes.get(i)
                    .forEach((plane, rows) -> frames.add(new SegmentFrame(segment, plane, ordinals.get(plane), rows)));
        }
        return frames;
    }

    /** The numbers of segments, from 1, by the labels that they have in the map. */
    private static Map<Integer, Integer> numbers(List<Label> segments) {
        Map<Integer, Integer> numbers = new HashMap<>();
        segments.forEach(segment -> numbers.put(segment.value(), numbers.size() + 1));
        return numbers;
    }

    /** The planes of each segment, and its rows there; of none there is one without a plane. */
    private static List<TreeMap<Integer, Rows>> planes(LabelMap labels, Map<Integer, Integer> numbers) {
        List<TreeMap<Integer, Rows>> planes = new ArrayList<>();
        for (int i = 0; i < Math.max(1, numbers.size()); i++) {
            planes.add(new TreeMap<>());
        }
        int columns = (int) labels.geometry().size(0);
        for (int z = 0; z < labels.geometry().size(2); z++) {
            int last = 0;
            int at = 0;
            for (UnsignedShortType voxel : Views.flatIterable(Views.hyperSlice(labels.voxels(), 2, z))) {
                int label = voxel.get();
                if (label != 0 && (label != last || at % columns == 0)) {
                    int row = at / columns;
                    planes.get(number(numbers, label) - 1).merge(z, new Rows(row, row + 1), Rows::union);
                }
                last = label;
                at++;
            }
        }
        return planes;
    }

    private static int number(Map<Integer, Integer> numbers, int label) {
        Integer number = numbers.get(label);
        if (number == null) {
            throw new IllegalArgumentException("the label " + label + " is in the map but not among the segments "
                    + Arrays.toString(numbers.keySet().toArray()));
        }
        return number;
    }
}
