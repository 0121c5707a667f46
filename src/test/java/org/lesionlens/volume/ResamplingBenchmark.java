package org.lesionlens.volume;

import java.util.concurrent.TimeUnit;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.type.numeric.real.FloatType;
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
    private final RandomAccessibleInterval<FloatType> large = flippedSlice(512);
    private final RandomAccessibleInterval<FloatType> small = flippedSlice(256);

    @Benchmark
    public void shrink() {
        Resampling.resize(large, small);
    }

    @Benchmark
    public void grow() {
        Resampling.resize(small, large);
    }

    /** Stored left to right and superior to inferior, so both axes of the view are turned round. */
    private static RandomAccessibleInterval<FloatType> flippedSlice(long size) {
        double[][] direction = {{-1, 0, 0}, {0, -1, 0}, {0, 0, 1}};
        VolumeGeometry geometry =
                VolumeGeometry.of(new long[] {size, size, 3}, new double[] {1, 1, 5}, new double[3], direction);
        return DisplayOrientation.of(geometry).slice(Grids.counting(geometry).voxels(), 1);
    }
}
