package org.lesionlens.lesion;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.lesionlens.volume.AxisOrder;
import org.lesionlens.volume.GridText;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.NearestLabels;
import org.lesionlens.volume.SharedSpace;
import org.lesionlens.volume.UnsuitableImageException;
import org.lesionlens.volume.VolumeGeometry;

/**
 * Two masks on one grid, brought there by their places in the patient.
 *
 * <p>The same voxels in another order of axes are put in order, exactly. On another grid of the same space
 * ({@link SharedSpace}) both are taken to the finer of the two (that of the smaller voxels; the prediction's if they are
 * alike), each voxel from its nearest one; the grid grows until it holds every labelled voxel. Where nobody knows the
 * place of either, voxels are paired by their index.
 *
 * @param prediction on the common grid
 * @param reference on the common grid
 * @param notes what was done to bring them there, a sentence each; none if they came on one grid
 */
public record CommonGrid(LabelMap prediction, LabelMap reference, List<String> notes) {
    private static final double SAME_PLACE = 0.05;
    private static final double AS_FINE = 0.99;

    /** Takes a copy of the notes. */
    public CommonGrid {
        notes = List.copyOf(notes);
    }

    /**
     * Brings a reference and a prediction together.
     *
     * @throws UnsuitableImageException as {@link #requireComparable}
     */
    public static CommonGrid of(LabelMap prediction, LabelMap reference) {
        VolumeGeometry grid = prediction.geometry();
        VolumeGeometry other = reference.geometry();
        requireComparable(grid, other);
        return grid.placed()
                ? order(grid, other)
                        .map(known -> inOrder(prediction, reference, known))
                        .orElseGet(() -> resampled(prediction, reference))
                : new CommonGrid(prediction, reference, List.of());
    }

    /**
     * Checks that masks on two grids can be brought together.
     *
     * @throws UnsuitableImageException if they lie elsewhere, or the place of only one is known, or of neither and their
     *     sizes differ; both grids are named
     */
    public static void requireComparable(VolumeGeometry prediction, VolumeGeometry reference) {
        if (prediction.placed() != reference.placed()) {
            throw refusal(
                    prediction,
                    reference,
                    "it is known where one of them lies in the patient but not where the other does",
                    "store both with their place, as NIfTI with the codes and forms of the image");
        }
        if (!prediction.placed()) {
            requireSameArray(prediction, reference);
        } else if (order(prediction, reference).isEmpty() && !SharedSpace.of(prediction, reference)) {
            throw refusal(
                    prediction,
                    reference,
                    SharedSpace.refusal(prediction, reference),
                    "name the reference of this image, or mend the header of the one that is wrong; if both are right, bring"
                            + " the reference onto the image's grid");
        }
    }

    private static Optional<AxisOrder> order(VolumeGeometry grid, VolumeGeometry other) {
        return AxisOrder.of(grid, other, SAME_PLACE * smallestSpacing(grid));
    }

    private static double smallestSpacing(VolumeGeometry grid) {
        return Math.min(Math.min(grid.spacingMm(0), grid.spacingMm(1)), grid.spacingMm(2));
    }

    private static void requireSameArray(VolumeGeometry grid, VolumeGeometry other) {
        if (!SharedSpace.haveOneArray(grid, other)) {
            throw refusal(
                    grid,
                    other,
                    "neither says where it lies in the patient, so they must have one size and one spacing",
                    "name the reference of this image");
        }
    }

    private static CommonGrid inOrder(LabelMap prediction, LabelMap reference, AxisOrder order) {
        return order.isAsStored()
                ? new CommonGrid(prediction, reference, List.of())
                : new CommonGrid(
                        prediction,
                        order.apply(reference, prediction.geometry()),
                        List.of("the axes of the reference are stored in another order or direction and were put in"
                                + " order"));
    }

    private static CommonGrid resampled(LabelMap thinPrediction, LabelMap thinReference) {
        LabelMap prediction = NearestLabels.asThickAs(thinPrediction, thinReference.geometry());
        LabelMap reference = NearestLabels.asThickAs(thinReference, thinPrediction.geometry());
        VolumeGeometry grid = prediction.geometry();
        VolumeGeometry other = reference.geometry();
        boolean onReference = other.voxelVolumeMl() < AS_FINE * grid.voxelVolumeMl();
        VolumeGeometry common =
                onReference ? NearestLabels.gridAround(other, prediction) : NearestLabels.gridAround(grid, reference);
        List<String> notes = new ArrayList<>();
        notes.add("prediction (" + GridText.of(grid) + ") and reference (" + GridText.of(other)
                + ") have different grids and were"
                + " compared on that of the " + (onReference ? "reference" : "prediction")
                + ", each voxel with its nearest one");
        addOutside(notes, NearestLabels.outside(other, prediction), "prediction", "reference");
        addOutside(notes, NearestLabels.outside(grid, reference), "reference", "prediction");
        return new CommonGrid(on(common, prediction), on(common, reference), notes);
    }

    private static LabelMap on(VolumeGeometry grid, LabelMap labels) {
        return grid.equals(labels.geometry()) ? labels : NearestLabels.on(grid, labels);
    }

    private static void addOutside(List<String> notes, long voxels, String one, String other) {
        if (voxels > 0) {
            notes.add(voxels + " labelled voxels of the " + one + " lie outside the field of the " + other
                    + ", which counts as background there");
        }
    }

    private static UnsuitableImageException refusal(
            VolumeGeometry grid, VolumeGeometry other, String why, String remedy) {
        return new UnsuitableImageException("prediction (" + GridText.of(grid) + ") and reference ("
                + GridText.of(other) + ") are not on one grid: " + why + "; " + remedy);
    }
}
