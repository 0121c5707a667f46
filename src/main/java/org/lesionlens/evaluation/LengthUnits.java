package org.lesionlens.evaluation;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.lesionlens.metric.CaseAgreement;
import org.lesionlens.metric.SizeClass;
import org.lesionlens.metric.SizeUnit;

/** What distances and sizes of the cases are given in. */
final class LengthUnits {
    private LengthUnits() {}

    /** What a reader has to know if cases have different units, a sentence each; empty if all are alike. */
    static List<String> notes(List<ComparedPair> pairs) {
        List<String> notes = new ArrayList<>();
        ofDistances(pairs).ifPresent(notes::add);
        ofSizes(pairs).ifPresent(notes::add);
        return notes;
    }

    private static Optional<String> ofDistances(List<ComparedPair> pairs) {
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

    /** Said only where average precision could be, which needs the scores of lesions. */
    private static Optional<String> ofSizes(List<ComparedPair> pairs) {
        Map<SizeUnit, List<String>> cases = new EnumMap<>(SizeUnit.class);
        boolean scored = true;
        for (ComparedPair pair : pairs) {
            List<CaseAgreement> agreements =
                    pair.agreements().stream().map(LabelledAgreement::agreement).toList();
            scored &= agreements.stream().allMatch(each -> each.lesions().scored());
            SizeClass.units(agreements)
                    .forEach(unit -> cases.computeIfAbsent(unit, added -> new ArrayList<>())
                            .add(pair.pair().name()));
        }
        return cases.size() < 2 || !scored
                ? Optional.empty()
                : Optional.of(
                        "sizes of lesions are in "
                                + cases.entrySet().stream()
                                        .map(each -> each.getKey().symbol() + " in "
                                                + each.getValue().size() + " (" + Names.some(each.getValue()) + ")")
                                        .collect(Collectors.joining(" and "))
                                + ": average precision of small, medium and large lesions is left out; evaluate these cases apart");
    }
}
