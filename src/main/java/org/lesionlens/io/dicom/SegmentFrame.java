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
 * @param part of the plane outside which it holds nothing
 */
record SegmentFrame(int segment, int plane, int ordinal, Part part) {
    /**
     * Columns and rows of a plane, which may be none.
     *
     * @param left column, the first
     * @param top row, the first
     * @param right the column after the last
     * @param bottom the row after the last
     */
    record Part(int left, int top, int right, int bottom) {
        static final Part NONE = new Part(0, 0, 0, 0);

        static Part union(Part one, Part other) {
            return new Part(
                    Math.min(one.left, other.left),
                    Math.min(one.top, other.top),
                    Math.max(one.right, other.right),
                    Math.max(one.bottom, other.bottom));
        }
    }

    /** Those of a segmentation: by segment, then by plane; at least one. */
    static List<SegmentFrame> of(Segmentation segmentation) {
        Map<Integer, Integer> numbers = numbers(segmentation.segments());
        List<TreeMap<Integer, Part>> planes = planes(segmentation.labels(), numbers);
        boolean together = segmentation.form().type() == SegmentationType.LABELMAP;
        int depth = (int) segmentation.labels().geometry().size(2);
        TreeMap<Integer, Part> used = new TreeMap<>();
        planes.forEach(some -> some.forEach((plane, part) -> used.merge(plane, part, Part::union)));
        if (segmentation.form().allFrames()) {
            for (int z = 0; z < depth; z++) {
                int plane = z;
                used.putIfAbsent(plane, Part.NONE);
                planes.forEach(some -> some.putIfAbsent(plane, Part.NONE));
            }
        }
        if (used.isEmpty()) { // a segmentation without a frame is none
            used.put(0, Part.NONE);
            planes.get(0).put(0, Part.NONE);
        }
        return together ? frames(List.of(used), 0, used) : frames(planes, 1, used);
    }

    private static List<SegmentFrame> frames(
            List<TreeMap<Integer, Part>> planes, int first, TreeMap<Integer, Part> used) {
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
    private static List<TreeMap<Integer, Part>> planes(LabelMap labels, Map<Integer, Integer> numbers) {
        List<TreeMap<Integer, Part>> planes = new ArrayList<>();
        for (int i = 0; i < Math.max(1, numbers.size()); i++) {
            planes.add(new TreeMap<>());
        }
        for (int z = 0; z < labels.geometry().size(2); z++) {
            int plane = z;
            parts(labels, z).forEach((label, part) -> planes.get(number(numbers, label) - 1).put(plane, part));
        }
        return planes;
    }

    /** The part of a plane that each label takes, run by run. */
    private static Map<Integer, Part> parts(LabelMap labels, int plane) {
        Map<Integer, Part> parts = new HashMap<>();
        int columns = (int) labels.geometry().size(0);
        int at = 0;
        int start = 0;
        int last = 0;
        for (UnsignedShortType voxel : Views.flatIterable(Views.hyperSlice(labels.voxels(), 2, plane))) {
            int label = voxel.get();
            if (label != last || at % columns == 0) {
                add(parts, last, start, at, columns);
                start = at;
                last = label;
            }
            at++;
        }
        add(parts, last, start, at, columns);
        return parts;
    }

    private static void add(Map<Integer, Part> parts, int label, int start, int end, int columns) {
        if (label != 0) {
            int row = start / columns;
            Part run = new Part(start % columns, row, end - row * columns, row + 1);
            parts.merge(label, run, Part::union);
        }
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
