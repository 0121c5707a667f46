package org.lesionlens.io.dicom;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import org.lesionlens.lesion.ContourFill;

/**
 * The pixels of a region's contours in one plane.
 *
 * <p>Contours of the type XOR are combined so. Of all others each adds its pixels, but one whose pixels all lie in larger ones is
 * a hole there, and an island in a hole is none: so many programs write holes, though the standard knows two other ways
 * (PS3.3 C.8.8.6.3). Those that overlap in part are taken together, and the same contour twice is one.
 */
final class RegionFill {
    private final BitSet pixels = new BitSet();
    private boolean overlapsInPart;

    private RegionFill() {}

    static RegionFill of(List<FlatContour> contours, int width, int height) {
        RegionFill fill = new RegionFill();
        boolean exclusive = contours.stream().anyMatch(each -> each.contour().exclusive());
        List<RegionContour> known = new ArrayList<>();
        List<BitSet> filled = new ArrayList<>();
        for (FlatContour contour : contours) {
            if (exclusive || !known.contains(contour.contour())) {
                filled.add(ContourFill.of(contour.columns(), contour.rows(), width, height));
                known.add(contour.contour());
            }
        }
        if (exclusive) {
            filled.forEach(fill.pixels::xor);
        } else {
            filled.stream()
                    .sorted(Comparator.comparingInt(bits -> -bits.cardinality()))
                    .forEach(fill::add);
        }
        return fill;
    }

    private void add(BitSet contour) {
        BitSet shared = (BitSet) contour.clone();
        shared.and(pixels);
        if (!shared.isEmpty() && shared.equals(contour)) {
            pixels.andNot(contour);
        } else {
            overlapsInPart |= !shared.isEmpty();
            pixels.or(contour);
        }
    }

    /** Row by row. */
    BitSet pixels() {
        return pixels;
    }

    /** Whether contours that are no holes have pixels in common. */
    boolean overlapsInPart() {
        return overlapsInPart;
    }
}
