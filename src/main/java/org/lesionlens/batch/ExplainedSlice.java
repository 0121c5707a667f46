package org.lesionlens.batch;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import net.imglib2.type.numeric.integer.UnsignedShortType;
import net.imglib2.view.Views;
import org.lesionlens.explain.ChannelExcitation;
import org.lesionlens.explain.ClassActivation;
import org.lesionlens.explain.ExplanationMaps;
import org.lesionlens.explain.SliceExplanation;
import org.lesionlens.inference.ExcitationMeans;
import org.lesionlens.inference.OnnxModel;
import org.lesionlens.lesion.Lesion;
import org.lesionlens.volume.DisplayOrientation;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.Volume;

/**
 * A slice of a case with what both networks looked at.
 *
 * @param maps of the slice
 * @param label the largest of the lesions that the slice cuts; empty if it cuts none
 * @param className what that lesion is; empty if nobody knows
 * @param lesion 1 inside that lesion, on the slice's grid
 * @param excitations of both networks, beside those of the class
 */
record ExplainedSlice(
        ExplanationMaps maps, OptionalInt label, String className, Volume lesion, List<Excitations> excitations) {
    /** The channel weights of a network. */
    record Excitations(String network, List<ChannelExcitation> blocks) {}

    static ExplainedSlice of(CaseResults results, long slice) throws IOException {
        Volume volume = results.source().volume();
        LabelMap labels = results.analysis().labels();
        OnnxModel segmenter = results.models().segmenter();
        SliceExplanation explanation = SliceExplanation.of(segmenter, volume, slice);
        OptionalInt label = largest(labels, slice);
        Optional<ClassActivation> classes = results.models().classifier().isPresent() && label.isPresent()
                ? Optional.of(ClassActivation.of(
                        results.models().classifier().get(), volume, labels, slice, label.getAsInt()))
                : Optional.empty();
        String className = results.analysis().lesions().stream()
                .filter(lesion -> lesion.label() == label.orElse(0))
                .map(Lesion::lesionClass)
                .findFirst()
                .orElse("");
        List<Excitations> excitations = new ArrayList<>();
        excitations.add(new Excitations(
                segmenter.description().name(),
                explanation.excitations(ExcitationMeans.of(segmenter.description()), className)));
        if (classes.isPresent()) {
            OnnxModel classifier = results.models().classifier().get();
            Optional<ExcitationMeans> means = ExcitationMeans.of(classifier.description());
            excitations.add(new Excitations(
                    classifier.description().name(), classes.get().excitations(means, className)));
        }
        double threshold = results.analysis().settings().threshold().orElseThrow();
        return new ExplainedSlice(
                new ExplanationMaps(segmenter, explanation, classes, threshold),
                label,
                className,
                explanation.mask(labels, label.orElse(-1)),
                excitations);
    }

    /** Labels are numbered by falling volume. */
    private static OptionalInt largest(LabelMap labels, long slice) {
        int smallest = Integer.MAX_VALUE;
        for (UnsignedShortType voxel :
                Views.iterable(DisplayOrientation.of(labels.geometry()).slice(labels.voxels(), slice))) {
            smallest = voxel.get() > 0 ? Math.min(smallest, voxel.get()) : smallest;
        }
        return smallest == Integer.MAX_VALUE ? OptionalInt.empty() : OptionalInt.of(smallest);
    }
}
