package org.lesionlens.io.dicom.codec;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/**
 * A JPEG-LS encoder for tests, written after the text of ITU-T T.87 and apart from the decoder: any precision, NEAR,
 * preset parameters, interleave mode and restart interval.
 */
public final class JpegLsEncoder {
    private static final int[] J = {
        0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 9, 10, 11, 12, 13, 14, 15
    };

    /**
     * How to encode.
     *
     * @param lse MAXVAL, T1, T2, T3, RESET; zeros for the defaults, which are then not written
     * @param interleave 0 for scans of one component, 1 by line, 2 by sample
     * @param restart rows between restart markers; 0 for none
     */
    public record Way(int precision, int near, int[] lse, int interleave, int restart) {
        public static Way lossless(int precision) {
            return new Way(precision, 0, new int[5], 0, 0);
        }

        public Way near(int other) {
            return new Way(precision, other, lse, interleave, restart);
        }

        public Way lse(int... other) {
            return new Way(precision, near, other, interleave, restart);
        }

        public Way interleave(int other) {
            return new Way(precision, near, lse, other, restart);
        }

        public Way restart(int rows) {
            return new Way(precision, near, lse, interleave, rows);
        }
    }

    private final Way way;
    private final int columns;
    private final int maxval;
    private final int near;
    private final int range;
    private final int qbpp;
    private final int limit;
    private final int[] t = new int[3];
    private final int reset;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private int pending;
    private int free = 8;

    private final int[] a = new int[367];
    private final int[] b = new int[365];
    private final int[] c = new int[365];
    private final int[] n = new int[367];
    private final int[] nn = new int[367];
    private final int[] runIndex = new int[4];

    private JpegLsEncoder(Way way, int columns) {
        this.way = way;
        this.columns = columns;
        near = way.near;
        maxval = way.lse[0] == 0 ? (1 << way.precision) - 1 : way.lse[0];
        range = (maxval + 2 * near) / (2 * near + 1) + 1;
        qbpp = (int) Math.ceil(Math.log(range) / Math.log(2) - 1e-12);
        int bpp = Math.max(2, (int) Math.ceil(Math.log(maxval + 1) / Math.log(2) - 1e-12));
        limit = 2 * (bpp + Math.max(8, bpp));
        int[] basic = {3, 7, 21};
        for (int i = 0; i < 3; i++) {
            int margin = (3 + 2 * i) * near;
            int large = (Math.min(maxval, 4095) + 128) / 256 * (basic[i] - 2 - i) + 2 + i + margin;
            int wanted = maxval >= 128 ? large : Math.max(2 + i, basic[i] / (256 / (maxval + 1)) + margin);
            int least = i == 0 ? near + 1 : t[i - 1];
            t[i] = way.lse[1 + i] != 0 ? way.lse[1 + i] : wanted > maxval || wanted < least ? least : wanted;
        }
        reset = way.lse[4] == 0 ? 64 : way.lse[4];
    }

    /** The image, and in {@code planes}, where NEAR is above 0, what it decodes to. */
    public static byte[] encode(int[][] planes, int columns, Way way) {
        return new JpegLsEncoder(way, columns).image(planes);
    }

    private byte[] image(int[][] planes) {
        int rows = planes[0].length / columns;
        bytes(0xff, 0xd8, 0xff, 0xf7, 0, 8 + 3 * planes.length, way.precision);
        words(rows, columns);
        bytes(planes.length);
        for (int p = 0; p < planes.length; p++) {
            bytes(p + 1, 0x11, 0);
        }
        if (!Arrays.equals(way.lse, new int[5])) {
            bytes(0xff, 0xf8, 0, 13, 1);
            words(way.lse);
        }
        if (way.restart > 0) {
            bytes(0xff, 0xdd, 0, 5, 0);
            words(way.restart);
        }
        if (way.interleave == 0) {
            for (int p = 0; p < planes.length; p++) {
                scan(p + 1, Arrays.copyOfRange(planes, p, p + 1), rows);
            }
        } else {
            scan(1, planes, rows);
        }
        bytes(0xff, 0xd9);
        return out.toByteArray();
    }

    private void bytes(int... values) {
        Arrays.stream(values).forEach(out::write);
    }

    private void words(int... values) {
        Arrays.stream(values).forEach(v -> bytes(v >> 8, v));
    }

    private void scan(int first, int[][] planes, int rows) {
        bytes(0xff, 0xda, 0, 6 + 2 * planes.length, planes.length);
        for (int p = 0; p < planes.length; p++) {
            bytes(first + p, 0);
        }
        bytes(near, way.interleave, 0);
        forget();
        for (int y = 0; y < rows; y++) {
            int since = way.restart == 0 ? y : y % way.restart;
            if (since == 0 && y > 0) {
                flush();
                bytes(0xff, 0xd0 + (y / way.restart - 1) % 8);
                forget();
            }
            int[][][] group = way.interleave == 1
                    ? Arrays.stream(planes).map(p -> new int[][] {p}).toArray(int[][][]::new)
                    : new int[][][] {planes};
            for (int g = 0; g < group.length; g++) {
                line(group[g], g, y, since == 0);
            }
        }
        flush();
    }

    private void forget() {
        Arrays.fill(a, Math.max(2, (range + 32) / 64));
        Arrays.fill(b, 0);
        Arrays.fill(c, 0);
        Arrays.fill(n, 1);
        Arrays.fill(nn, 0);
        Arrays.fill(runIndex, 0);
    }

    /** The sample x, y, seen from a row that may be the first of an interval. */
    private int at(int[] plane, int x, int y, int row, boolean first) {
        if (first && y < row) {
            return 0;
        }
        if (x < 0) {
            return y == row ? at(plane, 0, y - 1, row, first) : first || isSecond(y) ? 0 : plane[(y - 1) * columns];
        }
        return y < 0 ? 0 : plane[y * columns + Math.min(x, columns - 1)];
    }

    private boolean isSecond(int y) {
        return y <= 0 || way.restart > 0 && y % way.restart == 0;
    }

    private void line(int[][] planes, int g, int y, boolean first) {
        int x = 0;
        while (x < columns) {
            int[][] near4 = new int[planes.length][];
            int[] q = new int[planes.length];
            for (int p = 0; p < planes.length; p++) {
                int[] s = planes[p];
                int[] abcd = {
                    at(s, x - 1, y, y, first),
                    at(s, x, y - 1, y, first),
                    at(s, x - 1, y - 1, y, first),
                    at(s, x + 1, y - 1, y, first)
                };
                near4[p] = abcd;
                q[p] = 81 * region(abcd[3] - abcd[1]) + 9 * region(abcd[1] - abcd[2]) + region(abcd[2] - abcd[0]);
            }
            if (Arrays.stream(q).allMatch(v -> v == 0)) {
                x = run(planes, g, x, y, first);
            } else {
                for (int p = 0; p < planes.length; p++) {
                    planes[p][y * columns + x] = regular(planes[p][y * columns + x], q[p], near4[p]);
                }
                x++;
            }
        }
    }

    private int region(int d) {
        int size = Math.abs(d);
        int region = size <= near ? 0 : size < t[0] ? 1 : size < t[1] ? 2 : size < t[2] ? 3 : 4;
        return d < 0 ? -region : region;
    }

    private int regular(int ix, int context, int[] abcd) {
        int sign = context < 0 ? -1 : 1;
        int q = context * sign;
        int px;
        if (abcd[2] >= Math.max(abcd[0], abcd[1])) {
            px = Math.min(abcd[0], abcd[1]);
        } else if (abcd[2] <= Math.min(abcd[0], abcd[1])) {
            px = Math.max(abcd[0], abcd[1]);
        } else {
            px = abcd[0] + abcd[1] - abcd[2];
        }
        px = clamp(px + sign * c[q]);
        int error = quantize((ix - px) * sign);
        int rx = near == 0 ? ix : clamp(px + sign * error * (2 * near + 1));
        error = modulo(error);
        int k = 0;
        while ((n[q] << k) < a[q]) {
            k++;
        }
        if (near == 0 && k == 0 && 2 * b[q] <= -n[q]) {
            golomb(error >= 0 ? 2 * error + 1 : -2 * (error + 1), k, limit);
        } else {
            golomb(error >= 0 ? 2 * error : -2 * error - 1, k, limit);
        }
        learn(q, error);
        return rx;
    }

    private void learn(int q, int error) {
        b[q] += error * (2 * near + 1);
        a[q] += Math.abs(error);
        if (n[q] == reset) {
            a[q] = a[q] >> 1;
            b[q] = b[q] >= 0 ? b[q] >> 1 : -((1 - b[q]) >> 1);
            n[q] = n[q] >> 1;
        }
        n[q]++;
        if (b[q] <= -n[q]) {
            b[q] += n[q];
            if (c[q] > -128) {
                c[q]--;
            }
            if (b[q] <= -n[q]) {
                b[q] = -n[q] + 1;
            }
        } else if (b[q] > 0) {
            b[q] -= n[q];
            if (c[q] < 127) {
                c[q]++;
            }
            if (b[q] > 0) {
                b[q] = 0;
            }
        }
    }

    private int clamp(int v) {
        return v > maxval ? maxval : v < 0 ? 0 : v;
    }

    private int quantize(int error) {
        return error > 0 ? (error + near) / (2 * near + 1) : -((near - error) / (2 * near + 1));
    }

    private int modulo(int error) {
        int e = error < 0 ? error + range : error;
        return e >= (range + 1) / 2 ? e - range : e;
    }

    private int run(int[][] planes, int g, int from, int y, boolean first) {
        int[] ra = new int[planes.length];
        for (int p = 0; p < planes.length; p++) {
            ra[p] = at(planes[p], from - 1, y, y, first);
        }
        int x = from;
        while (x < columns && continues(planes, ra, x, y)) {
            for (int p = 0; p < planes.length; p++) {
                planes[p][y * columns + x] = ra[p];
            }
            x++;
        }
        int length = x - from;
        while (length >= 1 << J[runIndex[g]]) {
            put(1, 1);
            length -= 1 << J[runIndex[g]];
            if (runIndex[g] < 31) {
                runIndex[g]++;
            }
        }
        if (x == columns) {
            if (length > 0) {
                put(1, 1);
            }
            return x;
        }
        put(0, 1);
        put(length, J[runIndex[g]]);
        for (int p = 0; p < planes.length; p++) {
            int at = y * columns + x;
            int rb = at(planes[p], x, y - 1, y, first);
            planes[p][at] = interruption(planes[p][at], ra[p], rb, planes.length == 1, J[runIndex[g]]);
        }
        if (runIndex[g] > 0) {
            runIndex[g]--;
        }
        return x + 1;
    }

    private boolean continues(int[][] planes, int[] ra, int x, int y) {
        for (int p = 0; p < planes.length; p++) {
            if (Math.abs(planes[p][y * columns + x] - ra[p]) > near) {
                return false;
            }
        }
        return true;
    }

    private int interruption(int ix, int ra, int rb, boolean alone, int j) {
        int type = alone && Math.abs(ra - rb) <= near ? 1 : 0;
        int px = type == 1 ? ra : rb;
        int sign = type == 0 && ra > rb ? -1 : 1;
        int error = quantize((ix - px) * sign);
        int rx = near == 0 ? ix : clamp(px + sign * error * (2 * near + 1));
        error = modulo(error);
        int q = 365 + type;
        int temp = type == 0 ? a[q] : a[q] + (n[q] >> 1);
        int k = 0;
        while ((n[q] << k) < temp) {
            k++;
        }
        int map = k == 0 && error > 0 && 2 * nn[q] < n[q] || error < 0 && (2 * nn[q] >= n[q] || k != 0) ? 1 : 0;
        int mapped = 2 * Math.abs(error) - type - map;
        golomb(mapped, k, limit - j - 1);
        if (error < 0) {
            nn[q]++;
        }
        a[q] += (mapped + 1 - type) >> 1;
        if (n[q] == reset) {
            a[q] >>= 1;
            n[q] >>= 1;
            nn[q] >>= 1;
        }
        n[q]++;
        return rx;
    }

    private void golomb(int mapped, int k, int glimit) {
        int high = mapped >> k;
        if (high < glimit - qbpp - 1) {
            zeros(high);
            put(1, 1);
            put(mapped & (1 << k) - 1, k);
        } else {
            zeros(glimit - qbpp - 1);
            put(1, 1);
            put(mapped - 1, qbpp);
        }
    }

    private void zeros(int count) {
        for (int i = 0; i < count; i++) {
            put(0, 1);
        }
    }

    private void put(int value, int bits) {
        for (int i = bits - 1; i >= 0; i--) {
            free--;
            pending |= (value >> i & 1) << free;
            if (free == 0) {
                write();
            }
        }
    }

    /** After a byte of ones the highest bit stays free. */
    private void write() {
        out.write(pending);
        free = pending == 0xff ? 7 : 8;
        pending = 0;
    }

    private void flush() {
        if (free != 8) {
            write();
        }
        if (free == 7) {
            write();
        }
        free = 8;
    }
}
