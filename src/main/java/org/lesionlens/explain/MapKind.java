package org.lesionlens.explain;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.lesionlens.model.Explanations;
import org.lesionlens.model.Model;
import org.lesionlens.volume.Progress;

/** What a map of a slice shows, and how it is made. */
public sealed interface MapKind {
    MapKind ATTENTION = new OfPoint("attention", "x evenly", SliceExplanation::attention);
    MapKind REVERSE_ATTENTION = new OfPoint("reverse_attention", "x evenly", SliceExplanation::reverseAttention);
    MapKind COVARIANCE = new OfPoint("covariance", "", SliceExplanation::covariance);
    MapKind REGION_ATTENTION =
            OfSlice.of("region_attention", "x evenly", maps -> maps.slice().attentionOf(maps.lesionMask()));
    MapKind GATES = OfSlice.of("gates", "", maps -> maps.slice().allGates());
    MapKind PROBABILITY = OfSlice.of("probability", "", maps -> maps.slice().probability());
    MapKind ATTENDED_DISTANCE =
            OfSlice.of("attended_distance", "mm", maps -> maps.slice().attendedDistance());
    MapKind EVEN_DISTANCE =
            OfSlice.of("even_distance", "mm", maps -> maps.slice().evenDistance());
    MapKind ATTENTION_ENTROPY =
            OfSlice.of("attention_entropy", "nat", maps -> maps.slice().attentionEntropy());
    MapKind MIRROR_MEAN = OfSlice.of("mirror_mean", "", maps -> maps.views().mean());
    MapKind MIRROR_DEVIATION =
            OfSlice.of("mirror_deviation", "", maps -> maps.views().deviation());
    MapKind MIRROR_ENTROPY =
            OfSlice.of("mirror_entropy", "nat", maps -> maps.views().entropy());
    MapKind OCCLUSION = new OfSlice("occlusion", "", ExplanationMaps::occlusion);

    /** Fit for a file name and for macros. */
    String name();

    /** Of its values, where the pixel size is known; empty for shares and coefficients. */
    String unit();

    /** Whether it is about a point, not about the slice. */
    default boolean isOfPoint() {
        return false;
    }

    /**
     * Computes it.
     *
     * @param maps of a slice that {@linkplain ExplanationMaps#kinds() has it}
     * @param progress of a map that takes long
     * @param voxel x, y, z in the volume, within the slice; of no account for a map of the whole slice
     * @throws IllegalArgumentException if the point lies outside the slice
     */
    Explanation make(ExplanationMaps maps, Progress progress, long... voxel);

    /** About a point. */
    record OfPoint(String name, String unit, Made made) implements MapKind {
        /** How. */
        interface Made {
            Explanation of(SliceExplanation slice, long... voxel);
        }

        @Override
        public boolean isOfPoint() {
            return true;
        }

        @Override
        public Explanation make(ExplanationMaps maps, Progress progress, long... voxel) {
            return made.of(maps.slice(), voxel);
        }
    }

    /** About the slice. */
    record OfSlice(String name, String unit, Made made) implements MapKind {
        /** How. */
        interface Made {
            Explanation of(ExplanationMaps maps, Progress progress);
        }

        private static OfSlice of(String name, String unit, Function<ExplanationMaps, Explanation> made) {
            return new OfSlice(name, unit, (maps, progress) -> made.apply(maps));
        }

        @Override
        public Explanation make(ExplanationMaps maps, Progress progress, long... voxel) {
            return made.of(maps, progress);
        }
    }

    /**
     * What one attention gate lets through.
     *
     * @param name of the network's output
     */
    record Gate(String name) implements MapKind {
        @Override
        public String unit() {
            return "";
        }

        @Override
        public Explanation make(ExplanationMaps maps, Progress progress, long... voxel) {
            return maps.slice().gate(this);
        }
    }

    /** What speaks for a class of the largest lesion. */
    record OfClass(String className) implements MapKind {
        @Override
        public String name() {
            return "cam_" + className;
        }

        @Override
        public String unit() {
            return "logit";
        }

        @Override
        public Explanation make(ExplanationMaps maps, Progress progress, long... voxel) {
            return maps.classes().orElseThrow().map(className);
        }
    }

    /**
     * What a channel of an excitation responds to.
     *
     * @param features the network's output of all channels
     * @param channel from 0
     */
    record Feature(String excitation, String features, int channel) implements MapKind {
        @Override
        public String name() {
            return "%s_%03d".formatted(features, channel);
        }

        @Override
        public String unit() {
            return "";
        }

        @Override
        public Explanation make(ExplanationMaps maps, Progress progress, long... voxel) {
            return maps.slice().feature(excitation, channel);
        }
    }

    /**
     * What networks offer where there is a lesion, maps of a point first; of what a segmenter saw round a box those that it gives
     * itself.
     *
     * @param classifier empty for no class maps
     */
    static List<MapKind> offered(Model segmenter, Optional<Model> classifier) {
        Explanations explanations = segmenter.explanations();
        boolean hasAttention =
                explanations.query().isPresent() && explanations.key().isPresent();
        List<MapKind> kinds = new ArrayList<>();
        if (hasAttention) {
            kinds.addAll(List.of(ATTENTION, REVERSE_ATTENTION));
        }
        explanations.attended().ifPresent(features -> kinds.add(COVARIANCE));
        explanations.gates().forEach(gate -> kinds.add(new Gate(gate)));
        if (!explanations.gates().isEmpty()) {
            kinds.add(GATES);
        }
        kinds.add(PROBABILITY);
        if (hasAttention) {
            kinds.addAll(List.of(ATTENDED_DISTANCE, ATTENTION_ENTROPY));
        }
        if (explanations.mirror() && !segmenter.isPrompted()) {
            kinds.addAll(List.of(MIRROR_MEAN, MIRROR_DEVIATION, MIRROR_ENTROPY));
        }
        if (!segmenter.isPrompted()) {
            classifier.ifPresent(model -> model.labels().forEach(label -> kinds.add(new OfClass(label.name()))));
            kinds.add(OCCLUSION);
        }
        return kinds;
    }
}
