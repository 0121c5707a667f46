package org.lesionlens.pipeline;

import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.imglib2.Cursor;
import net.imglib2.type.numeric.integer.UnsignedShortType;
import net.imglib2.view.Views;
import org.lesionlens.lesion.Lesion;
import org.lesionlens.lesion.LesionMeasurements;
import org.lesionlens.model.AnalysisSettings;
import org.lesionlens.model.Model;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.ProbabilityMap;
import org.lesionlens.volume.Volume;

/**
 * The lesions of an analysis at another threshold or smallest size, from the probability that is there: no network runs.
 *
 * <p>A lesion keeps the class of the lesion that it shares voxels with; one that shares voxels with lesions of several
 * classes, or with none, has no class.
 */
public final class OtherThreshold {
    private final LesionAnalysis first;
    private final Model segmenter;
    private final Volume volume;

    private OtherThreshold(LesionAnalysis first, Model segmenter, Volume volume) {
        this.first = first;
        this.segmenter = segmenter;
        this.volume = volume;
    }

    /**
     * Of an analysis; empty where its probability does not say all: of a model that tells several labels apart, gives labels
     * only, or had boxes.
     *
     * @param volume that was analysed
     */
    public static Optional<OtherThreshold> of(LesionAnalysis first, Model segmenter, Volume volume) {
        boolean saysAll = first.probability().isPresent()
                && first.prompts().isEmpty()
                && segmenter.labels().size() == 1;
        return saysAll ? Optional.of(new OtherThreshold(first, segmenter, volume)) : Optional.empty();
    }

    /** The lesions with other settings; with those of the first analysis they are the same. */
    public LesionAnalysis with(AnalysisSettings settings) {
        ProbabilityMap probability = first.probability().orElseThrow();
        LabelMap labels = SegmentedLesions.labels(probability, segmenter, settings);
        List<Lesion> lesions = LesionMeasurements.measure(
                Sequence.measured(labels, segmenter), Optional.of(probability), Optional.of(volume));
        Map<Integer, Finding> known = known(labels);
        List<Finding> findings = lesions.stream()
                .map(lesion -> Optional.ofNullable(known.get(lesion.label()))
                        .map(finding -> finding.with(lesion))
                        .orElseGet(() -> Finding.unclassified(lesion)))
                .toList();
        return new LesionAnalysis(
                first.probability(), labels, findings, first.context(), first.warnings(), settings, first.seconds());
    }

    /** What is known of a lesion, by its new number. */
    private Map<Integer, Finding> known(LabelMap labels) {
        Map<Integer, Set<Integer>> before = new HashMap<>();
        Cursor<UnsignedShortType> old =
                Views.flatIterable(first.labels().voxels()).cursor();
        for (UnsignedShortType label : Views.flatIterable(labels.voxels())) {
            int was = old.next().get();
            if (was > 0 && label.get() > 0) {
                before.computeIfAbsent(label.get(), key -> new HashSet<>()).add(was);
            }
        }
        Map<Integer, Finding> known = new HashMap<>();
        before.forEach((label, were) -> one(were).ifPresent(finding -> known.put(label, finding)));
        return known;
    }

    /** The finding of the largest of several lesions, if they are of one class. */
    private Optional<Finding> one(Set<Integer> labels) {
        List<Finding> findings = first.findings().stream()
                .filter(finding -> labels.contains(finding.lesion().label()))
                .toList();
        long classes = findings.stream()
                .map(finding -> finding.lesion().lesionClass())
                .distinct()
                .count();
        return classes == 1
                ? findings.stream().min(Comparator.comparing(Finding::lesion, Lesion.largestFirst()))
                : Optional.empty();
    }
}
