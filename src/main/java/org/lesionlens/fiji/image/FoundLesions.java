package org.lesionlens.fiji.image;

import ij.ImagePlus;
import ij.measure.ResultsTable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.lesionlens.lesion.LesionTracks;
import org.lesionlens.model.AnalysisSettings;
import org.lesionlens.model.Model;
import org.lesionlens.model.Preparation;
import org.lesionlens.pipeline.AnalysisModels;
import org.lesionlens.pipeline.Finding;
import org.lesionlens.pipeline.Focus;
import org.lesionlens.pipeline.LesionAnalysis;
import org.lesionlens.pipeline.LesionPipeline;
import org.lesionlens.pipeline.OtherThreshold;
import org.lesionlens.pipeline.Sequence;
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
        Model segmenter = models.segmenter().description();
        if (source.images().size() > 1 && Sequence.isSeenBy(segmenter)) {
            return inSequence(
                    source, segmenter, frames -> pipeline.analyze(frames, inAll(source), settings, progress.apply("")));
        }
        List<LesionAnalysis> analyses = new ArrayList<>();
        for (Image image : source.images()) {
            Progress ofFrame = progress.apply(source.place(analyses.size()));
            analyses.add(source.analyze(pipeline, image, settings, ofFrame));
            ofFrame.throwIfCancelled();
        }
        return new FoundLesions(source, segmenter, inTime(analyses));
    }

    /** The frames are seen together, and what was found is taken apart. */
    private static FoundLesions inSequence(
            SourceImage source, Model segmenter, Function<Image, LesionAnalysis> analysis) {
        LesionAnalysis found = analysis.apply(Sequence.joined(source.images()));
        return new FoundLesions(source, segmenter, Sequence.apart(found, source.volumes()));
    }

    private static Focus inAll(SourceImage source) {
        int frames = source.images().size();
        return new Focus(source.focus().region().map(region -> Sequence.inAll(region, frames)), List.of());
    }

    /**
     * The frames that are looked at: one, with those that the model sees before and after it, or all; all too for a model whose
     * preparation looks at all of them.
     *
     * @param frame from 1; 0 for all
     */
    public static SourceImage source(ImagePlus image, SourceImage.Channels channels, int frame, Model segmenter) {
        if (frame == 0 || !Sequence.isSeenBy(segmenter)) {
            return SourceImage.of(image, channels, frame);
        }
        if (segmenter.preparation().stream().anyMatch(Preparation::looksAtAll)) {
            return SourceImage.of(image, channels, 0);
        }
        int reach = segmenter.network().context().orElseThrow().reach();
        int last = Math.min(image.getNFrames(), frame + reach);
        return SourceImage.of(image, channels, Math.max(1, frame - reach), last);
    }

    /**
     * Of one frame alone, by falling size.
     *
     * @param frame from 1; 0 for all
     */
    public FoundLesions only(int frame) {
        if (frame == 0 || analyses.size() == 1) {
            return this;
        }
        LesionAnalysis found = analyses.get(frame - source.firstFrame());
        Map<Integer, Integer> numbers = new HashMap<>();
        found.lesions().stream()
                .sorted(Comparator.comparing(lesion -> lesion.measurements().voxels(), Comparator.reverseOrder()))
                .forEach(lesion -> numbers.put(lesion.label(), numbers.size() + 1));
        return new FoundLesions(
                source.only(frame), segmenter, List.of(found.numbered(numbers).warned(warnings())));
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
            String place = Sequence.isSeenBy(segmenter) ? "" : source.place(i);
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
        List<LesionAnalysis> frames = frames();
        return frames.size() == 1
                ? Optional.empty()
                : Optional.of(LesionsOverTime.of(
                        source,
                        LesionsOverTime.Clock.of(image),
                        LesionColors.of(frames),
                        frames.stream().map(LesionAnalysis::lesions).toList()));
    }

    /** In the order in which they are shown; slices are frames for a model that sees them so. */
    private List<LesionAnalysis> frames() {
        StackGrid grid = source.grid();
        boolean areSlices = analyses.size() == 1 && grid.slices() > 1 && Sequence.isSeenBy(segmenter);
        if (!areSlices) {
            return analyses;
        }
        List<LesionAnalysis> frames =
                Sequence.apart(analyses.get(0), Sequence.frames(source.volumes().get(0)));
        return IntStream.range(0, frames.size())
                .mapToObj(slice -> frames.get((int) grid.toVoxel(0, 0, slice)[2]))
                .toList();
    }

    /** What they were found with. */
    public AnalysisSettings settings() {
        return analyses.get(0).settings();
    }

    /** Whether the smallest lesion is a volume in ml; else an area in mm2. */
    public boolean countsVolumes() {
        VolumeGeometry geometry = source.volumes().get(0).geometry();
        return !Sequence.isSeenBy(segmenter)
                && geometry.depthKnown()
                && source.grid().slices() > 1;
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
