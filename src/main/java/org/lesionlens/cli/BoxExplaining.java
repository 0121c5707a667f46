package org.lesionlens.cli;

import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.lesionlens.cases.BoxExplanationResults;
import org.lesionlens.cases.CaseFolder;
import org.lesionlens.cases.CaseResults;
import org.lesionlens.explain.BoxExplainer;
import org.lesionlens.inference.OnnxModel;
import org.lesionlens.io.LoadedImage;
import org.lesionlens.lesion.RealBox;
import org.lesionlens.model.Detection;
import org.lesionlens.pipeline.AnalysisModels;
import org.lesionlens.pipeline.DetectionAnalysis;
import org.lesionlens.pipeline.DetectionPipeline;
import org.lesionlens.pipeline.DetectionSettings;
import org.lesionlens.pipeline.FoundBox;
import org.lesionlens.pipeline.SlicesWithBoxes;
import org.lesionlens.volume.DisplayOrientation;
import org.lesionlens.volume.Progress;
import org.lesionlens.volume.UsageException;

/**
 * Explains the surest box of a detector in a slice, or the surest round a voxel.
 *
 * @param slice in stored order from 0
 * @param voxel x, y, z in the image; empty for the surest box
 */
record BoxExplaining(LoadedImage image, long slice, Optional<long[]> voxel) {
    /**
     * The slice and the voxel that a user names.
     *
     * @param voxels of --query
     * @param slices of --slices
     * @throws UsageException if they are not one, or of an image with several slices none
     */
    static BoxExplaining of(LoadedImage image, List<long[]> voxels, List<Long> slices) {
        DisplayOrientation orientation = DisplayOrientation.of(image.volume().geometry());
        if (voxels.size() > 1 || slices.size() > 1) {
            throw new UsageException(
                    "several points or slices are named but of a detector one box is explained: give one"
                            + " --query, or one slice with --slices for its surest box");
        }
        Optional<long[]> voxel = voxels.stream().findFirst();
        Optional<Long> of = voxel.map(each -> each[orientation.sliceAxis()]);
        Optional<Long> named = slices.stream().findFirst();
        if (of.isPresent() && named.isPresent() && !of.equals(named)) {
            throw new UsageException("--query lies in slice " + of.get() + " but --slices is " + named.get()
                    + ": leave one of them out");
        }
        long count = orientation.slices();
        long slice = of.or(() -> named)
                .or(() -> count == 1 ? Optional.of(0L) : Optional.empty())
                .orElseThrow(
                        () -> new UsageException("the image has " + count + " slices and none is named: give one of"
                                + " them with --slices, 0 to " + (count - 1) + ", or a voxel in a box with --query"
                                + " (analyze --slices 0-" + (count - 1) + " lists the boxes of all)"));
        return new BoxExplaining(image, slice, voxel);
    }

    /**
     * Writes the folder of a case; returns why the network may be wrong about the image, a sentence each.
     *
     * @param threshold least score of a box; empty for what the model says, and where no such box lies round the voxel for the
     *     surest of all that does
     */
    List<String> write(
            String name, AnalysisModels models, CaseOptions options, Optional<Double> threshold, Progress progress)
            throws IOException {
        DetectionAnalysis usual = analysis(models.segmenter(), threshold, progress);
        Optional<FoundBox> shown = round(usual.boxes());
        DetectionAnalysis analysis =
                shown.isPresent() || voxel.isEmpty() || threshold.isPresent() ? usual : weaker(models, progress);
        FoundBox box = round(analysis.boxes()).orElseThrow(() -> none(analysis.boxes(), models, threshold, progress));
        BoxExplainer explainer = new BoxExplainer(models.segmenter(), image.image());
        CaseResults results = new CaseResults(name, image, analysis, models);
        try (CaseFolder folder = new CaseFolder(options.output(), name, options.overwrite())) {
            new BoxExplanationResults(
                            results,
                            slice,
                            box,
                            explainer.of(
                                    slice, box.box(), box.middle(), box.kind().name()))
                    .write(folder.path());
            folder.publish();
        }
        return results.warnings();
    }

    private DetectionAnalysis analysis(OnnxModel detector, Optional<Double> threshold, Progress progress) {
        return analysis(detector, List.of(slice), threshold, progress);
    }

    private DetectionAnalysis analysis(
            OnnxModel detector, List<Long> slices, Optional<Double> threshold, Progress progress) {
        DetectionSettings settings = new DetectionSettings(slices, threshold);
        return new DetectionPipeline(detector).analyze(image.image(), settings, progress);
    }

    /** All boxes that are at least as sure as the surest round the voxel. */
    private DetectionAnalysis weaker(AnalysisModels models, Progress progress) {
        OnnxModel detector = models.segmenter();
        double least = detector.description().detection().orElseThrow().leastScore();
        DetectionAnalysis all = analysis(detector, Optional.of(least), progress);
        double score = round(all.boxes()).map(FoundBox::score).orElse(least);
        return new DetectionAnalysis(
                all.geometry(),
                all.boxes().stream().filter(box -> box.score() >= score).toList(),
                all.warnings(),
                new DetectionSettings(List.of(slice), Optional.of(score)),
                all.seconds());
    }

    /** The surest one round the voxel, or of all. */
    private Optional<FoundBox> round(List<FoundBox> boxes) {
        return boxes.stream()
                .filter(each -> voxel.isEmpty() || isRound(each.box(), voxel.get()))
                .max(Comparator.comparingDouble(FoundBox::score));
    }

    /** Whether no box of the model can have been left out for its score. */
    private boolean weakest(AnalysisModels models, Optional<Double> threshold) {
        Detection detection = models.segmenter().description().detection().orElseThrow();
        double least = detection.leastScore();
        return threshold.isPresent()
                ? threshold.get() <= least
                : voxel.isPresent() || detection.thresholds().stream().allMatch(score -> score <= least);
    }

    private UsageException none(
            List<FoundBox> boxes, AnalysisModels models, Optional<Double> threshold, Progress progress) {
        return new UsageException(
                boxes.isEmpty()
                        ? "the model finds no box in slice " + slice + ", so there is none to explain: "
                                + advice(others(models.segmenter(), threshold, progress))
                                + (weakest(models, threshold) ? "" : "; or give a lower --threshold")
                        : "--query lies in no box of slice " + slice + " but must lie in one of the " + boxes.size()
                                + ": leave it out for the surest (--slices " + slice + ")");
    }

    private String advice(List<Long> others) {
        String without = voxel.isPresent() ? " without --query)" : ")";
        return SlicesWithBoxes.advice(others, "image")
                + (others.isEmpty() ? "" : " (--slices " + others.get(0) + without);
    }

    /** The slices of the boxes that would be explained if another slice were named. */
    private List<Long> others(OnnxModel detector, Optional<Double> threshold, Progress progress) {
        DisplayOrientation orientation = DisplayOrientation.of(image.volume().geometry());
        List<Long> slices = LongStream.range(0, orientation.slices())
                .boxed()
                .filter(other -> other != slice)
                .toList();
        if (slices.isEmpty()) {
            return List.of();
        }
        return analysis(detector, slices, threshold, progress).boxes().stream()
                .map(FoundBox::box)
                .map(box -> orientation.sliceAxis() == 0
                        ? box.min().x()
                        : orientation.sliceAxis() == 1
                                ? box.min().y()
                                : box.min().z())
                .map(first -> (long) Math.floor(first))
                .toList();
    }

    private static boolean isRound(RealBox box, long... voxel) {
        return isBetween(voxel[0], box.min().x(), box.max().x())
                && isBetween(voxel[1], box.min().y(), box.max().y())
                && isBetween(voxel[2], box.min().z(), box.max().z());
    }

    private static boolean isBetween(long index, double low, double high) {
        return index + 0.5 >= low && index + 0.5 <= high;
    }
}
