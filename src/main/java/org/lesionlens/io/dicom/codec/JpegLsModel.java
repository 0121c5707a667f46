package org.lesionlens.io.dicom.codec;

import java.util.Arrays;

/**
 * The adaptive model of JPEG-LS (ITU-T T.87, annex A): 365 contexts of local gradients and two for the ends of runs.
 *
 * <p>Names of arrays and steps are those of the standard.
 */
final class JpegLsModel {
    private static final int CONTEXTS = 365;
    private static final int MOST_BIAS = 127;

    private final JpegLsBits bits;
    private final JpegLsPreset preset;
    private final int near;
    private final int step;
    private final int wrap;
    private final int errorBits;
    private final byte[] quantized;
    private final int[] a = new int[CONTEXTS + 2];
    private final int[] b = new int[CONTEXTS];
    private final int[] c = new int[CONTEXTS];
    private final int[] n = new int[CONTEXTS + 2];
    private final int[] negatives = new int[2];

    JpegLsModel(JpegLsBits bits, JpegLsPreset preset) {
        this.bits = bits;
        this.preset = preset;
        this.near = preset.near();
        this.step = preset.step();
        this.wrap = preset.range() * step;
        this.errorBits = preset.errorBits();
        this.quantized = quantized(preset);
        reset();
    }

    /** Forgets what was learnt. */
    void reset() {
        Arrays.fill(a, Math.max(2, (preset.range() + 32) / 64));
        Arrays.fill(b, 0);
        Arrays.fill(c, 0);
        Arrays.fill(n, 1);
        Arrays.fill(negatives, 0);
    }

    /** The region of every gradient from -MAXVAL on (A.3.3). */
    private static byte[] quantized(JpegLsPreset preset) {
        byte[] regions = new byte[2 * preset.max() + 1];
        for (int size = 0; size <= preset.max(); size++) {
            int region = size <= preset.near()
                    ? 0
                    : size < preset.t1() ? 1 : size < preset.t2() ? 2 : size < preset.t3() ? 3 : 4;
            regions[preset.max() + size] = (byte) region;
            regions[preset.max() - size] = (byte) -region;
        }
        return regions;
    }

    /** The context of a sample by its neighbours left, above, above left and above right; 0 in a run. */
    int context(int ra, int rb, int rc, int rd) {
        int zero = preset.max();
        return 81 * quantized[zero + rd - rb] + 9 * quantized[zero + rb - rc] + quantized[zero + rc - ra];
    }

    /** The next sample, in a context other than that of a run, or in one component of several (A.4, A.5). */
    int regular(int context, int ra, int rb, int rc) {
        int q = Math.abs(context);
        int sign = context < 0 ? -1 : 1;
        int k = golomb(a[q], n[q]);
        int mapped = code(k, preset.limit());
        boolean swapped = near == 0 && k == 0 && 2 * b[q] <= -n[q];
        int error = (mapped >> 1 ^ -(mapped & 1)) ^ (swapped ? -1 : 0);
        int predicted = clamped(median(ra, rb, rc) + sign * c[q]);
        update(q, error);
        return reconstructed(predicted, sign * error);
    }

    private static int median(int ra, int rb, int rc) {
        int low = Math.min(ra, rb);
        int high = Math.max(ra, rb);
        return rc >= high ? low : rc <= low ? high : ra + rb - rc;
    }

    /** The least k for which N times 2 to the k is at least A. */
    private static int golomb(int sum, int times) {
        if (times >= sum) {
            return 0;
        }
        int k = Integer.numberOfLeadingZeros(times) - Integer.numberOfLeadingZeros(sum);
        return times << k < sum ? k + 1 : k;
    }

    /** A mapped error in a Golomb code of limited length (A.5.3). */
    private int code(int k, int limit) {
        int most = limit - errorBits - 1;
        int high = bits.zeros(most);
        int mapped = high < most ? (high << k) + bits.read(k) : bits.read(errorBits) + 1;
        if (mapped > preset.range()) {
            throw new IllegalArgumentException("the JPEG-LS data are damaged: an error of " + mapped
                    + " is coded, where at most " + preset.range() + " are possible");
        }
        return mapped;
    }

    private void update(int q, int error) {
        int bias = b[q] + error * step;
        a[q] += Math.abs(error);
        if (n[q] == preset.reset()) {
            a[q] >>= 1;
            bias >>= 1;
            n[q] >>= 1;
        }
        n[q]++;
        if (bias <= -n[q]) {
            bias = Math.max(bias + n[q], 1 - n[q]);
            c[q] = Math.max(c[q] - 1, -MOST_BIAS - 1);
        } else if (bias > 0) {
            bias = Math.min(bias - n[q], 0);
            c[q] = Math.min(c[q] + 1, MOST_BIAS);
        }
        b[q] = bias;
    }

    private int reconstructed(int predicted, int error) {
        int sample = predicted + error * step;
        if (sample < -near) {
            sample += wrap;
        } else if (sample > preset.max() + near) {
            sample -= wrap;
        }
        return clamped(sample);
    }

    private int clamped(int sample) {
        return Math.max(0, Math.min(preset.max(), sample));
    }

    /**
     * The sample that ends a run (A.7.2).
     *
     * @param alike whether the sample above may be predicted from the run; never so in several components at once
     * @param runBits of the length of the run that was read before, which shorten the code word
     */
    int runEnd(int ra, int rb, boolean alike, int runBits) {
        int type = alike ? 1 : 0;
        int q = CONTEXTS + type;
        int k = golomb(a[q] + type * (n[q] >> 1), n[q]);
        int mapped = code(k, preset.limit() - runBits - 1);
        int size = (mapped + type + 1) >> 1;
        boolean odd = (mapped + type & 1) != 0;
        boolean negative = odd == (k != 0 || 2 * negatives[type] >= n[q]);
        updateRun(type, negative && size > 0, (mapped + 1 - type) >> 1);
        int sign = !alike && ra > rb ? -1 : 1;
        return reconstructed(alike ? ra : rb, sign * (negative ? -size : size));
    }

    private void updateRun(int type, boolean negative, int size) {
        int q = CONTEXTS + type;
        negatives[type] += negative ? 1 : 0;
        a[q] += size;
        if (n[q] == preset.reset()) {
            a[q] >>= 1;
            n[q] >>= 1;
            negatives[type] >>= 1;
        }
        n[q]++;
    }

    boolean near(int one, int other) {
        return Math.abs(one - other) <= near;
    }
}
