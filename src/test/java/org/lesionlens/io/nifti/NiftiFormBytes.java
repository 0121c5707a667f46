package org.lesionlens.io.nifti;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Files of uint8 that say in many ways where they lie, byte by byte after nifti1.h and nifti2.h.
 *
 * @param second whether NIfTI-2
 * @param order of the bytes
 * @param dim number of dimensions, then their sizes
 * @param codes of qform and sform
 * @param units xyzt_units
 * @param pixdim qfac and voxel sizes
 * @param quaternion b, c, d and the offsets
 * @param sform three rows of four
 */
record NiftiFormBytes(
        boolean second,
        ByteOrder order,
        int[] dim,
        int[] codes,
        int units,
        double[] pixdim,
        double[] quaternion,
        double[] sform) {
    /** A turned grid of 6 x 5 x 4 voxels whose forms agree, none of its numbers a float. */
    static final NiftiFormBytes AGREEING = new NiftiFormBytes(
            false,
            ByteOrder.LITTLE_ENDIAN,
            new int[] {3, 6, 5, 4},
            new int[] {1, 1},
            2,
            new double[] {-1, 0.7, 0.9, 3.1},
            new double[] {0.1, -0.2, 0.3, 12.345, -67.891, 3.3},
            affine(new double[] {0.1, -0.2, 0.3, 12.345, -67.891, 3.3}, 0.7, 0.9, -3.1));

    /** The affine of a quaternion, by the formula of nifti1.h. */
    private static double[] affine(double[] q, double... steps) {
        double b = q[0];
        double c = q[1];
        double d = q[2];
        double a = Math.sqrt(1 - b * b - c * c - d * d);
        double[] r = {
            a * a + b * b - c * c - d * d,
            2 * (b * c - a * d),
            2 * (b * d + a * c),
            2 * (b * c + a * d),
            a * a + c * c - b * b - d * d,
            2 * (c * d - a * b),
            2 * (b * d - a * c),
            2 * (c * d + a * b),
            a * a + d * d - c * c - b * b
        };
        double[] rows = new double[12];
        for (int row = 0; row < 3; row++) {
            for (int axis = 0; axis < 3; axis++) {
                rows[4 * row + axis] = r[3 * row + axis] * steps[axis];
            }
            rows[4 * row + 3] = q[3 + row];
        }
        return rows;
    }

    NiftiFormBytes with(boolean isSecond, ByteOrder bytes) {
        return new NiftiFormBytes(isSecond, bytes, dim, codes, units, pixdim, quaternion, sform);
    }

    NiftiFormBytes codes(int qform, int sformCode) {
        return new NiftiFormBytes(second, order, dim, new int[] {qform, sformCode}, units, pixdim, quaternion, sform);
    }

    NiftiFormBytes units(int code) {
        return new NiftiFormBytes(second, order, dim, codes, code, pixdim, quaternion, sform);
    }

    NiftiFormBytes dim(int... sizes) {
        return new NiftiFormBytes(second, order, sizes, codes, units, pixdim, quaternion, sform);
    }

    NiftiFormBytes pixdim(double... sizes) {
        return new NiftiFormBytes(second, order, dim, codes, units, sizes, quaternion, sform);
    }

    NiftiFormBytes sform(double... rows) {
        return new NiftiFormBytes(second, order, dim, codes, units, pixdim, quaternion, rows);
    }

    /** The sform 31 mm away along x, y and z. */
    NiftiFormBytes apart() {
        double[] moved = sform.clone();
        for (int row = 0; row < 3; row++) {
            moved[4 * row + 3] += 31.1;
        }
        return sform(moved);
    }

    /** The file, its voxels counting up. */
    byte[] array() {
        int voxels = Arrays.stream(dim).skip(1).map(n -> Math.max(1, n)).reduce(1, (a, b) -> a * b);
        ByteBuffer b = ByteBuffer.allocate((second ? 544 : 352) + voxels).order(order);
        b.putInt(0, second ? 540 : 348);
        byte[] magic = (second ? "n+2\0\r\n\032\n" : "n+1\0").getBytes(StandardCharsets.ISO_8859_1);
        b.put(second ? 4 : 344, magic);
        for (int i = 0; i < 8; i++) {
            putWhole(b, second ? 16 + 8 * i : 40 + 2 * i, i < dim.length ? dim[i] : 1, second ? 8 : 2);
        }
        b.putShort(second ? 12 : 70, (short) 2).putShort(second ? 14 : 72, (short) 8);
        putReal(b, second ? 104 : 76, pixdim);
        if (second) {
            b.putLong(168, 544);
        } else {
            b.putFloat(108, 352);
        }
        putWhole(b, second ? 500 : 123, units, second ? 4 : 1);
        putWhole(b, second ? 344 : 252, codes[0], second ? 4 : 2);
        putWhole(b, second ? 348 : 254, codes[1], second ? 4 : 2);
        putReal(b, second ? 352 : 256, quaternion);
        putReal(b, second ? 400 : 280, sform);
        for (int i = 0; i < voxels; i++) {
            b.put(b.capacity() - voxels + i, (byte) i);
        }
        return b.array();
    }

    private void putReal(ByteBuffer b, int at, double... values) {
        for (int i = 0; i < values.length; i++) {
            if (second) {
                b.putDouble(at + 8 * i, values[i]);
            } else {
                b.putFloat(at + 4 * i, (float) values[i]);
            }
        }
    }

    private static void putWhole(ByteBuffer b, int at, int value, int bytes) {
        switch (bytes) {
            case 1 -> b.put(at, (byte) value);
            case 2 -> b.putShort(at, (short) value);
            case 4 -> b.putInt(at, value);
            default -> b.putLong(at, value);
        }
    }

    /** What a header says of its place, as bits in the order of the file: codes, units, then all numbers. */
    static long[] place(byte[] file) {
        boolean big = file[0] == 0;
        ByteBuffer b = ByteBuffer.wrap(file).order(big ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
        boolean isSecond = b.getInt(0) == 540;
        long[] place = new long[25];
        place[0] = isSecond ? b.getInt(344) : b.getShort(252);
        place[1] = isSecond ? b.getInt(348) : b.getShort(254);
        place[2] = isSecond ? b.getInt(500) : b.get(123);
        for (int i = 0; i < 22; i++) {
            int number = i < 4 ? (isSecond ? 104 : 76) : (isSecond ? 352 - 32 : 256 - 16);
            place[3 + i] = isSecond ? b.getLong(number + 8 * i) : b.getInt(number + 4 * i);
        }
        return place;
    }
}
