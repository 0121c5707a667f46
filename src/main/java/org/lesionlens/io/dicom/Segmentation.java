package org.lesionlens.io.dicom;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.lesionlens.model.Code;
import org.lesionlens.model.Label;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.ProbabilityMap;

/**
 * What a DICOM segmentation says.
 *
 * @param labels which segment each voxel belongs to, on the grid of the source
 * @param probability of lesion, on the same grid, 0 to 1; needed for FRACTIONAL only
 * @param segments what the labels mean, in the order in which the segments are numbered from 1; where none of those given is
 *     of lesions, a last one says that none was found
 * @param region the part of the body; empty if nobody says
 * @param byClass whether a segment is all lesions of a class, else one lesion
 * @param form how it is stored
 */
public record Segmentation(
        LabelMap labels,
        Optional<ProbabilityMap> probability,
        List<Label> segments,
        Optional<Code> region,
        boolean byClass,
        SegmentationForm form) {
    private static final String NOTHING = "no lesion found";

    public Segmentation {
        segments = segments.stream().anyMatch(Label::lesion) ? List.copyOf(segments) : withNothing(segments);
    }

    /** Else nobody could tell organs alone from lesions. */
    private static List<Label> withNothing(List<Label> context) {
        int last = context.stream().mapToInt(Label::value).max().orElse(0);
        List<Label> all = new ArrayList<>(context);
        all.add(new Label(last + 1, NOTHING, Optional.empty(), "#808080", true));
        return List.copyOf(all);
    }

    /** Whether a segment is of lesions that were found. */
    boolean foundLesions() {
        return segments.stream()
                .anyMatch(segment -> segment.lesion() && !segment.name().equals(NOTHING));
    }

    /** What all objects of a case call a segment: a lesion by its number, all else by its name. */
    String trackingId(Label segment) {
        if (!segment.lesion()) {
            return "context " + segment.name();
        }
        return byClass ? "class " + segment.name() : "lesion " + segment.value();
    }
}
