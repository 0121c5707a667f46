package org.lesionlens.io.dicom;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
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
 */
record SegmentFrame(int segment, int plane, int ordinal) {
    /** Those of a segmentation: by segment, then by plane; at least one. */
    static List<SegmentFrame> of(Segmentation segmentation) {
        Map<Integer, Integer> numbers = numbers(segmentation.segments());
        List<TreeSet<Integer>> planes = planes(segmentation.labels(), numbers);
        boolean together = segmentation.form().type() == SegmentationType.LABELMAP;
        int depth = (int) segmentation.labels().geometry().size(2);
        TreeSet<Integer> used = new TreeSet<>();
        planes.forEach(used::addAll);
        if (segmentation.form().allFrames()) {
            for (int z = 0; z < depth; z++) {
                used.add(z);
            }
            planes.replaceAll(some -> used);
        }
        if (used.isEmpty()) { // a segmentation without a frame is none
            used.add(0);
            planes.set(0, used);
        }
        return together ? frames(List.of(used), 0, used) : frames(planes, 1, used);
    }

    private static List<SegmentFrame> frames(List<TreeSet<Integer>> planes, int first, TreeSet<Integer> used) {
        Map<Integer, Integer> ordinals = new HashMap<>();
        used.forEach(plane -> ordinals.put(plane, ordinals.size() + 1));
        List<SegmentFrame> frames = new ArrayList<>();
        for (int i = 0; i < planes.size(); i++) {
            for (int plane : planes.get(i)) {
                frames.add(new SegmentFrame(first + i, plane, ordinals.get(plane)));
            }
        }
        return frames;
    }

    /** The numbers of segments, from 1, by the labels that they have in the map. */
    private static Map<Integer, Integer> numbers(List<Label> segments) {
        Map<Integer, Integer> numbers = new HashMap<>();
        segments.forEach(segment -> numbers.put(segment.value(), numbers.size() + 1));
        return numbers;
    }

    /** The planes of each segment; of none there is one without a plane. */
    private static List<TreeSet<Integer>> planes(LabelMap labels, Map<Integer, Integer> numbers) {
        List<TreeSet<Integer>> planes = new ArrayList<>();
        for (int i = 0; i < Math.max(1, numbers.size()); i++) {
            planes.add(new TreeSet<>());
        }
        for (int z = 0; z < labels.geometry().size(2); z++) {
            int last = 0;
            for (UnsignedShortType voxel : Views.flatIterable(Views.hyperSlice(labels.voxels(), 2, z))) {
                int label = voxel.get();
                if (label != last && label != 0) {
                    planes.get(number(numbers, label) - 1).add(z);
                }
                last = label;
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
