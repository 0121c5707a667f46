package org.lesionlens.metric;

/**
 * How many voxels two masks have, and how many together.
 *
 * @param reference voxels of the reference
 * @param prediction voxels of the prediction
 * @param both voxels that both have
 * @param voxel how large one is
 */
public record VoxelAgreement(long reference, long prediction, long both, VoxelSize voxel) {
    private static final double MM3_PER_ML = 1000;

    /** 2 |P and R| / (|P| + |R|), 0 to 1; NaN if both are empty. */
    public double dice() {
        return 2.0 * both / (reference + prediction);
    }

    /** |P and R| / |P or R|, 0 to 1; NaN if both are empty. */
    public double iou() {
        return (double) both / (reference + prediction - both);
    }

    /** Size of the reference, in the unit of voxels. */
    public double referenceSize() {
        return reference * voxel.size();
    }

    /** Size of the prediction, in the unit of voxels. */
    public double predictionSize() {
        return prediction * voxel.size();
    }

    /** Volume of the prediction less that of the reference, in ml; NaN where the image has no volumes. */
    public double errorMl() {
        return voxel.unit() == SizeUnit.MM3 ? (predictionSize() - referenceSize()) / MM3_PER_ML : Double.NaN;
    }

    /** Size of the prediction less that of the reference, in % of the latter; NaN if the reference is empty. */
    public double errorPercent() {
        return reference == 0 ? Double.NaN : 100.0 * (prediction - reference) / reference;
    }
}
