package org.lesionlens.io.dicom;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.imglib2.view.Views;
import org.lesionlens.lesion.PlaneBox;
import org.lesionlens.model.Label;
import org.lesionlens.volume.LabelMap;

/**
 * A frame of a segmentation.
 *
 * @param segment its number, from 1; 0 of a label map, in which a frame is of all segments
 * @param plane the z of the volume
 * @param ordinal of the plane among those of all frames, from 1
 * @param part of the plane outside which it holds nothing
 */
record SegmentFrame(int segment, int plane, int ordinal, PlaneBox part) {
    /** Those of a segmentation: by segment, then by plane; at least one. */
    static List<SegmentFrame> of(Segmentation segmentation) {
        Map<Integer, Integer> numbers = numbers(segmentation.segments());
        List<TreeMap<Integer, PlaneBox>> planes = planes(segmentation.labels(), numbers);
        boolean together = segmentation.form().type() == SegmentationType.LABELMAP;
        int depth = (int) segmentation.labels().geometry().size(2);
        TreeMap<Integer, PlaneBox> used = new TreeMap<>();
        planes.forEach(some -> some.forEach((plane, part) -> used.merge(plane, part, PlaneBox::union)));
        if (segmentation.form().allFrames()) {
            for (int z = 0; z < depth; z++) {
                int plane = z;
                used.putIfAbsent(plane, PlaneBox.NOTHING);
                planes.forEach(some -> some.putIfAbsent(plane, PlaneBox.NOTHING));
            }
        }
        if (used.isEmpty()) { // a segmentation without a frame is none
            used.put(0, PlaneBox.NOTHING);
            planes.get(0).put(0, PlaneBox.NOTHING);
        }
        return together ? frames(List.of(used), 0, used) : frames(planes, 1, used);
    }

    private static List<SegmentFrame> frames(
            List<TreeMap<Integer, PlaneBox>> planes, int first, TreeMap<Integer, PlaneBox> used) {
        Map<Integer, Integer> ordinals = new HashMap<>();
        used.keySet().forEach(plane -> ordinals.put(plane, ordinals.size() + 1));
        List<SegmentFrame> frames = new ArrayList<>();
        for (int i = 0; i < planes.size(); i++) {
            int segment = first + i;
            planes.get(i)
                    .forEach((plane, part) -> frames.add(new SegmentFrame(segment, plane, ordinals.get(plane), part)));
        }
        return frames;
    }

    /** The numbers of segments, from 1, by the labels that they have in the map. */
    private static Map<Integer, Integer> numbers(List<Label> segments) {
        Map<Integer, Integer> numbers = new HashMap<>();
        segments.forEach(segment -> numbers.put(segment.value(), numbers.size() + 1));
        return numbers;
    }

    /** The planes of each segment, and its part of them; of none there is one without a plane. */
    private static List<TreeMap<Integer, PlaneBox>> planes(LabelMap labels, Map<Integer, Integer> numbers) {
        List<TreeMap<Integer, PlaneBox>> planes = new ArrayList<>();
        for (int i = 0; i < Math.max(1, numbers.size()); i++) {
            planes.add(new TreeMap<>());
        }
        for (int z = 0; z < labels.geometry().size(2); z++) {
            int plane = z;
            PlaneBox.ofLabels(Views.hyperSlice(labels.voxels(), 2, z))
                    .forEach((label, part) ->
                            planes.get(number(numbers, label) - 1).put(plane, part));
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
