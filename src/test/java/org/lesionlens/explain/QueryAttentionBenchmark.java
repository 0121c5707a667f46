package org.lesionlens.explain;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import net.imglib2.view.Views;
import org.lesionlens.inference.Device;
import org.lesionlens.inference.OnnxModel;
import org.lesionlens.inference.PreparedSlices;
import org.lesionlens.inference.SliceInput;
import org.lesionlens.model.Model;
import org.lesionlens.volume.Volume;
import org.lesionlens.volume.VolumeGeometry;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** A new point of a slice of 256 x 256 that was explained before: how long until its map is there. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 2, time = 2)
@Measurement(iterations = 5, time = 2)
public class QueryAttentionBenchmark {
    private static final int SIDE = 256;

    private SliceExplanation explanation;
    private int next;

    @Setup
    public void explain() throws IOException {
        Volume volume = Volume.allocate(VolumeGeometry.axisAligned(new long[] {SIDE, SIDE, 1}, 1.30667, 1.30667, 6));
        int i = 0;
        for (var voxel : Views.flatIterable(volume.voxels())) {
            voxel.set(i++ % 997);
        }
        try (OnnxModel model =
                OnnxModel.open(Model.read(Path.of("models", "brain-t1ce-segmenter")), Optional.of(Device.CPU), 0)) {
            explanation = SliceExplanation.of(model, SliceInput.of(new PreparedSlices(volume, model.description()), 0));
        }
    }

    /** Row of softmax(q.k) and its map on the slice. */
    @Benchmark
    public Explanation attention() {
        return explanation.attention(point());
    }

    /** Who looks at the point. */
    @Benchmark
    public Explanation reverseAttention() {
        return explanation.reverseAttention(point());
    }

    /** Covariance of features. */
    @Benchmark
    public Explanation covariance() {
        return explanation.covariance(point());
    }

    private long[] point() {
        next = (next + 9973) % (SIDE * SIDE);
        return new long[] {next % SIDE, next / SIDE, 0};
    }
}
