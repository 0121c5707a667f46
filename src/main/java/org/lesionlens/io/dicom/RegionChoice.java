package org.lesionlens.io.dicom;

import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.lesionlens.io.dicom.StructureSet.Region;

/**
 * Which regions of a structure set are the mask, by RTROIInterpretedType (PS3.3 C.8.8.8.1): tumours (GTV) and those of no type
 * that are not coded as anatomy; if there is none, volumes to be treated (CTV, PTV); if there is none either, all others, as organs.
 */
final class RegionChoice {
    private static final Set<String> LESIONS = Set.of("", "GTV", "NONE");
    private static final Set<String> TARGETS = Set.of("CTV", "PTV", "TREATED_VOLUME", "IRRAD_VOLUME");

    private RegionChoice() {}

    /**
     * The mask's.
     *
     * @param warnings is told which are left out
     */
    static List<Region> of(List<Region> regions, Consumer<String> warnings) {
        for (Predicate<Region> kind : List.<Predicate<Region>>of(RegionChoice::isLesion, RegionChoice::isTarget)) {
            List<Region> chosen = regions.stream().filter(kind).toList();
            if (!chosen.isEmpty()) {
                tell(regions, regions.stream().filter(kind.negate()).toList(), warnings);
                return chosen;
            }
        }
        return regions;
    }

    private static boolean isLesion(Region region) {
        return LESIONS.contains(region.type()) && !region.anatomy();
    }

    private static boolean isTarget(Region region) {
        return TARGETS.contains(region.type());
    }

    private static void tell(List<Region> all, List<Region> leftOut, Consumer<String> warnings) {
        if (!leftOut.isEmpty()) {
            SortedMap<Integer, String> names = new TreeMap<>();
            leftOut.forEach(region -> names.put(region.number(), region.name()));
            warnings.accept(
                    leftOut.size() + " of " + all.size() + " regions are by their type no lesions, as organs and"
                            + " margins, and are left out: " + AnatomySegments.names(names));
        }
    }
}
