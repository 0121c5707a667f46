package org.lesionlens.io.nifti;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.lesionlens.volume.StoredForms;
import org.lesionlens.volume.VolumeGeometry;

/**
 * What a header says of where its voxels lie: both forms, both codes, voxel sizes and units, as they stand there.
 *
 * @param second whether the header is NIfTI-2, whose numbers are doubles
 * @param dimensions dim[0], at most 3: without codes readers go by it
 * @param units xyzt_units
 * @param qformCode what the qform leads to; 0 for nowhere
 * @param sformCode what the sform leads to; 0 for nowhere
 * @param pixdim its first four: qfac, then the voxel sizes
 * @param quaternion b, c, d and the offsets x, y, z
 * @param sform three rows of four
 */
record NiftiForms(
        boolean second,
        int dimensions,
        int units,
        int qformCode,
        int sformCode,
        List<Double> pixdim,
        List<Double> quaternion,
        List<Double> sform) {
    private static final int CODES = 5;
    private static final int PIXDIM = 4;
    private static final int QUATERNION = 6;
    private static final int SFORM = 12;
    private static final int MILLIMETRE = 2;
    private static final int SCANNER = 1;

    /** What a header says. */
    static NiftiForms of(ByteBuffer header) {
        List<Double> turn = NiftiField.QUATERNION.numbers(header, 3);
        List<Double> offset = NiftiField.QOFFSET.numbers(header, 3);
        return new NiftiForms(
                NiftiField.isSecond(header),
                (int) Math.min(3, NiftiField.DIM.number(header)),
                (int) NiftiField.XYZT_UNITS.number(header),
                (int) NiftiField.QFORM_CODE.number(header),
                (int) NiftiField.SFORM_CODE.number(header),
                NiftiField.PIXDIM.numbers(header, PIXDIM),
                Stream.of(turn, offset).flatMap(List::stream).toList(),
                NiftiField.SFORM.numbers(header, SFORM));
    }

    /**
     * What results on a grid say: what the file of the grid said, else the grid itself in both forms, code 1 (scanner);
     * codes 0 if its place is unknown, and no unit either if it is not calibrated.
     */
    static NiftiForms of(VolumeGeometry grid) {
        return grid.forms()
                .filter(stored -> stored.numbers().size() == CODES + PIXDIM + QUATERNION + SFORM)
                .map(NiftiForms::of)
                .orElseGet(() -> ofGrid(grid));
    }

    private static NiftiForms ofGrid(VolumeGeometry grid) {
        double[] pixdim = {1, grid.spacingMm(0), grid.spacingMm(1), grid.spacingMm(2)};
        int units = grid.calibrated() ? MILLIMETRE : 0;
        if (!grid.placed()) {
            return new NiftiForms(
                    false, 3, units, 0, 0, list(pixdim), list(new double[QUATERNION]), list(new double[SFORM]));
        }
        double[][] ras = NiftiOrientation.inLpsMm(grid.affine(), 1);
        double[] sform = Arrays.stream(ras).flatMapToDouble(Arrays::stream).toArray();
        double[] quaternion = Arrays.copyOf(Quaternion.of(Quaternion.properRotation(ras)), QUATERNION);
        for (int row = 0; row < 3; row++) {
            quaternion[3 + row] = ras[row][3];
        }
        pixdim[0] = Quaternion.determinant(ras) < 0 ? -1 : 1;
        return new NiftiForms(false, 3, units, SCANNER, SCANNER, list(pixdim), list(quaternion), list(sform));
    }

    private static NiftiForms of(StoredForms stored) {
        List<Double> n = stored.numbers();
        double[] codes = array(n.subList(0, CODES));
        NiftiForms whole = new NiftiForms(
                codes[0] == 2,
                (int) codes[1],
                (int) codes[2],
                (int) codes[3],
                (int) codes[4],
                n.subList(CODES, CODES + PIXDIM),
                n.subList(CODES + PIXDIM, CODES + PIXDIM + QUATERNION),
                n.subList(n.size() - SFORM, n.size()));
        return stored.isWhole() ? whole : whole.part(stored.first(), stored.steps());
    }

    /** All of it, to be carried by a grid. */
    StoredForms stored() {
        double[] codes = {second ? 2 : 1, dimensions, units, qformCode, sformCode};
        return StoredForms.of(Stream.of(list(codes), pixdim, quaternion, sform)
                .flatMap(List::stream)
                .toList());
    }

    private static List<Double> list(double... numbers) {
        return Arrays.stream(numbers).boxed().toList();
    }

    private static double[] array(List<Double> numbers) {
        return numbers.stream().mapToDouble(Double::doubleValue).toArray();
    }

    /** A form without a code leads nowhere: of a part it is left out, since its numbers are those of the whole. */
    private NiftiForms part(List<Long> first, List<Long> steps) {
        double[] sizes = array(pixdim);
        double[] turn = qformCode > 0 ? array(quaternion) : new double[QUATERNION];
        double[] rows = sformCode > 0 ? array(sform) : new double[SFORM];
        for (int row = 0; row < 3 && sformCode > 0; row++) {
            for (int axis = 0; axis < 3; axis++) {
                rows[4 * row + 3] += sform.get(4 * row + axis) * first.get(axis);
                rows[4 * row + axis] *= steps.get(axis);
            }
        }
        if (qformCode > 0) {
            moveQform(first, steps, sizes, turn);
        }
        for (int axis = 0; axis < 3; axis++) {
            sizes[1 + axis] *= Math.abs(steps.get(axis));
        }
        return new NiftiForms(second, dimensions, units, qformCode, sformCode, list(sizes), list(turn), list(rows));
    }

    private void moveQform(List<Long> first, List<Long> steps, double[] sizes, double[] turn) {
        double[][] axes = NiftiOrientation.qform(array(pixdim), quaternion);
        for (int row = 0; row < 3; row++) {
            for (int axis = 0; axis < 3; axis++) {
                turn[3 + row] += axes[row][axis] * first.get(axis);
                axes[row][axis] *= Math.signum(steps.get(axis));
            }
        }
        if (steps.stream().anyMatch(step -> step < 0)) {
            System.arraycopy(Quaternion.of(Quaternion.properRotation(axes)), 0, turn, 0, 3);
            sizes[0] = Quaternion.determinant(axes) < 0 ? -1 : 1;
        }
    }

    /** Writes all but dim; NIfTI-1 rounds to float, which numbers that came from there survive. */
    void put(ByteBuffer header) {
        NiftiField.XYZT_UNITS.put(header, 0, units);
        NiftiField.QFORM_CODE.put(header, 0, qformCode);
        NiftiField.SFORM_CODE.put(header, 0, sformCode);
        NiftiField.PIXDIM.put(header, 0, array(pixdim));
        NiftiField.QUATERNION.put(header, 0, array(quaternion.subList(0, 3)));
        NiftiField.QOFFSET.put(header, 0, array(quaternion.subList(3, QUATERNION)));
        NiftiField.SFORM.put(header, 0, array(sform));
    }
}
