package org.lesionlens.fiji.explorer;

import ij.IJ;
import ij.ImagePlus;
import java.awt.Point;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import net.imglib2.type.numeric.integer.UnsignedShortType;
import net.imglib2.view.Views;
import org.lesionlens.explain.BoxExplanation;
import org.lesionlens.explain.ChannelExcitation;
import org.lesionlens.explain.Explanation;
import org.lesionlens.explain.ExplanationMaps;
import org.lesionlens.explain.FrameExcitation;
import org.lesionlens.explain.MapKind;
import org.lesionlens.explain.SliceExplainer;
import org.lesionlens.fiji.image.SourceImage;
import org.lesionlens.fiji.image.StackGrid;
import org.lesionlens.lesion.LesionMiddle;
import org.lesionlens.model.AnalysisSettings;
import org.lesionlens.model.Model;
import org.lesionlens.model.Task;
import org.lesionlens.pipeline.AnalysisChoices;
import org.lesionlens.pipeline.AnalysisModels;
import org.lesionlens.pipeline.LesionAnalysis;
import org.lesionlens.pipeline.LesionPipeline;
import org.lesionlens.pipeline.ModelChoices;
import org.lesionlens.pipeline.ModelPairing;
import org.lesionlens.volume.Progress;
import org.lesionlens.volume.UserMessageException;
import org.lesionlens.volume.Volume;

/**
 * A copy of an image's frame with what the networks found in it, whose slices can be explained.
 *
 * <p>Slices, columns and rows are those of the stack, from 0. The networks stay open until {@link #close()}. For one thread
 * at a time.
 */
public final class ExplainedVolume implements AutoCloseable {
    private final AnalysisModels models;
    private final SeenFrame seen;
    private final SourceImage source;
    private final LesionAnalysis analysis;
    private final SliceExplainer explainer;

    /**
     * The channel weights of a block of a network.
     *
     * @param network what the network does
     * @param excitation the weights
     * @param hasFeatures whether it can be shown what the channels respond to
     * @param frames what it makes of neighbouring slices or frames, where it weighs these
     */
    record Block(String network, ChannelExcitation excitation, boolean hasFeatures, Optional<FrameExcitation> frames) {
        @Override
        public String toString() {
            return network + ": " + excitation.block().replace("_excitation", "");
        }
    }

    private ExplainedVolume(AnalysisModels models, SeenFrame seen, LesionAnalysis analysis) {
        this.models = models;
        this.seen = seen;
        this.source = seen.shown();
        this.analysis = analysis;
        this.explainer = new SliceExplainer(
                models.segmenter(),
                models.classifier(),
                seen.image(),
                seen.labels(analysis.labels()),
                analysis.settings().threshold());
    }

    /** The names of the maps that any of the segmenters and detectors offers, and the excitations that they show. */
    public static List<String> offered() throws IOException {
        Set<String> names = new LinkedHashSet<>();
        Set<String> excitations = new LinkedHashSet<>();
        for (Model model :
                ModelChoices.models(Task.SEGMENTATION, Task.DETECTION).values()) {
            if (model.task() == Task.SEGMENTATION) {
                MapKind.offered(model, ModelPairing.classifierFor(model)).forEach(kind -> names.add(kind.name()));
                excitations.addAll(model.explanations().features().keySet());
            } else if (model.explanations().classActivation().isPresent()) {
                names.add(ExplainedBox.OF_ITS_KIND);
                BoxExplanation.maps(model).forEach(kind -> names.add(kind.name()));
                excitations.addAll(model.explanations().excitations());
            }
        }
        names.addAll(excitations);
        return List.copyOf(names);
    }

    /**
     * Takes an analysis of a frame that is there, else segments and classifies it.
     *
     * @param seen the frame, with those that the segmenter sees with it
     * @param known its analysis, by the same segmenter
     * @param models are closed with it, not if this fails
     * @throws UserMessageException if the network sees other slices than those of the stack
     */
    public static ExplainedVolume of(
            SeenFrame seen, AnalysisModels models, Optional<LesionAnalysis> known, Progress progress) {
        SliceExplainer.requireExplained(models.segmenter().description());
        if (!seen.shown().grid().analysedAsShown()) {
            throw new UserMessageException(otherSlices(seen.shown().title()));
        }
        return new ExplainedVolume(models, seen, known.orElseGet(() -> analyzed(seen, models, progress)));
    }

    /** Why slices of an image are not explained. */
    static String otherSlices(String title) {
        return "the slices of the image \"" + title + "\" lie closer than its"
                + " pixels, so the network sees others than those that are shown: check the pixel size (Image >"
                + " Properties...), or turn the stack with Image > Stacks > Reslice... first";
    }

    private static LesionAnalysis analyzed(SeenFrame seen, AnalysisModels models, Progress progress) {
        AnalysisSettings settings =
                AnalysisChoices.NONE.resolvedFor(models.segmenter().description());
        LesionAnalysis analysis =
                seen.analyze(new LesionPipeline(models.segmenter(), models.classifier()), settings, progress);
        progress.throwIfCancelled();
        analysis.warnings().forEach(warning -> IJ.log("LesionLens: " + warning));
        return analysis;
    }

    /** The same image, changed since, with the same networks; this one must not be closed then. */
    ExplainedVolume again(SeenFrame changed, Progress progress) {
        return of(changed, models, Optional.empty(), progress);
    }

    /** What finds the lesions. */
    Model segmenter() {
        return models.segmenter().description();
    }

    StackGrid grid() {
        return source.grid();
    }

    public String title() {
        return source.title();
    }

    /** Which frame it is, from 1; 0 if the image has only one. */
    int frame() {
        return source.firstFrame();
    }

    /** The middle of the largest lesion of a slice, else of the image. */
    public Point proposal(int slice) {
        OptionalInt lesion = ExplanationMaps.largestLesion(analysis.labels(), slice);
        boolean[] inside = new boolean[grid().columns() * grid().rows()];
        int i = 0;
        for (UnsignedShortType label :
                Views.flatIterable(grid().slice(analysis.labels().voxels(), slice))) {
            inside[i++] = lesion.isPresent() && label.get() == lesion.getAsInt();
        }
        OptionalInt middle = LesionMiddle.of(inside, grid().columns());
        return middle.isPresent()
                ? new Point(middle.getAsInt() % grid().columns(), middle.getAsInt() / grid().columns())
                : new Point(grid().columns() / 2, grid().rows() / 2);
    }

    /** Runs the networks on a slice. */
    public ExplanationMaps maps(int slice) {
        return explainer.maps(slice + seen.place());
    }

    /**
     * A map of a slice.
     *
     * @param maps of the point's slice
     * @param kind one of theirs
     */
    public ShownMap map(ExplanationMaps maps, MapKind kind, Progress progress, QuerySpot spot) {
        long[] voxel = grid().toVoxel(spot.column(), spot.row(), spot.slice());
        voxel[2] += seen.place();
        return shown(kind.make(maps, progress, voxel));
    }

    /** A map of several frames that were seen together lies where its own frame does. */
    private ShownMap shown(Explanation map) {
        Volume onFrame = seen.isAlone()
                ? map.map()
                : new Volume(map.map().voxels(), source.volumes().get(0).geometry());
        return ShownMap.of(new Explanation(map.kind(), onFrame, map.least(), map.most()), grid());
    }

    /** Whether the segmenter shows what the channels of an excitation of this name respond to. */
    public boolean hasFeatures(String excitation) {
        return models.segmenter().description().explanations().features().containsKey(excitation);
    }

    /**
     * What channels respond to, a slice each.
     *
     * @param channels from 0; empty for those that depart most from what is usual
     * @throws UserMessageException if there is no such channel
     */
    public ImagePlus features(ExplanationMaps maps, String excitation, List<Integer> channels) throws IOException {
        List<ShownMap> shown = new ArrayList<>();
        List<String> labels = new ArrayList<>();
        for (ExplanationMaps.ChannelFeature feature : maps.features(excitation, channels)) {
            shown.add(shown(feature.map()));
            labels.add(caption(feature.excitation(), feature.channel()));
        }
        return ShownMap.stack("Features after " + excitation + " of " + title(), shown, labels);
    }

    private static String caption(ChannelExcitation excitation, int channel) {
        String weight = "channel " + channel + ", weight "
                + ShownMap.number(excitation.weights().get(channel));
        return excitation.usual().isEmpty()
                ? weight
                : weight + String.format(Locale.ROOT, ", %+.1f SD from usual", excitation.departure(channel));
    }

    /** The channel weights of all blocks in a slice, beside those that are usual for the likeliest class. */
    static List<Block> blocks(ExplanationMaps maps) throws IOException {
        List<Block> blocks = new ArrayList<>();
        for (ExplanationMaps.Excitations network : maps.excitations()) {
            String does = network.model().task() == Task.SEGMENTATION ? "segmenter" : "classifier";
            Set<String> shown = network.model().explanations().features().keySet();
            network.blocks()
                    .forEach(block -> blocks.add(new Block(
                            does, block, shown.contains(block.block()), FrameExcitation.of(block, network.model()))));
        }
        return blocks;
    }

    @Override
    public void close() {
        models.close();
    }
}
