package org.lesionlens.volume;

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

/** Time to bring a slice of 512 x 512 as a radiologist sees it to 256 x 256, and back. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class ResamplingBenchmark {
    /** Stored left to right and superior to inferior, so both axes are turned round. */
    private static final VolumeGeometry LEFT_TO_RIGHT =
            VolumeGeometry.of(new long[] {512, 512, 3}, new double[] {1, 1, 5}, new double[3], new double[][] {
                {-1, 0, 0}, {0, -1, 0}, {0, 0, 1}
            });

    private final Volume volume = Grids.counting(LEFT_TO_RIGHT);
    private final DisplayOrientation orientation = DisplayOrientation.of(LEFT_TO_RIGHT);
    private final float[] small = new float[256 * 256];

    @Benchmark
    public float[] shrink() {
        return Resampling.resize(orientation.pixels(volume.voxels(), 1), 512, 512, 256, 256);
    }

    @Benchmark
    public void grow() {
        orientation.setPixels(volume.voxels(), 1, Resampling.resize(small, 256, 256, 512, 512));
    }
}
