package org.lesionlens.io.nifti;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.Consumer;
import org.lesionlens.io.MalformedFileException;
import org.lesionlens.volume.VolumeGeometry;

/**
 * Where NIfTI's header puts the voxels: sform, else qform, else pixdim (nifti1.h, methods 3, 2, 1).
 *
 * <p>Where forms disagree, or pixdim and sform, the sform wins. Micrometres and metres become mm; an unknown unit is
 * taken for mm. Without any form the axes are R, A, S with the origin at the first voxel, as the standard says; if then
 * the unit is unknown too and every pixdim is 0 or 1, the volume is not calibrated.
 */
final class NiftiOrientation {
    static final int QFORM_CODE = 252;
    static final int SFORM_CODE = 254;
    static final int QUATERNION = 256;
    static final int QOFFSET = 268;
    static final int SFORM = 280;
    private static final int METRE = 1;
    private static final int MICROMETRE = 3;

    private NiftiOrientation() {}

    static VolumeGeometry geometry(Path path, ByteBuffer header, long[] size, Consumer<String> warnings)
            throws MalformedFileException {
        boolean sform = NiftiField.SFORM_CODE.number(header) > 0;
        boolean qform = NiftiField.QFORM_CODE.number(header) > 0;
        if (!sform && !qform && isUncalibrated(header)) {
            return VolumeGeometry.uncalibrated(size[0], size[1], size[2]);
        }
        double[][] affine = sform ? sform(header) : qform(header, spacing(path, header, size), qform);
        giveSingleSliceAThickness(affine, size);
        try {
            VolumeGeometry geometry = VolumeGeometry.fromAffine(size, inLpsMm(affine, mmPerUnit(header)));
            if (sform && qform) {
                compareWithQform(geometry, header, warnings);
            }
            return geometry;
        } catch (IllegalArgumentException e) {
            throw new MalformedFileException(
                    path,
                    (sform
                                    ? "its " + NiftiField.SFORM.text(header, 0)
                                    : qform
                                            ? "its qform, " + NiftiField.QUATERNION.text(header, 0)
                                            : "pixdim (offset " + NiftiField.PIXDIM.offset(header, 0) + ")")
                            + " is no grid: " + e.getMessage(),
                    "correct the header or resample the image",
                    e);
        }
    }

    /** Warns where the qform puts a corner elsewhere by more than a tenth of the smallest spacing. */
    private static void compareWithQform(VolumeGeometry used, ByteBuffer header, Consumer<String> warnings) {
        double[] pixdim = {pixdim(header, 0), pixdim(header, 1), pixdim(header, 2)};
        double[][] other = inLpsMm(qform(header, pixdim, true), mmPerUnit(header));
        double farthest = 0;
        for (int corner = 0; corner < 8; corner++) {
            double[] index = new double[3];
            for (int axis = 0; axis < 3; axis++) {
                index[axis] = (corner >> axis & 1) * (used.size(axis) - 1.0);
            }
            double[] world = used.toWorld(index);
            double squared = 0;
            for (int row = 0; row < 3; row++) {
                double[] m = other[row];
                double there = m[0] * index[0] + m[1] * index[1] + m[2] * index[2] + m[3];
                squared += (there - world[row]) * (there - world[row]);
            }
            farthest = Math.max(farthest, Math.sqrt(squared));
        }
        double smallest = Math.min(used.spacingMm(0), Math.min(used.spacingMm(1), used.spacingMm(2)));
        if (!(farthest <= smallest / 10)) {
            warnings.accept(String.format(
                    Locale.ROOT, "qform and sform of the header differ by up to %.3g mm: the sform is used", farthest));
        }
    }

    private static boolean isUncalibrated(ByteBuffer header) {
        boolean unit = ((int) NiftiField.XYZT_UNITS.number(header) & 7) != 0;
        boolean known = unit;
        for (int axis = 0; axis < 3; axis++) {
            double spacing = pixdim(header, axis);
            known |= spacing != 0 && spacing != 1;
        }
        return !known;
    }

    private static double mmPerUnit(ByteBuffer header) {
        return switch ((int) NiftiField.XYZT_UNITS.number(header) & 7) {
            case METRE -> 1000;
            case MICROMETRE -> 0.001;
            default -> 1;
        };
    }

    private static double pixdim(ByteBuffer header, int axis) {
        return Math.abs(NiftiField.PIXDIM.number(header, axis + 1));
    }

    private static double[] spacing(Path path, ByteBuffer header, long[] size) throws MalformedFileException {
        double[] spacing = new double[3];
        for (int axis = 0; axis < 3; axis++) {
            spacing[axis] = pixdim(header, axis);
            if (spacing[axis] == 0 && size[axis] == 1) {
                spacing[axis] = 1;
            }
            if (!(spacing[axis] > 0 && Double.isFinite(spacing[axis]))) {
                throw new MalformedFileException(
                        path,
                        NiftiField.PIXDIM.text(header, axis + 1) + " is " + spacing[axis]
                                + " but must be finite and above 0",
                        "correct the voxel size in the header");
            }
        }
        return spacing;
    }

    private static double[][] sform(ByteBuffer header) {
        double[][] affine = new double[3][4];
        for (int i = 0; i < 12; i++) {
            affine[i / 4][i % 4] = NiftiField.SFORM.number(header, i);
        }
        return affine;
    }

    private static double[][] qform(ByteBuffer header, double[] spacing, boolean known) {
        double[][] affine = known
                ? Quaternion.rotation(
                        NiftiField.QUATERNION.number(header, 0),
                        NiftiField.QUATERNION.number(header, 1),
                        NiftiField.QUATERNION.number(header, 2))
                : new double[][] {{1, 0, 0, 0}, {0, 1, 0, 0}, {0, 0, 1, 0}};
        double mirror = known && NiftiField.PIXDIM.number(header) < 0 ? -1 : 1;
        for (int row = 0; row < 3; row++) {
            affine[row][0] *= spacing[0];
            affine[row][1] *= spacing[1];
            affine[row][2] *= spacing[2] * mirror;
            affine[row][3] = known ? NiftiField.QOFFSET.number(header, row) : 0;
        }
        return affine;
    }

    /** A planar file often has zeros in its third column: the plane's normal, 1 unit long, then stands in for it. */
    private static void giveSingleSliceAThickness(double[][] m, long[] size) {
        if (size[2] == 1 && m[0][2] == 0 && m[1][2] == 0 && m[2][2] == 0) {
            double[] normal = new double[3];
            for (int i = 0; i < 3; i++) {
                int p = (i + 1) % 3;
                int q = (i + 2) % 3;
                normal[i] = m[p][0] * m[q][1] - m[q][0] * m[p][1];
            }
            double length = Math.hypot(Math.hypot(normal[0], normal[1]), normal[2]);
            for (int i = 0; i < 3; i++) {
                m[i][2] = length == 0 ? 0 : normal[i] / length;
            }
        }
    }

    private static double[][] inLpsMm(double[][] ras, double mmPerUnit) {
        double[] signs = {-1, -1, 1};
        double[][] lps = new double[3][4];
        for (int row = 0; row < 3; row++) {
            for (int column = 0; column < 4; column++) {
                lps[row][column] = signs[row] * mmPerUnit * ras[row][column] + 0.0;
            }
        }
        return lps;
    }

    /** Writes a calibrated grid as sform and qform, both of code 1 (scanner), and pixdim. */
    static void put(ByteBuffer header, VolumeGeometry geometry) {
        double[][] ras = inLpsMm(geometry.affine(), 1);
        for (int i = 0; i < 12; i++) {
            header.putFloat(SFORM + 4 * i, (float) ras[i / 4][i % 4]);
        }
        for (int row = 0; row < 3; row++) {
            header.putFloat(QOFFSET + 4 * row, (float) ras[row][3]);
        }
        double[] b = Quaternion.of(Quaternion.properRotation(ras));
        for (int i = 0; i < 3; i++) {
            header.putFloat(QUATERNION + 4 * i, (float) b[i]);
        }
        header.putFloat(NiftiHeader.PIXDIM, Quaternion.determinant(ras) < 0 ? -1 : 1);
        header.putShort(QFORM_CODE, (short) 1);
        header.putShort(SFORM_CODE, (short) 1);
    }
}
