package org.lesionlens.cohort;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.lesionlens.cases.Errors;
import org.lesionlens.io.FrameOfReference;
import org.lesionlens.io.LoadedVolume;
import org.lesionlens.io.VolumeFiles;
import org.lesionlens.lesion.CommonGrid;
import org.lesionlens.metric.ComparedMasks;
import org.lesionlens.metric.Comparison;
import org.lesionlens.pipeline.Analysis;
import org.lesionlens.pipeline.LesionAnalysis;
import org.lesionlens.volume.LabelMap;

/**
 * How well the labels of a case agree with its reference; boxes have no such score.
 *
 * @param dice NaN if both are empty or they cannot be compared
 * @param note what was done to compare them, or why they cannot be; empty if there is nothing to say
 */
record ReferenceScore(double dice, String note) {
    /**
     * Compares them by their places; the results of a case do not depend on what its reference is like.
     *
     * @param image that the labels were found in
     * @param output keeps the stack trace of a fault of the program
     */
    static ReferenceScore of(Analysis analysis, LoadedVolume image, Path reference, Path output) {
        return analysis instanceof LesionAnalysis lesions
                ? of(lesions.labels(), image, reference, output)
                : new ReferenceScore(
                        Double.NaN, "boxes have no Dice with a reference: compare them with the subcommand evaluate");
    }

    private static ReferenceScore of(LabelMap labels, LoadedVolume image, Path reference, Path output) {
        List<String> notes = new ArrayList<>();
        try {
            FrameOfReference.requireOne(FrameOfReference.of(image), FrameOfReference.ofLabels(reference));
            CommonGrid common = CommonGrid.of(
                    labels,
                    VolumeFiles.readLabels(
                            reference, Optional.of(labels.geometry()), warning -> notes.add("reference: " + warning)));
            notes.addAll(common.notes());
            double dice = ComparedMasks.of(common.prediction(), common.reference())
                    .compare("", "", Comparison.USUAL)
                    .dice();
            return new ReferenceScore(dice, String.join("; ", notes));
        } catch (IOException | RuntimeException e) {
            return new ReferenceScore(Double.NaN, "not compared with its reference: " + Errors.sentence(e, output));
        }
    }
}
