package org.lesionlens.fiji.image;

import ij.ImagePlus;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.lesionlens.lesion.BoundingBox;
import org.lesionlens.lesion.Lesion;
import org.lesionlens.lesion.LesionMeasurements;

/**
 * How sure the networks were of the lesions of a label image, as a property of the image, which is saved with a TIFF.
 *
 * <p>A line for each lesion: frame (from 1), voxels, where it lies, mean and maximum probability, then {@code
 * class=probability} for each class if they are known, all ending in a tab. They hold for a lesion that is as large and lies
 * where it lay, whatever its number; of one that was corrected by hand nobody knows them.
 *
 * @param frame from 1
 * @param place of the lesion, as text: the same as long as it was not changed
 * @param mean probability of its voxels
 * @param max probability of its voxels
 * @param classes the probability of each class; empty if unknown
 */
record LesionProbabilities(int frame, String place, double mean, double max, Map<String, Double> classes) {
    /** The image property. */
    private static final String PROPERTY = "LesionLens.probabilities";

    private static final int FIELDS = 4;

    /**
     * Tells a label image how sure the networks were.
     *
     * @param classes the probability of each class by label; empty if unknown
     */
    public static void attach(
            ImagePlus image, int frame, List<Lesion> lesions, Map<Integer, Map<String, Double>> classes) {
        List<LesionProbabilities> before = read(image);
        Map<String, LesionProbabilities> lines = new LinkedHashMap<>();
        before.forEach(known -> lines.put(known.frame + known.place, known));
        for (Lesion lesion : lesions) {
            String place = place(lesion.measurements());
            LesionProbabilities known = lines.get(frame + place);
            Map<String, Double> all = classes.getOrDefault(lesion.label(), known == null ? Map.of() : known.classes);
            double mean = lesion.measurements().meanProbability();
            boolean keep = Double.isNaN(mean) && known != null;
            lines.put(
                    frame + place,
                    new LesionProbabilities(
                            frame,
                            place,
                            keep ? known.mean : mean,
                            keep ? known.max : lesion.measurements().maxProbability(),
                            all));
        }
        image.setProp(
                PROPERTY,
                lines.values().stream().map(LesionProbabilities::write).collect(Collectors.joining("\n")));
    }

    /** Rounded so that the same voxels are the same text, though their grid was cropped or saved. */
    private static String place(LesionMeasurements lesion) {
        double x = lesion.centroid().x();
        BoundingBox box = lesion.boundingBox();
        return lesion.voxels() + "," + (Double.isNaN(x) ? box.toString().replaceAll("[^0-9,]", "") : rounded(lesion));
    }

    private static String rounded(LesionMeasurements lesion) {
        return Stream.of(
                        lesion.centroid().x(),
                        lesion.centroid().y(),
                        lesion.centroid().z())
                .map(mm -> String.format(Locale.ROOT, "%.5f", mm + 0.0))
                .collect(Collectors.joining(","));
    }

    private String write() {
        return frame + "\t" + place + "\t" + mean + "," + max + "\t"
                + classes.entrySet().stream()
                        .map(entry -> entry.getKey() + "=" + entry.getValue() + ";")
                        .collect(Collectors.joining());
    }

    /** Lines that somebody edited into something else do not count. */
    private static List<LesionProbabilities> read(ImagePlus image) {
        return CarriedGrid.property(image, PROPERTY)
                .orElse("")
                .lines()
                .map(line -> line.split("\t", FIELDS))
                .filter(fields -> fields.length == FIELDS)
                .flatMap(fields -> parse(fields).stream())
                .toList();
    }

    private static Optional<LesionProbabilities> parse(String... fields) {
        try {
            double[] probabilities = Arrays.stream(fields[2].split(","))
                    .mapToDouble(Double::parseDouble)
                    .toArray();
            Map<String, Double> classes = new LinkedHashMap<>();
            for (String pair : fields[3].split(";")) {
                int equals = pair.lastIndexOf('=');
                if (equals > 0) {
                    classes.put(pair.substring(0, equals), Double.valueOf(pair.substring(equals + 1)));
                }
            }
            return Optional.of(new LesionProbabilities(
                    Integer.parseInt(fields[0]), fields[1], probabilities[0], probabilities[1], classes));
        } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
            return Optional.empty();
        }
    }

    private static Optional<LesionProbabilities> of(ImagePlus image, int frame, Lesion lesion) {
        String place = place(lesion.measurements());
        return read(image).stream()
                .filter(known -> known.frame == frame && known.place.equals(place))
                .findFirst();
    }

    /** Lesions of a frame (from 1) with the mean and maximum probability that the label image has for them. */
    static List<Lesion> restored(ImagePlus image, int frame, List<Lesion> lesions) {
        return lesions.stream()
                .map(lesion -> of(image, frame, lesion)
                        .filter(known -> Double.isNaN(lesion.measurements().meanProbability()))
                        .map(known -> lesion.with(lesion.measurements().withProbability(known.mean, known.max)))
                        .orElse(lesion))
                .toList();
    }

    /** The probability of each class of a lesion; empty if unknown. */
    public static Map<String, Double> classes(ImagePlus image, int frame, Lesion lesion) {
        return of(image, frame, lesion).map(LesionProbabilities::classes).orElse(Map.of());
    }
}
