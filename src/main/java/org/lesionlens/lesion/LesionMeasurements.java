package org.lesionlens.lesion;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import net.imglib2.Interval;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.ProbabilityMap;
import org.lesionlens.volume.Volume;

/**
 * How large a lesion is, where it lies, and how sure the network was.
 *
 * @param voxels the number of voxels, at least 1
 * @param volumeMl voxels times the volume of one, in ml; NaN if not calibrated
 * @param areaMm2 area of the largest section in the plane of the slices, in mm2; NaN if not calibrated
 * @param centroid mean position of the voxel centres, LPS mm; NaN if the place of the volume is unknown
 * @param boundingBox in voxel indices
 * @param diameter longest diameter in the plane of the slices, and the one at right angles to it
 * @param meanProbability mean over the voxels, 0 to 1; NaN if unknown, or a voxel is
 * @param maxProbability maximum over the voxels, 0 to 1; NaN if unknown, or a voxel is
 * @param intensities of the image
 */
public record LesionMeasurements(
        long voxels,
        double volumeMl,
        double areaMm2,
        Position centroid,
        BoundingBox boundingBox,
        Diameter diameter,
        double meanProbability,
        double maxProbability,
        Intensities intensities) {
    /** Of a lesion whose image is unknown. */
    public LesionMeasurements(
            long voxels,
            double volumeMl,
            double areaMm2,
            Position centroid,
            BoundingBox boundingBox,
            Diameter diameter,
            double meanProbability,
            double maxProbability) {
        this(
                voxels,
                volumeMl,
                areaMm2,
                centroid,
                boundingBox,
                diameter,
                meanProbability,
                maxProbability,
                Intensities.UNKNOWN);
    }

    /**
     * Measures every label that occurs, in one pass over the voxels; a label need not be connected.
     *
     * <p>Geometry is that of the labels. Results do not depend on how the volume is stored (flipped, permuted) beyond
     * rounding, except for the order of end points and the choice among equal diameters.
     *
     * @param probability of lesion; empty if it is unknown
     * @param image that the lesions are in; empty if it is unknown
     * @return lesions of unknown class by rising label; empty if there is none
     * @throws IllegalArgumentException if the sizes differ
     */
    public static List<Lesion> measure(LabelMap labels, Optional<ProbabilityMap> probability, Optional<Volume> image) {
        requireOneGrid(labels, probability, image);
        List<Lesion> lesions = SliceSurvey.of(labels, probability);
        return image.map(volume -> Intensities.measure(lesions, labels, labels.voxels(), volume))
                .orElse(lesions);
    }

    /**
     * Measures one label, reading only a box that holds all its voxels: as {@link #measure} of the whole map does, to the
     * last digit.
     *
     * @return the lesion of unknown class; empty if the label does not occur there
     * @throws IllegalArgumentException if the sizes differ
     */
    public static Optional<Lesion> measureOne(
            LabelMap labels,
            int label,
            BoundingBox within,
            Optional<ProbabilityMap> probability,
            Optional<Volume> image) {
        requireOneGrid(labels, probability, image);
        Interval box = within.interval();
        List<Lesion> lesion = SliceSurvey.of(labels, box, number -> number == label, probability);
        return image.map(volume -> Intensities.measure(lesion, labels, box, volume)).orElse(lesion).stream()
                .findFirst();
    }

    private static void requireOneGrid(LabelMap labels, Optional<ProbabilityMap> probability, Optional<Volume> image) {
        probability.ifPresent(
                map -> GridChecks.requireSameSize("labels", labels.geometry(), "probability", map.geometry()));
        image.ifPresent(volume -> GridChecks.requireSameSize("labels", labels.geometry(), "image", volume.geometry()));
    }

    /** As it is told to people: volume in ml, else area in mm2, else voxels. */
    private double size() {
        return !Double.isNaN(volumeMl) ? volumeMl : Double.isNaN(areaMm2) ? voxels : areaMm2;
    }

    /** Smaller ones of an image first; what lies in time has no volume, and counts by the area of its largest frame. */
    public static Comparator<LesionMeasurements> bySize() {
        return Comparator.comparingDouble(LesionMeasurements::size);
    }

    /** The same with another probability. */
    public LesionMeasurements withProbability(double mean, double max) {
        return new LesionMeasurements(
                voxels, volumeMl, areaMm2, centroid, boundingBox, diameter, mean, max, intensities);
    }

    /** The same with another diameter. */
    public LesionMeasurements with(Diameter other) {
        return new LesionMeasurements(
                voxels, volumeMl, areaMm2, centroid, boundingBox, other, meanProbability, maxProbability, intensities);
    }

    LesionMeasurements with(Intensities inside) {
        return new LesionMeasurements(
                voxels, volumeMl, areaMm2, centroid, boundingBox, diameter, meanProbability, maxProbability, inside);
    }
}
