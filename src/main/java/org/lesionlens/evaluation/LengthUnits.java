package org.lesionlens.evaluation;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What distances of the cases are given in. */
final class LengthUnits {
    private LengthUnits() {}

    /** What a reader has to know if some are in mm and others in pixels; empty if all are alike. */
    static Optional<String> note(List<ComparedPair> pairs) {
        List<String> mm = new ArrayList<>();
        List<String> pixels = new ArrayList<>();
        for (ComparedPair pair : pairs) {
            pair.agreements().stream()
                    .flatMap(each -> each.agreement().voxels().stream())
                    .findFirst()
                    .ifPresent(voxels -> (voxels.voxel().unit().calibrated() ? mm : pixels)
                            .add(pair.pair().name()));
        }
        return mm.isEmpty() || pixels.isEmpty()
                ? Optional.empty()
                : Optional.of("distances are in mm in " + mm.size() + (mm.size() == 1 ? " case (" : " cases (")
                        + Names.some(mm) + ") and in pixels in " + pixels.size() + " (" + Names.some(pixels)
                        + "): distances and surface Dice of all are left out; evaluate both apart, or save the"
                        + " latter's masks and references as NIfTI or NRRD with their pixel size");
    }
}
