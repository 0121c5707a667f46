package org.lesionlens.followup;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.lesionlens.io.table.CsvTable;
import org.lesionlens.lesion.BoundingBox;
import org.lesionlens.lesion.Diameter;
import org.lesionlens.lesion.Lesion;
import org.lesionlens.volume.UsageException;
import org.lesionlens.volume.VolumeGeometry;

/**
 * Criteria of response to a treatment, as far as measurements on images tell them.
 *
 * <p>RECIST 1.1: E. A. Eisenhauer et al., Eur. J. Cancer 45:228-247, 2009, sums of longest diameters. RANO: P. Y. Wen et al.,
 * J. Clin. Oncol. 28:1963-1972, 2010, sums of products of the longest diameter and its perpendicular, of enhancing tumour of the
 * brain. Both take lesions from 10 mm on, or from twice the slice thickness where slices are thicker than 5 mm.
 *
 * <p>RECIST measures lymph nodes by their short axis, the perpendicular of the longest diameter: from 15 mm on they may be
 * targets, from 10 mm on they are enlarged, and smaller ones are normal (there, and L. H. Schwartz et al., Eur. J. Cancer
 * 45:261-267, 2009).
 */
public enum Criterion {
    RECIST("RECIST 1.1", "mm", 0.30, 0.20, 5),
    RANO("RANO 2010", "mm2", 0.50, 0.25, 0);

    private static final int MOST_TARGETS = 5;
    private static final int MOST_OF_ONE_ORGAN = 2;
    private static final double LEAST_MM = 10;
    private static final double LEAST_NODE_MM = 15;
    private static final double ENLARGED_MM = 10;
    private static final double RANO_SLICES = 2;

    /** Rounding must not decide where a threshold is met exactly. */
    private static final double EXACT = 1e-9;

    private final String words;
    private final String unit;
    private final double fall;
    private final double rise;
    private final double leastRise;

    Criterion(String words, String unit, double fall, double rise, double leastRise) {
        this.words = words;
        this.unit = unit;
        this.fall = fall;
        this.rise = rise;
        this.leastRise = leastRise;
    }

    /** @throws UsageException if a name is none; "none" is no criterion at all */
    public static List<Criterion> parse(String names) {
        if (names.equals("none")) {
            return List.of();
        }
        return Arrays.stream(names.split(",")).map(Criterion::one).distinct().toList();
    }

    private static Criterion one(String name) {
        return Arrays.stream(values())
                .filter(criterion -> criterion.name().toLowerCase(Locale.ROOT).equals(name.strip()))
                .findFirst()
                .orElseThrow(() -> new UsageException("the criterion is \"" + name
                        + "\" but must be recist, rano or none (several as recist,rano): choose one"));
    }

    /** The unit of its sums. */
    String unit() {
        return unit;
    }

    /** What a lesion adds to the sum. */
    double measure(Lesion lesion, Site site) {
        Diameter diameter = lesion.measurements().diameter();
        if (takesShortAxis(site)) {
            return diameter.perpendicularMm();
        }
        return this == RECIST ? diameter.longestMm() : diameter.longestMm() * diameter.perpendicularMm();
    }

    /** Whether lesions are lymph nodes that are measured as such. */
    boolean takesShortAxis(Site site) {
        return this == RECIST && site == Site.LYMPH_NODES;
    }

    /** Whether a lesion of a measure is disease: all are but lymph nodes of normal size. */
    boolean isDisease(double measure, Site site) {
        return !takesShortAxis(site) || measure >= ENLARGED_MM * (1 - EXACT);
    }

    /** Whether a lesion is a lymph node below the size of a target, which may be enlarged without being disease. */
    boolean isSmallNode(Lesion lesion, Site site) {
        return takesShortAxis(site) && measure(lesion, site) < LEAST_NODE_MM * (1 - EXACT);
    }

    /** The least length of a measurable lesion, in mm. */
    double leastMm(VolumeGeometry grid, Site site) {
        return Math.max(takesShortAxis(site) ? LEAST_NODE_MM : LEAST_MM, 2 * grid.spacingMm(grid.sliceAxis()));
    }

    /** Whether a lesion of a first date may be a target. */
    boolean isMeasurable(Lesion lesion, VolumeGeometry grid, Site site) {
        Diameter diameter = lesion.measurements().diameter();
        double least = leastMm(grid, site) * (1 - EXACT);
        ToDoubleFunction<Diameter> shortest =
                this == RECIST && !takesShortAxis(site) ? Diameter::longestMm : Diameter::perpendicularMm;
        return shortest.applyAsDouble(diameter) >= least && (this == RECIST || slices(lesion, grid) >= RANO_SLICES);
    }

    private static long slices(Lesion lesion, VolumeGeometry grid) {
        BoundingBox box = lesion.measurements().boundingBox();
        return switch (grid.sliceAxis()) {
            case 0 -> box.xMax() - box.xMin();
            case 1 -> box.yMax() - box.yMin();
            default -> box.zMax() - box.zMin();
        };
    }

    /** How many targets there may be where all lesions lie in one organ that is known, or in organs that are not. */
    int mostTargets(Site site) {
        return this == RECIST && site != Site.UNKNOWN ? MOST_OF_ONE_ORGAN : MOST_TARGETS;
    }

    /** Whether there are categories for patients without a target. */
    boolean judgesOthersAlone() {
        return this == RECIST;
    }

    /** Whether a sum is so much larger than the smallest one before that the disease has progressed. */
    boolean isProgression(double sum, double nadir) {
        double grown = sum - nadir;
        return grown > 0 && grown >= rise * nadir * (1 - EXACT) && grown >= leastRise * (1 - EXACT);
    }

    /** Whether a sum is so much smaller than the first one that the disease responds. */
    boolean isResponse(double sum, double baseline) {
        return baseline - sum >= fall * baseline * (1 - EXACT);
    }

    /** What was used, for people. */
    String thresholds(VolumeGeometry grid, Site site) {
        String least = CsvTable.number(Math.round(100 * leastMm(grid, site)) / 100.0) + " mm";
        String measurable = takesShortAxis(site)
                ? "short axis at least " + least + "; enlarged from 10 mm on, complete response: none is"
                : this == RECIST
                        ? "longest diameter at least " + least
                        : "both diameters at least " + least + ", in two slices or more";
        return String.format(
                Locale.ROOT,
                "measurable: %s; response: sum %.0f %% below the first; progression: sum %.0f %%%s above the smallest, or a"
                        + " new lesion",
                measurable,
                100 * fall,
                100 * rise,
                leastRise > 0 ? String.format(Locale.ROOT, " and %.0f mm", leastRise) : "");
    }

    /** What the measurements cannot know, for people. */
    String limits(Site site) {
        if (takesShortAxis(site)) {
            return "not known here: whether a node that has just passed 10 mm is disease (one that was smaller before counts"
                    + " from 15 mm on, or if it is enlarged at a later date too), unequivocal progression of other nodes, lesions other than lymph nodes, confirmation";
        }
        return this == RECIST
                ? "not known here: which lesions are lymph nodes (measured by their short axis), unequivocal progression of other lesions,"
                        + " confirmation"
                : "not known here: corticosteroids, clinical status, T2/FLAIR lesions, radiotherapy within 12 weeks,"
                        + " confirmation after 4 weeks";
    }

    @Override
    public String toString() {
        return words;
    }
}
