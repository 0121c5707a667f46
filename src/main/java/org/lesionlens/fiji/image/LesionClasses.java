package org.lesionlens.fiji.image;

import ij.ImagePlus;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import net.imglib2.Cursor;
import net.imglib2.type.numeric.integer.UnsignedShortType;
import net.imglib2.util.Intervals;
import org.lesionlens.lesion.Lesion;
import org.lesionlens.volume.LabelMap;

/**
 * The classes of the lesions of a label image, as a property of the image, which is saved with a TIFF.
 *
 * <p>A line for each lesion whose class is known: frame (from 1), label, probability of the class, some points inside it
 * (LPS mm, or pixels), class. Only what still lies on one of these points with that label is the lesion that was
 * classified: another one, painted with the same label, is not.
 */
public final class LesionClasses {
    /** The image property. */
    static final String PROPERTY = "LesionLens.classes";

    private static final int FIELDS = 5;
    private static final int POINTS = 32;

    private record Known(int label, double probability, List<double[]> points, String name) {}

    private LesionClasses() {}

    /** Gives a frame (from 1) of a label image the classes of its lesions, in place of those that it had. */
    public static void attach(ImagePlus image, int frame, LabelMap labels, List<Lesion> lesions) {
        Map<Integer, List<double[]>> inside = inside(labels);
        StringBuilder lines = new StringBuilder();
        text(image)
                .lines()
                .filter(line -> !line.startsWith(frame + " "))
                .forEach(line -> lines.append(line).append('\n'));
        lesions.stream()
                .filter(lesion -> !lesion.lesionClass().isEmpty())
                .forEach(lesion -> lines.append(frame)
                        .append(' ')
                        .append(lesion.label())
                        .append(' ')
                        .append(lesion.classProbability())
                        .append(' ')
                        .append(write(inside.getOrDefault(lesion.label(), List.of())))
                        .append(' ')
                        .append(lesion.lesionClass())
                        .append('\n'));
        image.setProp(PROPERTY, lines.isEmpty() ? null : lines.toString());
    }

    /** Up to {@value #POINTS} voxels of each label in LPS mm, spread evenly over it in stored order. */
    private static Map<Integer, List<double[]>> inside(LabelMap labels) {
        Map<Integer, Integer> voxels = new HashMap<>();
        for (UnsignedShortType voxel : net.imglib2.view.Views.iterable(labels.voxels())) {
            if (voxel.get() > 0) {
                voxels.merge(voxel.get(), 1, Integer::sum);
            }
        }
        Map<Integer, Integer> seen = new HashMap<>();
        Map<Integer, List<double[]>> points = new HashMap<>();
        Cursor<UnsignedShortType> cursor = labels.voxels().localizingCursor();
        while (cursor.hasNext()) {
            int label = cursor.next().get();
            if (label > 0 && (seen.merge(label, 1, Integer::sum) - 1) % (voxels.get(label) / POINTS + 1) == 0) {
                double[] index = new double[cursor.numDimensions()];
                cursor.localize(index);
                points.computeIfAbsent(label, key -> new ArrayList<>())
                        .add(labels.geometry().toWorld(index));
            }
        }
        return points;
    }

    private static String write(List<double[]> points) {
        return points.stream()
                .map(point -> String.format(Locale.ROOT, "%.3f,%.3f,%.3f", point[0], point[1], point[2]))
                .collect(Collectors.joining(";"));
    }

    /** Lesions of a frame (from 1) with the classes that the label image has for them. */
    public static List<Lesion> classified(ImagePlus image, int frame, LabelMap labels, List<Lesion> lesions) {
        return classified(image, frame, labels, labels, lesions);
    }

    /**
     * The same where lesions have other numbers than in the label image.
     *
     * @param labels as they stand in the image
     * @param numbered the numbers of the lesions, on the same grid
     */
    public static List<Lesion> classified(
            ImagePlus image, int frame, LabelMap labels, LabelMap numbered, List<Lesion> lesions) {
        Map<Integer, Known> classes = new HashMap<>();
        for (Known known : read(image, frame)) {
            for (double[] point : known.points) {
                long[] voxel = Arrays.stream(labels.geometry().toIndex(point))
                        .mapToLong(Math::round)
                        .toArray();
                if (isLabel(labels, voxel, known.label)) {
                    classes.put(numbered.voxels().getAt(voxel).get(), known);
                }
            }
        }
        return lesions.stream()
                .map(lesion -> {
                    Known known = classes.get(lesion.label());
                    return known == null ? lesion : lesion.withClass(known.name, known.probability);
                })
                .toList();
    }

    private static boolean isLabel(LabelMap labels, long[] voxel, int label) {
        return Intervals.contains(labels.voxels(), net.imglib2.Point.wrap(voxel))
                && labels.voxels().getAt(voxel).get() == label;
    }

    /** Lines that somebody edited into something else do not count. */
    private static List<Known> read(ImagePlus image, int frame) {
        return text(image)
                .lines()
                .map(line -> line.split(" ", FIELDS))
                .filter(fields -> fields.length == FIELDS
                        && fields[0].equals(Integer.toString(frame))
                        && fields[1].matches("[0-9]{1,5}")
                        && fields[2].matches("NaN|1\\.0|0\\.[0-9]+|[0-9]\\.[0-9]+E-[0-9]+")
                        && fields[3].matches("(-?[0-9]+\\.[0-9]+[,;]?)*"))
                .map(fields -> new Known(
                        Integer.parseInt(fields[1]), Double.parseDouble(fields[2]), points(fields[3]), fields[4]))
                .toList();
    }

    private static List<double[]> points(String text) {
        return Arrays.stream(text.split(";"))
                .map(point -> Arrays.stream(point.split(","))
                        .filter(number -> !number.isEmpty())
                        .mapToDouble(Double::parseDouble)
                        .toArray())
                .filter(point -> point.length == 3)
                .toList();
    }

    private static String text(ImagePlus image) {
        String text = image.getProp(PROPERTY);
        return text == null ? "" : text;
    }
}
