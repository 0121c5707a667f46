package org.lesionlens.evaluation;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.lesionlens.lesion.RealBox;
import org.lesionlens.metric.LesionAgreement;
import org.lesionlens.metric.LesionRegion;
import org.lesionlens.volume.UnsuitableImageException;

/**
 * Whether boxes are of single slices or of volumes. It is decided once for all cases: a case alone cannot tell, and leaving out those
 * that seem to be otherwise would choose the sample by its answers.
 */
record BoxDepth(List<ComparedPair> pairs) {
    private static final String UNKNOWN = "it has no analysis.json that says whether the detector looked at slices"
            + " or at the volume, as it did in other cases: bring the file back, or detect in the case again";

    /**
     * Holds the predictions against the references.
     *
     * @return what a reader of the figures has to know; empty if there is nothing to say
     * @throws UnsuitableImageException if one side is of single slices and boxes of the other reach through several
     */
    static Optional<String> require(List<ComparedPair> compared) {
        BoxDepth depth = of(compared);
        if (depth.predictsSlices()) {
            depth.refuse(
                    "the predictions are boxes of single slices and the references", LesionAgreement::references, "");
        }
        boolean deep = depth.boxes(LesionAgreement::predictions).anyMatch(box -> !isFlat(box));
        if (!deep || !depth.boxes(LesionAgreement::references).allMatch(BoxDepth::isFlat)) {
            return Optional.empty();
        }
        if (depth.pairs.stream().anyMatch(BoxDepth::hasRowsOfOneLesion)) {
            depth.refuse(
                    "the references are boxes of single slices, several of one lesion, and the predictions",
                    LesionAgreement::predictions,
                    ", or compare a detector of slices with them");
        }
        return depth.boxes(LesionAgreement::references).findAny().isEmpty()
                ? Optional.empty()
                : Optional.of(
                        "all boxes of the references lie in single slices and predicted ones reach through several:"
                                + " if the lesions do too, the table needs the slices from their first to their last");
    }

    /**
     * Leaves out all cases that do not say what their detector looked at, whatever boxes they have, where others say that it was
     * volumes and references reach through several slices: one lost sidecar must not stop all others.
     *
     * @return all, those not compared any more
     */
    static List<ComparedPair> withoutUnknown(List<ComparedPair> compared) {
        BoxDepth depth = of(compared);
        boolean ofVolumes = depth.pairs.stream()
                .flatMap(pair -> pair.said().stream())
                .anyMatch(said -> said.ofDetector() && said.slices().isEmpty());
        boolean deep = depth.boxes(LesionAgreement::references).anyMatch(box -> !isFlat(box));
        if (!ofVolumes || !deep || depth.areSlicesSaid()) {
            return compared;
        }
        List<ComparedPair> unknown = depth.silent().toList();
        return compared.stream()
                .map(pair -> unknown.contains(pair) ? pair.refused(UNKNOWN) : pair)
                .toList();
    }

    private static BoxDepth of(List<ComparedPair> compared) {
        return new BoxDepth(compared.stream()
                .filter(pair -> pair.pair().isOfBoxes() && !pair.isRefused())
                .toList());
    }

    private void refuse(String sentence, Function<LesionAgreement, List<LesionRegion>> other, String way) {
        List<String> deep = pairs.stream()
                .filter(pair -> lesions(pair, other).anyMatch(lesion -> !isFlat(lesion.box())))
                .map(pair -> pair.pair().name())
                .toList();
        if (!deep.isEmpty()) {
            throw new UnsuitableImageException(sentence + " reach through several ("
                    + Names.some(deep) + "), so that none could be another: "
                    + (way.isEmpty()
                            ? "give references as a table of boxes with a row for each slice that a lesion lies in"
                            : "give a row for each lesion, with its first slice and the one after its last" + way));
        }
    }

    /** As a sidecar says, or where all boxes are flat of the cases without one that does. */
    private boolean predictsSlices() {
        return areSlicesSaid() || areFlatWhereSilent();
    }

    private boolean areSlicesSaid() {
        return pairs.stream()
                .flatMap(pair -> pair.said().stream())
                .anyMatch(said -> said.slices().isPresent());
    }

    private boolean areFlatWhereSilent() {
        List<RealBox> boxes = new BoxDepth(silent().toList())
                .boxes(LesionAgreement::predictions)
                .toList();
        return !boxes.isEmpty() && boxes.stream().allMatch(BoxDepth::isFlat);
    }

    /** Cases without a sidecar that says what the detector looked at. */
    private Stream<ComparedPair> silent() {
        return pairs.stream()
                .filter(pair -> pair.pair().predictsBoxes())
                .filter(pair -> pair.said().filter(BoxSidecar::ofDetector).isEmpty());
    }

    private Stream<RealBox> boxes(Function<LesionAgreement, List<LesionRegion>> side) {
        return pairs.stream().flatMap(pair -> lesions(pair, side)).map(LesionRegion::box);
    }

    private static Stream<LesionRegion> lesions(ComparedPair pair, Function<LesionAgreement, List<LesionRegion>> side) {
        return pair.agreements().stream()
                .map(each -> side.apply(each.agreement().lesions()))
                .flatMap(List::stream);
    }

    /** Boxes of neighbouring slices that lie on each other: a mask's lesions are connected, so that theirs never do. */
    private static boolean hasRowsOfOneLesion(ComparedPair pair) {
        return pair.pair().reference() instanceof Reference.Boxes
                && pair.agreements().stream()
                        .map(each -> each.agreement().lesions().references())
                        .anyMatch(BoxDepth::haveNeighbours);
    }

    private static boolean haveNeighbours(List<LesionRegion> lesions) {
        Predicate<RealBox> hasOneAbove = box -> lesions.stream()
                .map(LesionRegion::box)
                .anyMatch(other -> other.min().z() == box.max().z() && box.shared(moved(other, box)) > 0);
        return lesions.stream().map(LesionRegion::box).anyMatch(hasOneAbove);
    }

    /** A box in the slices of another. */
    private static RealBox moved(RealBox box, RealBox to) {
        return new RealBox(
                new RealBox.Corner(box.min().x(), box.min().y(), to.min().z()),
                new RealBox.Corner(box.max().x(), box.max().y(), to.max().z()));
    }

    private static boolean isFlat(RealBox box) {
        return box.max().z() - box.min().z() <= 1;
    }
}
