package org.lesionlens.lesion;

import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.lesionlens.metric.CaseAgreement;
import org.lesionlens.metric.ComparedMasks;
import org.lesionlens.metric.Comparison;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.ProbabilityMap;
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

/** Time to label a volume of 256 x 256 x 160: balls, as lesions are, and half of noise, the hard case. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class ConnectedComponentsBenchmark {
    private static final VolumeGeometry GRID = VolumeGeometry.axisAligned(new long[] {256, 256, 160}, 1, 1, 1.5);

    private final ProbabilityMap balls = Phantoms.certain(Phantoms.mask(GRID, ConnectedComponentsBenchmark::inABall));
    private final ProbabilityMap noise = Phantoms.certain(Phantoms.noise(GRID, new Random(1), 0.5));
    private final LabelMap labels = ConnectedComponents.label(balls, 0.5, 0);

    @Benchmark
    public LabelMap labelBalls() {
        return ConnectedComponents.label(balls, 0.5, 10);
    }

    @Benchmark
    public LabelMap labelNoise() {
        return ConnectedComponents.label(noise, 0.5, 10);
    }

    @Benchmark
    public Object measureBalls() {
        return LesionMeasurements.measure(labels, Optional.of(balls), Optional.empty());
    }

    @Benchmark
    public CaseAgreement compareBalls() {
        return ComparedMasks.of(labels, labels).compare("", "", Comparison.of(100));
    }

    /** One ball of radius 12 in each cube of 32. */
    private static boolean inABall(long x, long y, long z) {
        return Math.hypot(Math.hypot(x % 32 - 16, y % 32 - 16), z % 32 - 16) <= 12;
    }
}
