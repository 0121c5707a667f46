package org.lesionlens.metric;

import net.imglib2.Cursor;
import net.imglib2.type.numeric.integer.UnsignedShortType;
import net.imglib2.view.Views;
import org.lesionlens.lesion.ConnectedComponents;
import org.lesionlens.lesion.GridChecks;
import org.lesionlens.lesion.Percentile;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.VolumeGeometry;

/**
 * How well a predicted mask agrees with a reference, voxel by voxel, surface by surface and lesion by lesion.
 *
 * <p>Lesions are 26-connected (8-connected in a planar image) and have at least the smallest volume asked for. Units are
 * mm and mm3; mm and mm2 if the volume is a single slice; pixels if it is not calibrated.
 *
 * @param dice 2 |P and R| / (|P| + |R|), 0 to 1; NaN if both are empty
 * @param iou |P and R| / |P or R|, 0 to 1; NaN if both are empty
 * @param hd95 95th percentile (linear between neighbours) of the distances from each surface voxel of one mask to the
 *     nearest of the other, both ways pooled; surface voxels are those that an erosion by 6 neighbours (4 in a single
 *     slice) removes, the image's border being background; NaN if a mask is empty
 * @param lesions lesions of the reference
 * @param predicted lesions of the prediction
 * @param found lesions of the reference that share a voxel with the predicted mask
 * @param invented lesions of the prediction that share no voxel with the reference
 * @param matched pairs of lesions, one to one, with an IoU of at least 0.1 and the largest sum of IoU
 * @param volumeRef volume of the reference
 * @param volumePred volume of the prediction
 */
public record SegmentationMetrics(
        double dice,
        double iou,
        double hd95,
        int lesions,
        int predicted,
        int found,
        int invented,
        int matched,
        double volumeRef,
        double volumePred) {
    /**
     * Compares two masks (not 0 is lesion) voxel by voxel; the geometry is that of the reference.
     *
     * @param minimumLesionMm3 the smallest lesion that counts as one, in the unit of the volumes, at least 0; voxel-wise
     *     figures are not touched by it
     * @throws IllegalArgumentException if the sizes differ, the minimum is out of its range, or a mask has more than
     *     65535 lesions
     */
    public static SegmentationMetrics compare(LabelMap prediction, LabelMap reference, double minimumLesionMm3) {
        GridChecks.requireSameSize("prediction", prediction.geometry(), "reference", reference.geometry());
        if (!(minimumLesionMm3 >= 0 && Double.isFinite(minimumLesionMm3))) {
            throw new IllegalArgumentException(
                    "minimumLesionMm3 is " + minimumLesionMm3 + " but must be finite and at least 0");
        }
        double voxel = voxelVolume(reference.geometry());
        LesionPairs pairs = pairs(prediction, reference, (long) Math.ceil(Math.max(1, minimumLesionMm3 / voxel)));
        long both = shared(prediction, reference);
        long sum = voxels(prediction) + voxels(reference);
        return new SegmentationMetrics(
                2.0 * both / sum,
                (double) both / (sum - both),
                Percentile.of(SurfaceDistances.pooled(prediction, reference), 95),
                pairs.lesions(),
                pairs.predicted(),
                pairs.found(),
                pairs.invented(),
                pairs.matched(),
                voxels(reference) * voxel,
                voxels(prediction) * voxel);
    }

    /**
     * What a case without a prediction scores: that of an empty mask.
     *
     * @throws IllegalArgumentException as {@link #compare}
     */
    public static SegmentationMetrics withoutPrediction(LabelMap reference, double minimumLesionMm3) {
        return compare(LabelMap.allocate(reference.geometry()), reference, minimumLesionMm3);
    }

    private static LesionPairs pairs(LabelMap prediction, LabelMap reference, long minimumVoxels) {
        return LesionPairs.of(
                prediction,
                ConnectedComponents.label(prediction, minimumVoxels),
                reference,
                ConnectedComponents.label(reference, minimumVoxels));
    }

    /** In mm3; a single slice has no thickness, so its pixels' area in mm2. */
    private static double voxelVolume(VolumeGeometry geometry) {
        double volume = 1;
        for (int axis = 0; axis < 3; axis++) {
            boolean single = axis == geometry.sliceAxis() && geometry.size(axis) == 1;
            volume *= single ? 1 : geometry.spacingMm(axis);
        }
        return volume;
    }

    private static long voxels(LabelMap mask) {
        return shared(mask, mask);
    }

    private static long shared(LabelMap a, LabelMap b) {
        long count = 0;
        Cursor<UnsignedShortType> other = Views.flatIterable(b.voxels()).cursor();
        for (UnsignedShortType voxel : Views.flatIterable(a.voxels())) {
            count += voxel.get() != 0 & other.next().get() != 0 ? 1 : 0;
        }
        return count;
    }
}
