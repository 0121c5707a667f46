package org.lesionlens.io.dicom;

import java.util.List;

/**
 * What slices say of the step that they were planned with: that of all together, or that of each set.
 *
 * @param spacing SpacingBetweenSlices (0018,0088), centre to centre, in mm; 0 if they do not say
 * @param thickness SliceThickness (0018,0050) in mm; 0 if they do not say
 * @param isMr whether they are MR, whose neighbours in a plane do not overlap
 * @param together the step of all slices together, in mm
 * @param each the least step of the sets, in mm
 */
record StepEvidence(double spacing, double thickness, boolean isMr, double together, double each) {
    private static final double ALIKE = 0.05;
    private static final double FILLS = 0.7; // gaps between slices are up to 40 % of their thickness

    static StepEvidence of(SliceHeights all, List<SliceHeights> sets) {
        DicomSlice first = all.slices().get(0);
        String modality =
                first.attributes().dataSet().string(DicomAttribute.MODALITY).orElse("");
        return new StepEvidence(
                number(first, DicomAttribute.SPACING_BETWEEN_SLICES),
                number(first, DicomAttribute.SLICE_THICKNESS),
                modality.equals("MR"),
                all.isEven() ? all.meanStep() : all.usualStep(),
                sets.stream().mapToDouble(SliceHeights::usualStep).min().orElseThrow());
    }

    private static double number(DicomSlice slice, DicomAttribute attribute) {
        try {
            double[] numbers = slice.attributes().dataSet().numbers(attribute);
            return numbers.length == 1 && Double.isFinite(numbers[0]) ? Math.abs(numbers[0]) : 0;
        } catch (IllegalArgumentException e) {
            return 0; // no number
        }
    }

    /** Whether all slices are neighbours: as far apart as planned, or as an MR's that fill the step between them. */
    boolean saysOneVolume() {
        return spacing > 0
                ? isAlike(spacing, together)
                : isMr && thickness <= (1 + ALIKE) * together && thickness > together / 2;
    }

    /** Whether the slices of each set are neighbours among themselves, with those of other sets across them. */
    boolean saysEachFillsItsStep() {
        return spacing > 0
                ? isAlike(spacing, each) && !isAlike(spacing, together)
                : thickness >= FILLS * each && thickness > (1 + ALIKE) * together;
    }

    private static boolean isAlike(double a, double b) {
        return Math.abs(a - b) <= ALIKE * b;
    }

    /** The attribute that decides. */
    DicomAttribute witness() {
        return spacing > 0 ? DicomAttribute.SPACING_BETWEEN_SLICES : DicomAttribute.SLICE_THICKNESS;
    }
}
