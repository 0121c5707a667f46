package org.lesionlens.pipeline;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import net.imglib2.Cursor;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.type.numeric.NumericType;
import net.imglib2.type.numeric.integer.UnsignedShortType;
import net.imglib2.view.Views;
import org.lesionlens.inference.LesionClassifier;
import org.lesionlens.inference.LesionClassifier.Classification;
import org.lesionlens.inference.LesionSegmenter;
import org.lesionlens.inference.OnnxModel;
import org.lesionlens.inference.PromptedSegmentation;
import org.lesionlens.inference.Segmentation;
import org.lesionlens.lesion.LabelProbabilities;
import org.lesionlens.lesion.Lesion;
import org.lesionlens.lesion.LesionMeasurements;
import org.lesionlens.model.AnalysisSettings;
import org.lesionlens.model.Output;
import org.lesionlens.volume.Image;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.ProbabilityMap;
import org.lesionlens.volume.Progress;
import org.lesionlens.volume.Volume;
import org.lesionlens.volume.VolumeGeometry;

/** Segment, label, measure, classify: the same line for menus, macros and batches. For one thread at a time. */
public final class LesionPipeline {
    /**
     * The version of all that lies between an image and its lesions. Raise it with every change by which the same image,
     * models and settings give another probability, label, measurement or class: older results are not mixed with new ones.
     */
    public static final int ALGORITHM = 5;

    /** Windows that go through the network at once: more were no faster on two cores. */
    private static final int BATCH = 1;

    private final OnnxModel segmenter;
    private final Optional<OnnxModel> classifier;

    /**
     * Uses networks, which stay the caller's to close.
     *
     * @param segmenter finds the lesions
     * @param classifier tells their kind; empty to leave it unknown
     */
    public LesionPipeline(OnnxModel segmenter, Optional<OnnxModel> classifier) {
        this.segmenter = segmenter;
        this.classifier = classifier;
    }

    /**
     * Analyses an image.
     *
     * @throws org.lesionlens.volume.UnsuitableImageException if the volume is constant, has voxels that are not finite or does not fit the model
     * @throws java.util.concurrent.CancellationException if cancelled
     */
    public LesionAnalysis analyze(Image image, AnalysisSettings settings, Progress progress) {
        return analyze(image, Focus.ALL, settings, progress);
    }

    /**
     * Analyses an image where the user wants it.
     *
     * @throws IllegalArgumentException also if the region has another size
     * @throws org.lesionlens.volume.UsageException if the segmenter wants boxes and there is none, or the other way round
     * @throws org.lesionlens.volume.UnsuitableImageException also if a box reaches beyond the image
     */
    public LesionAnalysis analyze(Image given, Focus focus, AnalysisSettings settings, Progress progress) {
        Image image = NeighboursFit.seen(given, segmenter.description());
        Map<String, Double> seconds = new LinkedHashMap<>();
        Volume volume = image.first();
        Seen seen = focus.boxes().isEmpty()
                ? everywhere(image, focus, settings, seconds, progress)
                : inBoxes(image, focus, settings, seconds, progress);
        SegmentedLesions found = seen.lesions();
        Optional<ProbabilityMap> probability = isSure() ? Optional.of(seen.probability()) : Optional.empty();
        List<Lesion> measured = timed(
                "measure",
                seconds,
                () -> LesionMeasurements.measure(
                        Sequence.measured(found.labels(), segmenter.description()), probability, Optional.of(volume)));
        List<String> warnings = new ArrayList<>(ImageSuitability.warnings(seen.distance(), segmenter.suitability()));
        warnings.addAll(seen.notes());
        guessedArea(settings, volume.geometry()).ifPresent(warnings::add);
        Optional<LesionClassifier> network =
                measured.isEmpty() ? Optional.empty() : classifier.map(LesionClassifier::new);
        List<Finding> findings = timed(
                "classify",
                seconds,
                () -> findings(
                        measured,
                        found,
                        kinds(seen, measured),
                        network.map(of -> of.classify(volume, found.labels(), progress))
                                .orElseGet(TreeMap::new)));
        network.flatMap(LesionClassifier::note).ifPresent(warnings::add);
        return new LesionAnalysis(
                probability, found.labels(), findings, seen.prompts(), found.context(), warnings, settings, seconds);
    }

    /**
     * What the segmenter says.
     *
     * @param ofLabel see {@link Segmentation}
     * @param prompts what came of each box
     * @param distance see {@link Segmentation}
     * @param notes what happened meanwhile, and what did not come of boxes, a sentence each
     */
    private record Seen(
            ProbabilityMap probability,
            Optional<ProbabilityMap> ofLabel,
            SegmentedLesions lesions,
            List<PromptedLesion> prompts,
            OptionalDouble distance,
            List<String> notes) {}

    private LesionSegmenter segmenter(AnalysisSettings settings) {
        return new LesionSegmenter(segmenter, BATCH, settings.mirror());
    }

    private Seen everywhere(
            Image image, Focus focus, AnalysisSettings settings, Map<String, Double> seconds, Progress progress) {
        Segmentation said =
                timed("segment", seconds, () -> segmenter(settings).segment(image, settings.threshold(), progress));
        focus.region().ifPresent(inside -> clear(said, inside));
        SegmentedLesions found =
                timed("label", seconds, () -> SegmentedLesions.of(said, segmenter.description(), settings));
        return new Seen(
                said.lesion(),
                said.ofLabel(),
                found,
                List.of(),
                said.distance(),
                said.note().stream().toList());
    }

    private Seen inBoxes(
            Image image, Focus focus, AnalysisSettings settings, Map<String, Double> seconds, Progress progress) {
        PromptedSegmentation said =
                timed("segment", seconds, () -> segmenter(settings).segment(image, focus.boxes(), progress));
        focus.region().ifPresent(inside -> requireOnGrid(inside, image.geometry()));
        long least = minimumVoxels(settings, image.geometry());
        PromptedLesions found = timed(
                "label", seconds, () -> new PromptedLesions(image.geometry(), focus, said.answers(), settings, least));
        List<String> notes = new ArrayList<>(said.note().stream().toList());
        notes.addAll(found.warnings());
        return new Seen(
                found.probability(), Optional.empty(), found.lesions(), found.prompts(), said.distance(), notes);
    }

    /** Whether the segmenter says how probable a lesion is. */
    private boolean isSure() {
        return segmenter
                .description()
                .output()
                .filter(output -> output.answer() == Output.Answer.LABELS)
                .isEmpty();
    }

    private static void clear(Segmentation segmentation, LabelMap region) {
        requireOnGrid(region, segmentation.lesion().geometry());
        clear(segmentation.lesion().voxels(), region);
        segmentation.labels().ifPresent(labels -> clear(labels.voxels(), region));
    }

    private static void requireOnGrid(LabelMap region, VolumeGeometry grid) {
        if (!Arrays.equals(grid.size(), region.geometry().size())) {
            throw new IllegalArgumentException("the region lies on the grid " + region.geometry()
                    + " but the volume on " + grid + ": draw it on the volume");
        }
    }

    private static <T extends NumericType<T>> void clear(RandomAccessibleInterval<T> voxels, LabelMap region) {
        Cursor<UnsignedShortType> inside = Views.flatIterable(region.voxels()).cursor();
        for (T voxel : Views.flatIterable(voxels)) {
            if (inside.next().get() == 0) {
                voxel.setZero();
            }
        }
    }

    private long minimumVoxels(AnalysisSettings settings, VolumeGeometry geometry) {
        return SmallestLesion.voxels(segmenter.description(), settings, geometry);
    }

    /** Where an area in mm2 is wanted of an image that has no mm, for a model that has none either. */
    private Optional<String> guessedArea(AnalysisSettings settings, VolumeGeometry geometry) {
        boolean guessed = !geometry.calibrated()
                && settings.minAreaMm2() > 0
                && segmenter.description().purpose().fieldOfViewMm().isEmpty();
        return guessed
                ? Optional.of(String.format(
                        Locale.ROOT,
                        "nobody knows the size of the image in mm, so the smallest lesion of %.4g mm2 was taken for as many"
                                + " pixels: give the image its pixel size, or set the smallest lesion to 0.",
                        settings.minAreaMm2()))
                : Optional.empty();
    }

    private LesionKinds kinds(Seen seen, List<Lesion> lesions) {
        Map<Integer, Double> probabilities = seen.ofLabel()
                .map(ofLabel -> LabelProbabilities.of(seen.lesions().labels(), ofLabel))
                .orElseGet(() -> isSure() ? meanProbabilities(lesions) : Map.of());
        return new LesionKinds(segmenter.description(), classifier.map(OnnxModel::description), probabilities);
    }

    private static Map<Integer, Double> meanProbabilities(List<Lesion> lesions) {
        return lesions.stream()
                .collect(Collectors.toMap(
                        Lesion::label, lesion -> lesion.measurements().meanProbability()));
    }

    private static List<Finding> findings(
            List<Lesion> lesions, SegmentedLesions found, LesionKinds kinds, Map<Integer, Classification> told) {
        return lesions.stream()
                .map(lesion -> kinds.of(
                        lesion,
                        Optional.ofNullable(found.segments().get(lesion.label())),
                        Optional.ofNullable(told.get(lesion.label()))))
                .toList();
    }

    private static <T> T timed(String step, Map<String, Double> seconds, Supplier<T> work) {
        long start = System.nanoTime();
        T result = work.get();
        seconds.put(step, (System.nanoTime() - start) / 1e9);
        return result;
    }
}
