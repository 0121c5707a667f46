package org.lesionlens.fiji;

import ij.ImagePlus;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntUnaryOperator;
import org.lesionlens.lesion.Lesion;

/**
 * The classes of the lesions of a label image, as a property of the image, which is saved with a TIFF.
 *
 * <p>A line for each lesion whose class is known: frame (from 1), label, probability of the class, class.
 */
final class LesionClasses {
    /** The image property. */
    static final String PROPERTY = "LesionLens.classes";

    private static final int FIELDS = 4;

    private record Known(double probability, String name) {}

    private LesionClasses() {}

    /** Gives a frame (from 1) of a label image the classes of its lesions, in place of those that it had. */
    static void attach(ImagePlus labels, int frame, List<Lesion> lesions) {
        StringBuilder lines = new StringBuilder();
        text(labels)
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
                        .append(lesion.lesionClass())
                        .append('\n'));
        labels.setProp(PROPERTY, lines.isEmpty() ? null : lines.toString());
    }

    /** Lesions of a frame (from 1) with the classes that the label image has for them. */
    static List<Lesion> classified(ImagePlus labels, int frame, List<Lesion> lesions) {
        return classified(labels, frame, lesions, label -> label);
    }

    /** The same where lesions have other numbers than in the label image: {@code origin} gives the image's. */
    static List<Lesion> classified(ImagePlus labels, int frame, List<Lesion> lesions, IntUnaryOperator origin) {
        Map<Integer, Known> classes = read(labels, frame);
        return lesions.stream()
                .map(lesion -> {
                    Known known = classes.get(origin.applyAsInt(lesion.label()));
                    return known == null ? lesion : lesion.withClass(known.name(), known.probability());
                })
                .toList();
    }

    /** Lines that somebody edited into something else do not count. */
    private static Map<Integer, Known> read(ImagePlus labels, int frame) {
        Map<Integer, Known> classes = new TreeMap<>();
        text(labels).lines().map(line -> line.split(" ", FIELDS)).forEach(fields -> {
            boolean ours = fields.length == FIELDS
                    && fields[0].equals(Integer.toString(frame))
                    && fields[1].matches("[0-9]{1,5}")
                    && fields[2].matches("NaN|1\\.0|0\\.[0-9]+|[0-9]\\.[0-9]+E-[0-9]+");
            if (ours) {
                classes.put(Integer.parseInt(fields[1]), new Known(Double.parseDouble(fields[2]), fields[3]));
            }
        });
        return classes;
    }

    private static String text(ImagePlus labels) {
        String text = labels.getProp(PROPERTY);
        return text == null ? "" : text;
    }
}
