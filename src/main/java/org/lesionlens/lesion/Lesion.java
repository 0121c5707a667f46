package org.lesionlens.lesion;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * A lesion: its number in the label map, its measurements, and what kind it is.
 *
 * @param label 1 to 65535
 * @param measurements size, place and probability
 * @param lesionClass as the model's label table spells it; empty if unknown
 * @param classProbability 0 to 1; NaN if unknown
 */
public record Lesion(int label, LesionMeasurements measurements, String lesionClass, double classProbability) {
    /**
     * Checks label and probability.
     *
     * @throws IllegalArgumentException if one is out of its range
     */
    public Lesion {
        Objects.requireNonNull(measurements, "measurements");
        Objects.requireNonNull(lesionClass, "lesionClass");
        if (label < 1 || label > 65535) {
            throw new IllegalArgumentException("label is " + label + " but must be 1 to 65535");
        }
        if (classProbability < 0 || classProbability > 1) {
            throw new IllegalArgumentException(
                    "classProbability is " + classProbability + " but must be 0 to 1, or NaN if unknown");
        }
    }

    /** Larger ones of an image first, as {@link LesionMeasurements#bySize} says. */
    public static Comparator<Lesion> largestFirst() {
        return Comparator.comparing(Lesion::measurements, LesionMeasurements.bySize())
                .reversed();
    }

    /** The largest one of an image, of equal ones that which is named first; empty if there is none. */
    public static Optional<Lesion> largest(List<Lesion> lesions) {
        return lesions.stream().min(largestFirst());
    }

    /** A lesion of unknown class. */
    public static Lesion unclassified(int label, LesionMeasurements measurements) {
        return new Lesion(label, measurements, "", Double.NaN);
    }

    /**
     * The same lesion with a class.
     *
     * @throws IllegalArgumentException if the probability is out of its range
     */
    public Lesion withClass(String newClass, double probability) {
        return new Lesion(label, measurements, newClass, probability);
    }

    /** The same lesion with other measurements. */
    public Lesion with(LesionMeasurements newMeasurements) {
        return new Lesion(label, newMeasurements, lesionClass, classProbability);
    }

    /**
     * The same lesion with another number.
     *
     * @throws IllegalArgumentException if it is out of its range
     */
    public Lesion numbered(int number) {
        return new Lesion(number, measurements, lesionClass, classProbability);
    }

    /** Size, diameters and class for people; pixels where mm are unknown. */
    public String describe() {
        String size = measurements.voxels() + " pixels";
        if (!Double.isNaN(measurements.areaMm2())) {
            boolean volume = !Double.isNaN(measurements.volumeMl());
            size = String.format(
                    Locale.ROOT,
                    "%.2f %s, %.1f x %.1f mm",
                    volume ? measurements.volumeMl() : measurements.areaMm2(),
                    volume ? "ml" : "mm2",
                    measurements.diameter().longestMm(),
                    measurements.diameter().perpendicularMm());
        }
        if (lesionClass.isEmpty()) {
            return size;
        }
        return Double.isNaN(classProbability)
                ? size + ", " + lesionClass
                : String.format(Locale.ROOT, "%s, %s %.2f", size, lesionClass, classProbability);
    }
}
