package org.lesionlens.io.nifti;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.lesionlens.io.file.MalformedFileException;
import org.lesionlens.volume.VolumeGeometry;

/**
 * Where NIfTI's header puts the voxels: sform, else qform, else pixdim (nifti1.h, methods 3, 2, 1).
 *
 * <p>Where forms disagree, or pixdim and sform, the sform wins, unless it is empty or singular. Micrometres and metres become mm; an unknown unit is
 * taken for mm. Without any form the place is unknown and the axes are taken for R, A, S, as the standard says; if then
 * the unit is unknown too and every pixdim is 0 or 1, the volume is not calibrated. The grid carries what the header says
 * of all this ({@link NiftiForms}).
 */
final class NiftiOrientation {
    private static final int METRE = 1;
    private static final int MICROMETRE = 3;
    private static final double SINGULAR = 1e-6;

    private NiftiOrientation() {}

    static VolumeGeometry geometry(Path path, ByteBuffer header, long[] size, Consumer<String> warnings)
            throws MalformedFileException {
        NiftiForms forms = NiftiForms.of(header);
        boolean unplaced = forms.sformCode() <= 0 && forms.qformCode() <= 0;
        return (unplaced ? unplaced(path, header, size, warnings) : placed(path, header, size, warnings))
                .withForms(forms.stored());
    }

    private static VolumeGeometry unplaced(Path path, ByteBuffer header, long[] size, Consumer<String> warnings)
            throws MalformedFileException {
        if (isUncalibrated(header)) {
            warnings.accept("the file says neither a voxel size nor where it lies (qform_code and sform_code are 0):"
                    + " nothing is measured in mm, and left and right are unknown");
            return VolumeGeometry.uncalibrated(size[0], size[1], size[2]);
        }
        double[] spacing = spacing(path, header, size);
        warnings.accept("the file does not say where it lies (qform_code and sform_code are 0): left and right are"
                + " unknown, and so are positions in the patient");
        double[][] axes = {{spacing[0], 0, 0, 0}, {0, spacing[1], 0, 0}, {0, 0, spacing[2], 0}};
        return geometry(path, "pixdim (offset " + NiftiField.PIXDIM.offset(header, 0) + ")", size, axes, header)
                .withoutPlace();
    }

    private static VolumeGeometry placed(Path path, ByteBuffer header, long[] size, Consumer<String> warnings)
            throws MalformedFileException {
        NiftiForms forms = NiftiForms.of(header);
        double[][] sform = withThickness(sform(forms), size);
        double[][] qform = qform(filled(forms.pixdim(), size), forms.quaternion());
        boolean both = forms.sformCode() > 0 && forms.qformCode() > 0;
        boolean useSform = forms.sformCode() > 0 && !(both && isNoGrid(sform) && !isNoGrid(qform));
        if (both && !useSform) {
            warnings.accept("the sform of the header is empty or singular: the qform is used");
        }
        if (!useSform) {
            spacing(path, header, size);
            String name = "its qform, " + NiftiField.QUATERNION.text(header, 0);
            return geometry(path, name, size, qform, header);
        }
        VolumeGeometry geometry = geometry(path, "its " + NiftiField.SFORM.text(header, 0), size, sform, header);
        if (both && isNoGrid(qform)) {
            warnings.accept("the qform of the header is empty or singular: the sform is used");
        } else if (both) {
            compareWithQform(geometry, inLpsMm(qform, mmPerUnit(header)), warnings);
        }
        return geometry;
    }

    private static VolumeGeometry geometry(Path path, String name, long[] size, double[][] ras, ByteBuffer header)
            throws MalformedFileException {
        try {
            return VolumeGeometry.fromAffine(size, inLpsMm(ras, mmPerUnit(header)));
        } catch (IllegalArgumentException e) {
            throw new MalformedFileException(
                    path, name + " is no grid: " + e.getMessage(), "correct the header or resample the image", e);
        }
    }

    /** Whether its columns are not finite or do not span the space. */
    private static boolean isNoGrid(double[][] affine) {
        double volume = 1;
        for (int axis = 0; axis < 3; axis++) {
            volume *= Math.hypot(Math.hypot(affine[0][axis], affine[1][axis]), affine[2][axis]);
        }
        double offset = affine[0][3] + affine[1][3] + affine[2][3];
        return !(Math.abs(Quaternion.determinant(affine)) > SINGULAR * volume) || !Double.isFinite(volume + offset);
    }

    /** Warns where the qform puts a corner elsewhere by more than a tenth of the smallest spacing. */
    private static void compareWithQform(VolumeGeometry used, double[][] other, Consumer<String> warnings) {
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
        double[] pixdim = filled(NiftiForms.of(header).pixdim(), size);
        double[] spacing = new double[3];
        for (int axis = 0; axis < 3; axis++) {
            spacing[axis] = Math.abs(pixdim[axis + 1]);
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

    /** A single slice without a thickness is 1 unit thick. */
    private static double[] filled(List<Double> pixdim, long[] size) {
        double[] filled = pixdim.stream().mapToDouble(Double::doubleValue).toArray();
        for (int axis = 0; axis < 3; axis++) {
            filled[axis + 1] = filled[axis + 1] == 0 && size[axis] == 1 ? 1 : filled[axis + 1];
        }
        return filled;
    }

    private static double[][] sform(NiftiForms forms) {
        double[][] affine = new double[3][4];
        for (int i = 0; i < 12; i++) {
            affine[i / 4][i % 4] = forms.sform().get(i);
        }
        return affine;
    }

    /**
     * The affine of a qform, in the units of the file; pixdim without its signs but that of qfac.
     *
     * @param quaternion b, c, d and the offsets
     */
    static double[][] qform(double[] pixdim, List<Double> quaternion) {
        double[][] affine = Quaternion.rotation(quaternion.get(0), quaternion.get(1), quaternion.get(2));
        for (int row = 0; row < 3; row++) {
            for (int axis = 0; axis < 3; axis++) {
                affine[row][axis] *= Math.abs(pixdim[axis + 1]) * (axis == 2 && pixdim[0] < 0 ? -1 : 1);
            }
            affine[row][3] = quaternion.get(3 + row);
        }
        return affine;
    }

    /** A planar file often has zeros in its third column: the plane's normal, 1 unit long, then stands in for it. */
    private static double[][] withThickness(double[][] affine, long[] size) {
        double[][] m = affine;
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
        return m;
    }

    /** Also takes LPS mm to RAS: the same signs. */
    static double[][] inLpsMm(double[][] ras, double mmPerUnit) {
        double[] signs = {-1, -1, 1};
        double[][] lps = new double[3][4];
        for (int row = 0; row < 3; row++) {
            for (int column = 0; column < 4; column++) {
                lps[row][column] = signs[row] * mmPerUnit * ras[row][column] + 0.0;
            }
        }
        return lps;
    }
}
