package org.lesionlens.volume;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A box that a user draws round a finding, in voxels of the image as it is stored, from 0; the maximum is exclusive.
 *
 * @param xMin first voxel along x; y and z likewise
 * @param xMax last voxel along x, plus 1; y and z likewise
 */
public record Box(long xMin, long yMin, long zMin, long xMax, long yMax, long zMax) {
    /** How a box is written. */
    public static final String FORM = "x0,y0,z0,x1,y1,z1";

    private static final int AXES = 3;
    private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,9}");

    /** @throws UsageException if it holds no voxel */
    public Box {
        long[] first = {xMin, yMin, zMin};
        long[] end = {xMax, yMax, zMax};
        for (int axis = 0; axis < AXES; axis++) {
            if (end[axis] <= first[axis]) {
                throw new UsageException("the box " + text(first, end) + " is empty along " + "xyz".charAt(axis) + " ("
                        + first[axis] + " to " + end[axis] + "): its maximum is exclusive and must be above its"
                        + " minimum, as " + first[axis] + " to " + (first[axis] + 1) + " for one voxel");
            }
        }
    }

    /**
     * Reads {@value #FORM}.
     *
     * @throws UsageException if it is anything else, or holds no voxel
     */
    public static Box parse(String text) {
        List<String> parts =
                Arrays.stream(text.split(",", -1)).map(String::strip).toList();
        if (parts.size() != 2 * AXES
                || !parts.stream().allMatch(part -> NUMBER.matcher(part).matches())) {
            throw new UsageException("the box is \"" + ForeignText.shown(text) + "\" but must be six whole numbers "
                    + FORM + ": the voxels from 0 between which the finding lies, each maximum one more than the last");
        }
        long[] numbers = parts.stream().mapToLong(Long::parseLong).toArray();
        return new Box(numbers[0], numbers[1], numbers[2], numbers[3], numbers[4], numbers[5]);
    }

    /**
     * Reads several, separated by semicolons; none of a blank text.
     *
     * @throws UsageException if one is none
     */
    public static List<Box> parseAll(String text) {
        return text.isBlank()
                ? List.of()
                : Arrays.stream(text.split(";", -1)).map(Box::parse).toList();
    }

    /** The first voxel along an axis (0 to 2). */
    public long first(int axis) {
        return axis == 0 ? xMin : axis == 1 ? yMin : zMin;
    }

    /** The voxel after the last one along an axis. */
    public long end(int axis) {
        return axis == 0 ? xMax : axis == 1 ? yMax : zMax;
    }

    /** The same voxels of a grid whose first voxel lies so many before. */
    public Box movedBy(long x, long y, long z) {
        return new Box(xMin + x, yMin + y, zMin + z, xMax + x, yMax + y, zMax + z);
    }

    /** @throws UnsuitableImageException if some of it lies outside of an image */
    public void requireIn(VolumeGeometry geometry) {
        for (int axis = 0; axis < AXES; axis++) {
            if (first(axis) < 0 || end(axis) > geometry.size(axis)) {
                throw new UnsuitableImageException(
                        "the box " + this + " reaches from " + first(axis) + " to " + end(axis)
                                + " along " + "xyz".charAt(axis) + " but the image has " + geometry.size(0) + " x "
                                + geometry.size(1) + " x " + geometry.size(2)
                                + " voxels: draw it within them, counted from 0 as the file stores them");
            }
        }
    }

    private static String text(long[] first, long... end) {
        return first[0] + "," + first[1] + "," + first[2] + "," + end[0] + "," + end[1] + "," + end[2];
    }

    /** As it is read. */
    @Override
    public String toString() {
        return text(new long[] {xMin, yMin, zMin}, xMax, yMax, zMax);
    }
}
