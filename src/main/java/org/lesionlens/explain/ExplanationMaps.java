package org.lesionlens.explain;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import net.imglib2.type.numeric.integer.UnsignedShortType;
import net.imglib2.view.Views;
import org.lesionlens.inference.BoxInput;
import org.lesionlens.inference.OnnxModel;
import org.lesionlens.inference.SliceInput;
import org.lesionlens.model.ExcitationMeans;
import org.lesionlens.model.Model;
import org.lesionlens.model.UnsuitableModelException;
import org.lesionlens.volume.DisplayOrientation;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.Progress;
import org.lesionlens.volume.Volume;

/**
 * Every map of a slice: what menus, macros and the command line offer. For one thread at a time.
 */
public final class ExplanationMaps {
    private static final int NONE = -1;
    private static final int MOST_UNUSUAL = 6;

    private final OnnxModel segmenter;
    private final SliceExplanation slice;
    private final OptionalInt lesion;
    private final LabelMap labels;
    private final Volume mask;
    private final Optional<ClassActivation> classes;
    private final double threshold;
    private MirrorViews views;
    private Explanation occlusion;

    /**
     * The channel weights of a network, beside those that are usual for the lesion's likeliest class in the slice.
     *
     * @param model the network's description
     * @param blocks one an excitation
     */
    public record Excitations(Model model, List<ChannelExcitation> blocks) {}

    /**
     * What a channel responds to.
     *
     * @param excitation of all channels of its block
     * @param channel from 0
     */
    public record ChannelFeature(ChannelExcitation excitation, int channel, Explanation map) {}

    /** See {@link SliceExplainer#maps}. */
    ExplanationMaps(
            OnnxModel segmenter,
            SliceExplanation slice,
            LabelMap labels,
            Optional<ClassActivation> classes,
            double threshold) {
        this.segmenter = segmenter;
        this.slice = slice;
        this.labels = labels;
        this.lesion = largestLesion(labels, slice.slice());
        this.mask = slice.mask(labels, lesion.orElse(NONE));
        this.classes = classes;
        this.threshold = threshold;
    }

    /**
     *      *      * The lesion that fills most of a slice; of equally large ones the first number.
     *
     * @param slice in stored order
     */
    public static OptionalInt largestLesion(LabelMap labels, long slice) {
        return pixels(labels, slice).entrySet().stream()
                .reduce((a, b) -> b.getValue() > a.getValue() ? b : a)
                .map(largest -> OptionalInt.of(largest.getKey()))
                .orElse(OptionalInt.empty());
    }

    /** The pixels of each lesion of a slice. */
    private static SortedMap<Integer, Integer> pixels(LabelMap labels, long slice) {
        SortedMap<Integer, Integer> pixels = new TreeMap<>();
        for (UnsignedShortType voxel :
                Views.iterable(DisplayOrientation.of(labels.geometry()).slice(labels.voxels(), slice))) {
            if (voxel.get() > 0) {
                pixels.merge(voxel.get(), 1, Integer::sum);
            }
        }
        return pixels;
    }

    /** What the segmenter looked at. */
    public SliceExplanation slice() {
        return slice;
    }

    /** What speaks for each class; empty if there is no lesion or no classifier. */
    public Optional<ClassActivation> classes() {
        return classes;
    }

    /** The lesion that fills most of the slice; empty if it cuts none. */
    OptionalInt lesion() {
        return lesion;
    }

    /** 1 inside that lesion, 0 elsewhere, on the slice's grid; not to be written to. */
    public Volume lesionMask() {
        return mask;
    }

    /** What that lesion most likely is, by this slice alone; empty if nobody knows. */
    public String likeliest() {
        return classes.map(ClassActivation::likeliest).orElse("");
    }

    /**
     * The channel weights of the segmenter and, where there is one, the classifier.
     *
     * @throws IOException if a model's means cannot be read
     */
    public List<Excitations> excitations() throws IOException {
        List<Excitations> excitations = new ArrayList<>();
        Model finds = segmenter.description();
        excitations.add(new Excitations(finds, slice.excitations(ExcitationMeans.of(finds), likeliest())));
        if (classes.isPresent()) {
            Model tells = classes.get().model();
            excitations.add(new Excitations(tells, classes.get().excitations(ExcitationMeans.of(tells), likeliest())));
        }
        return excitations;
    }

    /** The maps of this slice, those of a point first. */
    public List<MapKind> kinds() {
        List<MapKind> kinds = MapKind.offered(segmenter.description(), classes.map(ClassActivation::model));
        if (lesion.isEmpty()) {
            kinds.remove(MapKind.OCCLUSION);
        }
        return kinds;
    }

    /**
     * The map of a name.
     *
     * @throws UnsuitableModelException if the models do not offer it
     */
    public MapKind kind(String name) {
        List<String> names = kinds().stream().map(MapKind::name).toList();
        if (!names.contains(name)) {
            throw new UnsuitableModelException(
                    "there is no map \"" + name + "\" of this slice: choose one of " + names);
        }
        return kinds().get(names.indexOf(name));
    }

    /**
     * What the channels of an excitation of the segmenter respond to, after it weighed them.
     *
     * @param channels from 0; empty for the {@value #MOST_UNUSUAL} that depart most from what is usual
     * @throws UnsuitableModelException if the model does not give the features of this excitation
     * @throws org.lesionlens.volume.UsageException if there is no such channel
     * @throws IOException if the model's means cannot be read
     */
    public List<ChannelFeature> features(String excitation, List<Integer> channels) throws IOException {
        slice.requireFeatures(excitation);
        ChannelExcitation block = excitations().get(0).blocks().stream()
                .filter(candidate -> candidate.block().equals(excitation))
                .findFirst()
                .orElseThrow();
        List<ChannelFeature> features = new ArrayList<>();
        for (int channel : channels.isEmpty() ? block.mostUnusual(MOST_UNUSUAL) : channels) {
            features.add(new ChannelFeature(block, channel, slice.feature(excitation, channel)));
        }
        return features;
    }

    Explanation occlusion(Progress progress) {
        if (occlusion == null) {
            occlusion = faithfulness().orElseThrow().occlusion(progress);
        }
        return occlusion;
    }

    /** The slice seen straight and mirrored. */
    MirrorViews views() {
        if (views == null) {
            views = MirrorViews.of(segmenter, wholeSlice());
        }
        return views;
    }

    /**
     * Of each lesion of the slice the {@linkplain MirrorViews#stability share that both views find}; empty if the segmenter
     * may not be mirrored.
     */
    SortedMap<Integer, Double> stability() {
        SortedMap<Integer, Double> stability = new TreeMap<>();
        if (!kinds().contains(MapKind.MIRROR_MEAN)) {
            return stability;
        }
        for (int label : pixels(labels, slice.slice()).keySet()) {
            stability.put(label, views().stability(slice.mask(labels, label), threshold));
        }
        return stability;
    }

    /** Whether a map shows what the network's answer on the largest lesion rests on; empty if there is none. */
    public Optional<Faithfulness> faithfulness() {
        return Faithfulness.of(segmenter, wholeSlice(), mask);
    }

    /** What is changed and asked again. */
    private SliceInput wholeSlice() {
        if (slice.input() instanceof SliceInput whole) {
            return whole;
        }
        throw new UnsuitableModelException(
                "the model " + segmenter.description().shownName()
                        + " looks round a box, of which there are no mirrored views, no occlusion and no curves: choose another map");
    }

    /** Points of the slice as shown that are worth a look. */
    public List<QueryPoint> points(Volume volume) {
        return slice.input() instanceof BoxInput box
                ? QueryPoint.inWindow(volume, slice.slice(), mask, box.seen())
                : QueryPoint.worthALook(volume, slice.slice(), mask);
    }
}
