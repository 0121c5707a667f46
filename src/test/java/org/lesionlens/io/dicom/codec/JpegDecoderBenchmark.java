package org.lesionlens.io.dicom.codec;

import java.io.IOException;
import java.util.Random;
import java.util.concurrent.TimeUnit;
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
 * Images decoded a second, in one thread, of half a megabyte each: 512 x 512 pixels of 16 bits, a body of soft tissue
 * and bone in air with the noise of a CT (12 used bits). Divide by two for MB a second.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class JpegDecoderBenchmark {
    private static final int SIZE = 512;
    private static final PixelFormat FORMAT =
            new PixelFormat(SIZE, SIZE, Photometric.MONOCHROME2, false, 2, 12, 0, false);

    private final byte[] firstPredictor =
            new LosslessJpegBytes(SIZE, SIZE, 16, phantom()).shortest(3).array();
    private final byte[] lastPredictor = new LosslessJpegBytes(SIZE, SIZE, 16, phantom())
            .predictor(7)
            .shortest(3)
            .array();
    private final byte[] twelveBits =
            SequentialJpegBytes.of(SIZE, SIZE, phantom()).array();

    /** A body of 40 HU in air of -1000 HU, with a ring of 700 HU, noise of 10 HU, stored from 0 for -1024 HU. */
    private static int[] phantom() {
        Random random = new Random(1);
        int[] pixels = new int[SIZE * SIZE];
        for (int i = 0; i < pixels.length; i++) {
            double radius = Math.hypot((i % SIZE - 256) / 220.0, (i / SIZE - 256) / 170.0);
            int hu = radius > 1 ? -1000 : radius > 0.85 && radius < 0.9 ? 700 : 40;
            pixels[i] = Math.max(0, (int) Math.round(1024 + hu + 10 * random.nextGaussian()));
        }
        return pixels;
    }

    @Benchmark
    public FramePixels losslessOfTheFirstPredictor() throws IOException {
        return JpegCodec.decode(firstPredictor, FORMAT);
    }

    @Benchmark
    public FramePixels losslessOfTheLastPredictor() throws IOException {
        return JpegCodec.decode(lastPredictor, FORMAT);
    }

    @Benchmark
    public FramePixels sequentialOf12Bits() throws IOException {
        return JpegCodec.decode(twelveBits, FORMAT);
    }
}
