package org.lesionlens.inference;

import java.util.concurrent.TimeUnit;
import org.lesionlens.volume.Grids;
import org.lesionlens.volume.ProbabilityMap;
import org.lesionlens.volume.Progress;
import org.lesionlens.volume.Volume;
import org.lesionlens.volume.VolumeGeometry;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What tiling and blending cost without a network: 256 x 256 x 64 in tiles of 96 x 96 x 32 with half overlap. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 2, time = 2)
@Measurement(iterations = 4, time = 2)
public class SlidingWindowBenchmark {
    private final Volume volume = Grids.counting(VolumeGeometry.axisAligned(new long[] {256, 256, 64}, 1, 1, 1));
    private final SlidingWindow window = new SlidingWindow(new int[] {96, 96, 32}, 0.5, 2);

    @Benchmark
    public ProbabilityMap tileAndBlend() {
        return window.run(volume, (tiles, count) -> tiles, Progress.NONE);
    }
}
