package org.lesionlens.fiji.image;

import ij.ImagePlus;
import ij.gui.Roi;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.lesionlens.inference.LesionClassifier.Classification;
import org.lesionlens.lesion.Lesion;
import org.lesionlens.lesion.LesionMeasurements;
import org.lesionlens.pipeline.Finding;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.ProbabilityMap;
import org.lesionlens.volume.Volume;

/**
 * Lesions with what is known of them since they were found or classified.
 *
 * @param lesions with their classes, and how sure the networks were
 * @param classes the probability of each class, 0 to 1, by label; empty of a lesion if unknown
 */
public record KnownLesions(List<Lesion> lesions, Map<Integer, Map<String, Double>> classes) {
    /**
     * As a network just told of the first volume of an image.
     *
     * @param found the class of each label
     */
    public static KnownLesions classified(SourceImage source, LabelMap labels, Map<Integer, Classification> found) {
        Map<Integer, Map<String, Double>> classes = new LinkedHashMap<>();
        found.forEach((label, told) -> classes.put(label, told.probabilities()));
        Optional<Volume> volume = Optional.of(source.volumes().get(0));
        List<Lesion> classified = LesionMeasurements.measure(labels, Optional.empty(), volume).stream()
                .map(lesion -> lesion.withClass(
                        found.get(lesion.label()).name(),
                        found.get(lesion.label()).probability()))
                .toList();
        return new KnownLesions(classified, classes);
    }

    /**
     * On an image, with their outlines.
     *
     * @param frame of the image, from 1
     * @param labels that they were measured in, on the image's grid
     */
    public ShownLesions on(ImagePlus image, int frame, StackGrid grid, LabelMap labels) {
        int place = image.getNFrames() > 1 ? frame : 0;
        List<Roi> outlines = LesionOutlines.of(labels, grid, place, image.getNChannels());
        return ShownLesions.of(grid, List.of(place), List.of(lesions), outlines);
    }

    /** Tells a label image, on a frame (from 1) of which they are, what is known of them, so that later commands know it. */
    public void attach(ImagePlus image, int frame, LabelMap labels) {
        LesionClasses.attach(image, frame, labels, lesions);
        LesionProbabilities.attach(image, frame, lesions, classes);
    }

    /** The same for formats that say what each lesion is called, in the colours of a label image. */
    public List<Finding> findings(ImagePlus labelImage) {
        return ExportedLabels.findings(labelImage, lesions);
    }

    /**
     * As a label image knows them.
     *
     * @param frame of the image, from 1
     * @param labels as they stand in that frame
     * @param numbered the numbers of the lesions, on the same grid
     */
    public static KnownLesions measured(
            ImagePlus image, int frame, LabelImage labels, LabelMap numbered, Optional<ProbabilityMap> probability) {
        List<Lesion> measured =
                LesionMeasurements.measure(numbered, probability, SourceVoxels.of(image, labels.grid(), frame));
        List<Lesion> sure = LesionProbabilities.restored(image, frame, measured);
        List<Lesion> classified = LesionClasses.classified(image, frame, labels.labels(), numbered, sure);
        Map<Integer, Map<String, Double>> classes = new LinkedHashMap<>();
        classified.forEach(lesion -> classes.put(lesion.label(), LesionProbabilities.classes(image, frame, lesion)));
        return new KnownLesions(classified, classes);
    }

    /** The same measured on another grid, on which they lie voxel by voxel: where they lie in the files of their source. */
    public KnownLesions on(LabelMap labels) {
        Map<Integer, LesionMeasurements> there = new HashMap<>();
        LesionMeasurements.measure(labels, Optional.empty(), Optional.empty())
                .forEach(lesion -> there.put(lesion.label(), lesion.measurements()));
        return new KnownLesions(
                lesions.stream()
                        .map(lesion -> lesion.with(there.get(lesion.label())
                                .withProbability(
                                        lesion.measurements().meanProbability(),
                                        lesion.measurements().maxProbability())))
                        .toList(),
                classes);
    }
}
