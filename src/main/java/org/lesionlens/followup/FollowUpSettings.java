package org.lesionlens.followup;

import java.util.List;
import java.util.Optional;
import org.lesionlens.volume.UsageException;

/**
 * What a user decides of a follow-up.
 *
 * @param registration how images come into one space
 * @param reachMm the widest gap of two lesions that are the same without overlapping, in mm
 * @param leastMm3 lesions that are smaller at every date do not count, in mm3
 * @param report whether patients whose images are DICOM get a structured report, which says whose images they are
 * @param criteria by which responses are judged; empty for those that fit, see {@link #criteria(boolean)}
 */
public record FollowUpSettings(
        RegistrationChoice registration,
        double reachMm,
        double leastMm3,
        boolean report,
        Optional<List<Criterion>> criteria) {
    /** What lesions may move by between two dates, and registrations be wrong by. */
    public static final double REACH_MM = 3;

    /** @throws UsageException if a number is out of its range */
    public FollowUpSettings {
        require("reach in mm", reachMm);
        require("smallest lesion in mm3", leastMm3);
    }

    private static void require(String name, double value) {
        if (!(value >= 0 && Double.isFinite(value))) {
            throw new UsageException("the " + name + " is " + value + " but must be finite and at least 0: change it");
        }
    }

    /** RECIST alone unless the lesions are known to lie in the brain. */
    List<Criterion> criteria(boolean ofBrain) {
        return criteria.orElse(ofBrain ? List.of(Criterion.RECIST, Criterion.RANO) : List.of(Criterion.RECIST));
    }
}
