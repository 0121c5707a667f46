package org.lesionlens.explain;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.lesionlens.inference.OnnxModel;
import org.lesionlens.inference.UnsuitableModelException;
import org.lesionlens.volume.Progress;

/**
 * Every map of a slice by its name: what menus, macros and the command line offer. For one thread at a time.
 *
 * <p>{@code attention}, {@code reverse_attention} and {@code covariance} are about a point, the others about the slice.
 */
public final class ExplanationMaps {
    private static final String CLASS = "cam_";

    private final OnnxModel segmenter;
    private final SliceExplanation slice;
    private final Optional<ClassActivation> classes;
    private final double threshold;
    private MirrorViews views;

    /**
     * Ties what is known of a slice together.
     *
     * @param segmenter that explained the slice; stays the caller's to close
     * @param classes of the lesion that the slice cuts; empty if there is none, or no classifier
     * @param threshold least probability of a lesion
     */
    public ExplanationMaps(
            OnnxModel segmenter, SliceExplanation slice, Optional<ClassActivation> classes, double threshold) {
        this.segmenter = segmenter;
        this.slice = slice;
        this.classes = classes;
        this.threshold = threshold;
    }

    /** What the segmenter looked at. */
    public SliceExplanation slice() {
        return slice;
    }

    /** What speaks for each class; empty if there is no lesion or no classifier. */
    public Optional<ClassActivation> classes() {
        return classes;
    }

    /** The names of the maps that the models offer, those of a point first. */
    public List<String> names() {
        List<String> names = new ArrayList<>();
        if (slice.hasAttention()) {
            names.addAll(List.of("attention", "reverse_attention"));
        }
        if (slice.hasCovariance()) {
            names.add("covariance");
        }
        slice.gates().forEach(gate -> names.add(gate.name()));
        if (!slice.gates().isEmpty()) {
            names.add("gates");
        }
        names.add("probability");
        if (slice.hasAttention()) {
            names.addAll(List.of("attended_distance", "attention_entropy"));
        }
        names.addAll(List.of("mirror_mean", "mirror_deviation", "mirror_entropy"));
        classes.ifPresent(maps -> maps.classes().forEach(name -> names.add(CLASS + name)));
        names.add("occlusion");
        return names;
    }

    /** Whether a map is about a point. */
    public static boolean isOfPoint(String name) {
        return List.of("attention", "reverse_attention", "covariance").contains(name);
    }

    /**
     * Computes a map.
     *
     * @param name one of {@link #names()}
     * @param voxel x, y, z in the volume, within the slice; of no account for a map of the whole slice
     * @param progress of {@code occlusion}, which takes long
     * @throws UnsuitableModelException if the models do not offer it
     * @throws IllegalArgumentException if the point lies outside the slice
     */
    public Explanation map(String name, Progress progress, long... voxel) {
        if (!names().contains(name)) {
            throw new UnsuitableModelException(
                    "there is no map \"" + name + "\" of this slice: choose one of " + names());
        }
        return switch (name) {
            case "attention" -> slice.attention(voxel);
            case "reverse_attention" -> slice.reverseAttention(voxel);
            case "covariance" -> slice.covariance(voxel);
            case "gates" -> slice.allGates();
            case "probability" -> slice.probability();
            case "attended_distance" -> slice.attendedDistance();
            case "attention_entropy" -> slice.attentionEntropy();
            case "mirror_mean" -> views().mean();
            case "mirror_deviation" -> views().deviation();
            case "mirror_entropy" -> views().entropy();
            case "occlusion" -> occlusion(progress);
            default -> name.startsWith(CLASS) ? classes.orElseThrow().map(name.substring(CLASS.length())) : gate(name);
        };
    }

    private Explanation gate(String name) {
        return slice.gates().stream()
                .filter(gate -> gate.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** The slice seen straight and mirrored. */
    public MirrorViews views() {
        if (views == null) {
            views = MirrorViews.of(segmenter, slice.input());
        }
        return views;
    }

    private Explanation occlusion(Progress progress) {
        return Faithfulness.of(segmenter, slice.input(), threshold)
                .orElseThrow(() -> new IllegalArgumentException("the network finds no lesion in slice " + slice.slice()
                        + ", so there is nothing whose loss could be seen: choose a slice with a lesion"))
                .occlusion(progress);
    }
}
