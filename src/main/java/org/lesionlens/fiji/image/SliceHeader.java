package org.lesionlens.fiji.image;

import ij.ImagePlus;
import ij.ImageStack;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What ImageJ's own DICOM importer keeps of a slice's header: lines {@code gggg,eeee  Name: value} in the slice's label,
 * after a line with the name of the file.
 *
 * @param file the name of the file, or what became of it
 * @param values the attributes that tell where the slice lies, by tag; those that say two things are left out
 */
record SliceHeader(String file, Map<String, String> values) {
    private static final String PIXEL_DATA = "7FE0,0010";
    private static final String INSTANCE = "0008,0018";
    private static final String PATIENT = "0010,0020";
    private static final String THICKNESS = "0018,0050";
    private static final String STEP = "0018,0088";
    private static final String STUDY = "0020,000D";
    private static final String POSITION = "0020,0032";
    private static final String ORIENTATION = "0020,0037";
    private static final String FRAME_OF_REFERENCE = "0020,0052";
    private static final String ROWS = "0028,0010";
    private static final String COLUMNS = "0028,0011";
    private static final String SPACING = "0028,0030";
    private static final Set<String> TAGS = Set.of(
            INSTANCE,
            PATIENT,
            THICKNESS,
            STEP,
            STUDY,
            POSITION,
            ORIENTATION,
            FRAME_OF_REFERENCE,
            ROWS,
            COLUMNS,
            SPACING);
    private static final int TAG_LENGTH = 9;
    private static final int NAME = 11;
    /** Directions may be written with two decimals. */
    private static final double ORTHONORMAL = 0.02;

    /** The headers of a stack in ImageJ's order; empty where a slice has none. */
    static List<Optional<SliceHeader>> of(ImagePlus image) {
        ImageStack stack = image.getStack();
        return Stream.iterate(1, i -> i + 1)
                .limit(stack.size())
                .map(i -> label(stack, i))
                .map(SliceHeader::parse)
                .toList();
    }

    /** A virtual stack knows its labels after it has read the slices. */
    private static String label(ImageStack stack, int index) {
        String label = stack.getSliceLabel(index);
        if (stack.isVirtual() && (label == null || label.indexOf('\n') < 0)) {
            stack.getProcessor(index);
            label = stack.getSliceLabel(index);
        }
        return label == null ? "" : label;
    }

    /** Nested attributes, which ImageJ marks with {@code >}, are about something else. */
    static Optional<SliceHeader> parse(String label) {
        if (!label.contains(PIXEL_DATA)) {
            return Optional.empty();
        }
        Map<String, String> values = new HashMap<>();
        Set<String> twice = new HashSet<>();
        label.lines().forEach(line -> {
            int colon = line.indexOf(": ");
            if (colon > NAME && line.charAt(NAME) != '>' && TAGS.contains(line.substring(0, TAG_LENGTH))) {
                String tag = line.substring(0, TAG_LENGTH);
                String value = line.substring(colon + 1).strip();
                String before = values.put(tag, value);
                if (before != null && !before.equals(value)) {
                    twice.add(tag);
                }
            }
        });
        values.keySet().removeAll(twice);
        return Optional.of(new SliceHeader(label.lines().findFirst().orElse(""), values));
    }

    /** SOPInstanceUID; empty if unknown. */
    String instance() {
        return values.getOrDefault(INSTANCE, "");
    }

    /** What positions of several slices have in common: the frame of reference, else the examination of a patient. */
    String space() {
        String study = values.getOrDefault(PATIENT, "") + " " + values.getOrDefault(STUDY, "");
        return values.getOrDefault(FRAME_OF_REFERENCE, study);
    }

    /** Whether it tells where the slice lies. */
    boolean isPlaced() {
        return numbers(POSITION, 3).length == 3
                && isOrthonormal(numbers(ORIENTATION, 6))
                && rowSpacing() > 0
                && columnSpacing() > 0
                && columns() > 0
                && rows() > 0;
    }

    private static boolean isOrthonormal(double[] axes) {
        return axes.length == 6
                && Math.abs(dot(axes, 0, 0) - 1) <= ORTHONORMAL
                && Math.abs(dot(axes, 3, 3) - 1) <= ORTHONORMAL
                && Math.abs(dot(axes, 0, 3)) <= ORTHONORMAL;
    }

    private static double dot(double[] axes, int a, int b) {
        return axes[a] * axes[b] + axes[a + 1] * axes[b + 1] + axes[a + 2] * axes[b + 2];
    }

    /** ImagePositionPatient: the centre of the first pixel, LPS mm. */
    double[] position() {
        return numbers(POSITION, 3);
    }

    /** ImageOrientationPatient: unit vectors along a row and along a column, without the rounding that bends them. */
    double[] orientation() {
        double[] axes = numbers(ORIENTATION, 6);
        double along = dot(axes, 0, 3) / dot(axes, 0, 0);
        for (int i = 0; i < 3; i++) {
            axes[3 + i] -= along * axes[i];
        }
        double row = Math.sqrt(dot(axes, 0, 0));
        double column = Math.sqrt(dot(axes, 3, 3));
        for (int i = 0; i < 6; i++) {
            axes[i] /= i < 3 ? row : column;
        }
        return axes;
    }

    /** Distance of rows in mm: the first value of PixelSpacing. */
    double rowSpacing() {
        double[] spacing = numbers(SPACING, 2);
        return spacing.length == 2 ? spacing[0] : Double.NaN;
    }

    /** Distance of columns in mm: the second value of PixelSpacing. */
    double columnSpacing() {
        double[] spacing = numbers(SPACING, 2);
        return spacing.length == 2 ? spacing[1] : Double.NaN;
    }

    int columns() {
        return whole(COLUMNS);
    }

    int rows() {
        return whole(ROWS);
    }

    private int whole(String tag) {
        double[] number = numbers(tag, 1);
        return number.length == 1 ? (int) number[0] : 0;
    }

    /** What a single slice is thick, in mm: SpacingBetweenSlices, else SliceThickness; empty if neither is known. */
    Optional<Double> depth() {
        return Stream.of(STEP, THICKNESS)
                .map(tag -> numbers(tag, 1))
                .filter(number -> number.length == 1 && number[0] > 0)
                .map(number -> number[0])
                .findFirst();
    }

    private double[] numbers(String tag, int count) {
        try {
            double[] numbers = Arrays.stream(values.getOrDefault(tag, "").split("\\\\"))
                    .mapToDouble(Double::parseDouble)
                    .toArray();
            boolean finite = Arrays.stream(numbers).allMatch(Double::isFinite);
            return numbers.length == count && finite ? numbers : new double[0];
        } catch (NumberFormatException e) {
            return new double[0]; // empty, or somebody edited it
        }
    }
}
