package org.lesionlens.io.dicom.codec;

import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.lesionlens.io.dicom.codec.JpegLsEncoder.Way;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Images decoded a second, in one thread, of half a megabyte each: 512 x 512 pixels of 12 bits in 16, a body of soft
 * tissue and bone in air with the noise of a CT. Divide by two for MB a second.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class JpegLsBenchmark {
    private static final int SIZE = 512;
    private static final PixelFormat FORMAT =
            new PixelFormat(SIZE, SIZE, Photometric.MONOCHROME2, false, 2, 12, 0, false);

    private final byte[] lossless = encoded(Way.lossless(12), phantom(10));
    private final byte[] nearLossless = encoded(Way.lossless(12).near(2), phantom(10));
    private final byte[] noise = encoded(Way.lossless(12), phantom(500));

    private static byte[] encoded(Way way, int[] samples) {
        return JpegLsEncoder.encode(new int[][] {samples}, SIZE, way);
    }

    /** A body of 40 HU in air of -1000 HU, with a ring of 700 HU, noise of so many HU, stored from 0 for -1024 HU. */
    private static int[] phantom(double noise) {
        Random random = new Random(1);
        int[] samples = new int[SIZE * SIZE];
        for (int i = 0; i < samples.length; i++) {
            double radius = Math.hypot((i % SIZE - 256) / 220.0, (i / SIZE - 256) / 170.0);
            int hu = radius > 1 ? -1000 : radius > 0.85 && radius < 0.9 ? 700 : 40;
            long stored = Math.round(1024 + hu + noise * random.nextGaussian());
            samples[i] = (int) Math.max(0, Math.min(4095, stored));
        }
        return samples;
    }

    @Benchmark
    public FramePixels lossless() {
        return JpegLsCodec.decode(lossless, FORMAT);
    }

    @Benchmark
    public FramePixels nearLossless() {
        return JpegLsCodec.decode(nearLossless, FORMAT);
    }

    /** The hardest: noise of 500 HU, which hardly compresses. */
    @Benchmark
    public FramePixels losslessOfNoise() {
        return JpegLsCodec.decode(noise, FORMAT);
    }
}
