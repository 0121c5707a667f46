package org.lesionlens.pipeline;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.imglib2.Cursor;
import net.imglib2.type.numeric.integer.UnsignedShortType;
import net.imglib2.view.Views;
import org.lesionlens.inference.Segmentation;
import org.lesionlens.lesion.ConnectedComponents;
import org.lesionlens.lesion.FlatLesions;
import org.lesionlens.model.AnalysisSettings;
import org.lesionlens.model.Label;
import org.lesionlens.model.Model;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.ProbabilityMap;

/**
 * The lesions of a segmentation, numbered.
 *
 * <p>Of a segmenter with one label they are what is as probable as the threshold. Of one with several, lesions are the parts
 * of each label that counts as lesion: voxels of two labels never belong to one lesion. Where the threshold
 * holds is decided there, see {@link Segmentation}. Those of a sequence are found in each frame by itself ({@link Sequence}).
 *
 * @param labels numbered by falling volume; of a sequence as they appear
 * @param segments what the segmenter calls each lesion, by its number; empty of a segmenter with one label
 * @param context what else it tells apart, by the values of its labels; empty if its labels are lesions only
 */
record SegmentedLesions(LabelMap labels, Map<Integer, Label> segments, Optional<LabelMap> context) {
    /** Finds them. */
    static SegmentedLesions of(Segmentation segmentation, Model model, AnalysisSettings settings) {
        if (segmentation.labels().isEmpty()) {
            return new SegmentedLesions(labels(segmentation.lesion(), model, settings), Map.of(), Optional.empty());
        }
        LabelMap values = segmentation.labels().get();
        Optional<LabelMap> context = context(values, model);
        LabelMap labels = labelEach(values, model, SmallestLesion.voxels(model, settings, values.geometry()));
        removeFlat(labels, settings);
        boolean tellsApart = model.labels().size() > 1;
        return new SegmentedLesions(labels, tellsApart ? segments(labels, values, model) : Map.of(), context);
    }

    /** The lesions of a segmenter with one label, numbered; without those that are too small or too flat. */
    static LabelMap labels(ProbabilityMap probability, Model model, AnalysisSettings settings) {
        double threshold = settings.leastProbability();
        long least = SmallestLesion.voxels(model, settings, probability.geometry());
        if (Sequence.isSeenBy(model, probability.geometry())) {
            return SequenceLesions.tracked(
                    probability.geometry(),
                    frame -> ConnectedComponents.label(Sequence.frame(probability, frame), threshold, least),
                    (frame, found) -> Map.of());
        }
        LabelMap labels = ConnectedComponents.label(probability, threshold, least);
        removeFlat(labels, settings);
        return labels;
    }

    private static LabelMap labelEach(LabelMap values, Model model, long least) {
        Set<Integer> lesions = values(model, true);
        return Sequence.isSeenBy(model, values.geometry())
                ? SequenceLesions.tracked(
                        values.geometry(),
                        frame -> ConnectedComponents.labelEach(Sequence.frame(values, frame), lesions, least),
                        (frame, found) -> names(segments(found, Sequence.frame(values, frame), model)))
                : ConnectedComponents.labelEach(values, lesions, least);
    }

    private static Map<Integer, String> names(Map<Integer, Label> segments) {
        Map<Integer, String> names = new HashMap<>();
        segments.forEach((lesion, label) -> names.put(lesion, label.name()));
        return names;
    }

    static void removeFlat(LabelMap labels, AnalysisSettings settings) {
        if (settings.maxFlatness() > 0 && labels.geometry().depthKnown()) {
            FlatLesions.remove(labels, settings.maxFlatness());
        }
    }

    private static Set<Integer> values(Model model, boolean lesion) {
        Set<Integer> values = new HashSet<>();
        model.labels().stream().filter(label -> label.lesion() == lesion).forEach(label -> values.add(label.value()));
        return values;
    }

    private static Optional<LabelMap> context(LabelMap values, Model model) {
        Set<Integer> kept = values(model, false);
        if (kept.isEmpty()) {
            return Optional.empty();
        }
        LabelMap context = LabelMap.allocate(values.geometry());
        Cursor<UnsignedShortType> to = Views.flatIterable(context.voxels()).cursor();
        for (UnsignedShortType value : Views.flatIterable(values.voxels())) {
            to.next().set(kept.contains(value.get()) ? value.get() : 0);
        }
        return Optional.of(context);
    }

    private static Map<Integer, Label> segments(LabelMap labels, LabelMap values, Model model) {
        Map<Integer, Integer> valueOfLesion = new HashMap<>();
        Cursor<UnsignedShortType> value = Views.flatIterable(values.voxels()).cursor();
        int last = 0;
        for (UnsignedShortType label : Views.flatIterable(labels.voxels())) {
            value.fwd();
            if (label.get() != 0 && label.get() != last) {
                last = label.get();
                valueOfLesion.put(last, value.get().get());
            }
        }
        Map<Integer, Label> segments = new HashMap<>();
        valueOfLesion.forEach((lesion, found) -> model.labels().stream()
                .filter(label -> label.value() == found)
                .findFirst()
                .ifPresent(label -> segments.put(lesion, label)));
        return segments;
    }
}
