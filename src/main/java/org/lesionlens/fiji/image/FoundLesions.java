package org.lesionlens.fiji.image;

import ij.ImagePlus;
import ij.measure.ResultsTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.lesionlens.lesion.LesionTracks;
import org.lesionlens.model.AnalysisSettings;
import org.lesionlens.model.Model;
import org.lesionlens.pipeline.AnalysisModels;
import org.lesionlens.pipeline.Finding;
import org.lesionlens.pipeline.LesionAnalysis;
import org.lesionlens.pipeline.LesionPipeline;
import org.lesionlens.pipeline.OtherThreshold;
import org.lesionlens.volume.Image;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.ProbabilityMap;
import org.lesionlens.volume.Progress;
import org.lesionlens.volume.VolumeGeometry;

/**
 * What was found in an image, as ImageJ shows it.
 *
 * @param segmenter that found them
 * @param analyses one a frame
 */
public record FoundLesions(SourceImage source, Model segmenter, List<LesionAnalysis> analyses) {
    private static final String PROPERTY = "LesionLens.found";

    /**
     * Analyses all frames.
     *
     * @param progress of a frame; its name for people is empty if there is only one
     */
    public static FoundLesions in(
            SourceImage source, AnalysisModels models, AnalysisSettings settings, Function<String, Progress> progress) {
        LesionPipeline pipeline = new LesionPipeline(models.segmenter(), models.classifier());
        List<LesionAnalysis> analyses = new ArrayList<>();
        for (Image image : source.images()) {
            Progress ofFrame = progress.apply(source.place(analyses.size()));
            analyses.add(source.analyze(pipeline, image, settings, ofFrame));
            ofFrame.throwIfCancelled();
        }
        return new FoundLesions(source, models.segmenter().description(), inTime(analyses));
    }

    /** A lesion has one number in all frames, unless there are more than have one. */
    private static List<LesionAnalysis> inTime(List<LesionAnalysis> analyses) {
        if (analyses.size() == 1) {
            return analyses;
        }
        return LesionTracks.numbers(
                        analyses.stream().map(LesionAnalysis::labels).toList(),
                        analyses.stream().map(FoundLesions::kinds).toList())
                .map(numbers -> IntStream.range(0, analyses.size())
                        .mapToObj(frame -> analyses.get(frame).numbered(numbers.get(frame)))
                        .toList())
                .orElse(analyses);
    }

    /** By label, where the segmenter tells kinds apart. */
    private static Map<Integer, String> kinds(LesionAnalysis analysis) {
        return analysis.findings().stream()
                .filter(finding -> finding.segment().isPresent())
                .collect(Collectors.toMap(
                        finding -> finding.lesion().label(),
                        finding -> finding.segment().get().name()));
    }

    /** Why the networks may be wrong about a frame, as far as only they can tell; a sentence each, after the frame's place. */
    public List<String> warnings() {
        List<String> warnings = new ArrayList<>();
        for (int i = 0; i < analyses.size(); i++) {
            String place = source.place(i);
            analyses.get(i).warnings().forEach(warning -> warnings.add(place + warning));
        }
        return warnings;
    }

    /** Of all frames. */
    public ShownLesions shown() {
        return source.shown(analyses);
    }

    /** Keeps them with the image that is open, for commands that want the lesions which are shown. */
    public void attach(ImagePlus image) {
        image.setProperty(PROPERTY, this);
    }

    /**
     * The analysis that an image was given, of one of its frames; empty if there is none of these very voxels by this
     * segmenter, or it was restricted to a selection, to boxes, or made with what lies round a crop.
     *
     * @param now a copy of one frame as it is
     */
    public static Optional<LesionAnalysis> of(ImagePlus image, SourceImage now, Model segmenter) {
        return image.getProperty(PROPERTY) instanceof FoundLesions found && found.isBy(segmenter)
                ? found.source.indexOf(now).map(found.analyses::get)
                : Optional.empty();
    }

    private boolean isBy(Model other) {
        return segmenter
                .network()
                .weights()
                .get(0)
                .sha256()
                .equals(other.network().weights().get(0).sha256());
    }

    /**
     * How they change from frame to frame; empty if there is one only.
     *
     * @param image that they were found in, which says how long a frame takes
     */
    public Optional<LesionsOverTime> overTime(ImagePlus image) {
        return analyses.size() == 1
                ? Optional.empty()
                : Optional.of(LesionsOverTime.of(
                        source,
                        LesionsOverTime.Clock.of(image),
                        LesionColors.of(analyses),
                        analyses.stream().map(LesionAnalysis::lesions).toList()));
    }

    /** What they were found with. */
    public AnalysisSettings settings() {
        return analyses.get(0).settings();
    }

    /** Whether the smallest lesion is a volume in ml; else an area in mm2. */
    public boolean countsVolumes() {
        VolumeGeometry geometry = source.volumes().get(0).geometry();
        return geometry.depthKnown() && source.grid().slices() > 1;
    }

    /**
     * The same with other settings, from the probabilities that are there; empty where they do not say all (see
     * {@link OtherThreshold}), and of a crop, whose lesions may reach beyond it.
     */
    public Optional<FoundLesions> with(AnalysisSettings settings) {
        List<LesionAnalysis> others = new ArrayList<>();
        for (int i = 0; i < analyses.size() && source.whole().isEmpty(); i++) {
            OtherThreshold.of(analyses.get(i), segmenter, source.volumes().get(i))
                    .ifPresent(other -> others.add(other.with(settings)));
        }
        return others.size() == analyses.size()
                ? Optional.of(new FoundLesions(source, segmenter, inTime(others)))
                : Optional.empty();
    }

    /** What the table is called. */
    public String title() {
        return LesionTable.title(source.title());
    }

    /** Of all frames. */
    public ResultsTable table() {
        return source.table(analyses.stream().map(LesionAnalysis::lesions).toList());
    }

    /** Empty of a model that gives labels only. */
    public Optional<ImagePlus> probabilityImage() {
        List<ProbabilityMap> maps = analyses.stream()
                .flatMap(analysis -> analysis.probability().stream())
                .toList();
        return maps.isEmpty() ? Optional.empty() : Optional.of(source.probabilityImage(maps));
    }

    /** What else the model tells apart, as organs; empty of one that knows lesions only. */
    public Optional<ImagePlus> contextImage() {
        List<LabelMap> maps = analyses.stream()
                .flatMap(analysis -> analysis.context().stream())
                .toList();
        return maps.isEmpty() ? Optional.empty() : Optional.of(source.contextImage(maps, segmenter.labels()));
    }

    /** With the classes of the lesions and how sure the networks were, for later commands. */
    public ImagePlus labelImage() {
        ImagePlus image = source.labelImage(analyses);
        for (int i = 0; i < analyses.size(); i++) {
            LesionAnalysis analysis = analyses.get(i);
            LesionClasses.attach(image, i + 1, analysis.labels(), analysis.lesions());
            LesionProbabilities.attach(image, i + 1, analysis.lesions(), probabilities(analysis));
        }
        return image;
    }

    /** Of the classes that a segmenter itself tells apart, by label; those of a classifier are told by Classify. */
    private static Map<Integer, Map<String, Double>> probabilities(LesionAnalysis analysis) {
        return analysis.findings().stream()
                .filter(finding -> finding.segment().isPresent())
                .collect(Collectors.toMap(finding -> finding.lesion().label(), Finding::probabilities));
    }
}
