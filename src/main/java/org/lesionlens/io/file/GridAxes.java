package org.lesionlens.io.file;

import java.nio.file.Path;
import org.lesionlens.volume.VolumeGeometry;

/** The axes of a grid as a header gives them. */
public final class GridAxes {
    private final long[] size;
    private final double[][] steps;
    private final double[] origin;
    private final double mmPerUnit;

    /**
     * Takes the arrays as they are: the caller gives them away.
     *
     * @param size voxels along x, y, z
     * @param steps for x, y and z the way from a voxel to the next, LPS; that of z is null for a slice without thickness
     * @param origin centre of the first voxel, LPS
     * @param mmPerUnit what one unit of steps and origin is in mm
     */
    public GridAxes(long[] size, double[][] steps, double[] origin, double mmPerUnit) {
        this.size = size;
        this.steps = steps;
        this.origin = origin;
        this.mmPerUnit = mmPerUnit;
    }

    /**
     * The same axes in LPS.
     *
     * @param signs -1 where x, y, z of a header's space run against LPS, else 1
     */
    public GridAxes inLps(double... signs) {
        double[][] turned = new double[3][];
        for (int i = 0; i < 3; i++) {
            turned[i] = steps[i] == null ? null : times(signs, steps[i]);
        }
        return new GridAxes(size, turned, times(signs, origin), mmPerUnit);
    }

    private static double[] times(double[] signs, double[] vector) {
        return new double[] {signs[0] * vector[0], signs[1] * vector[1], signs[2] * vector[2]};
    }

    /**
     * The calibrated grid; of a slice without a thickness the depth is unknown.
     *
     * @param fields what the header calls the axes, for messages
     * @throws MalformedFileException if they are no grid: singular, sheared or not finite
     */
    public VolumeGeometry geometry(Path path, String fields) throws MalformedFileException {
        double[] z = steps[2] == null ? normal() : steps[2];
        double[][] affine = new double[3][4];
        for (int row = 0; row < 3; row++) {
            affine[row][0] = mmPerUnit * steps[0][row] + 0.0;
            affine[row][1] = mmPerUnit * steps[1][row] + 0.0;
            affine[row][2] = mmPerUnit * z[row] + 0.0;
            affine[row][3] = mmPerUnit * origin[row] + 0.0;
        }
        try {
            VolumeGeometry grid = VolumeGeometry.fromAffine(size, affine);
            return steps[2] == null ? grid.withoutDepth() : grid;
        } catch (IllegalArgumentException e) {
            throw new MalformedFileException(
                    path, "its " + fields + " are no grid: " + e.getMessage(), "correct the header or resample it", e);
        }
    }

    /** Across x and y, 1 mm long. */
    private double[] normal() {
        double[] normal = new double[3];
        for (int i = 0; i < 3; i++) {
            int p = (i + 1) % 3;
            int q = (i + 2) % 3;
            normal[i] = steps[0][p] * steps[1][q] - steps[0][q] * steps[1][p];
        }
        double length = mmPerUnit * Math.hypot(Math.hypot(normal[0], normal[1]), normal[2]);
        for (int i = 0; i < 3; i++) {
            normal[i] /= length;
        }
        return normal;
    }
}
