package org.lesionlens.inference;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import net.imglib2.img.array.ArrayImgs;
import org.lesionlens.model.Model;
import org.lesionlens.volume.Image;
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
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A sequence of frames of 512 x 512 in memory to probability in memory, of a model that sees neighbours as channels, against
 * bare ONNX Runtime on as many windows. The model's folder is the system property {@value #MODEL}: one of a network that
 * takes windows of 512 x 512.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 1)
@Measurement(iterations = 3)
public class NeighboursBenchmark {
    static final String MODEL = "lesionlens.benchmark.model";
    private static final int SIDE = 512;

    @Param({"50", "500"})
    private int frames;

    private OnnxModel model;
    private Image sequence;
    private NetworkBinding binding;

    @Setup
    public void open() throws IOException {
        Model read = Model.read(Path.of(System.getProperty(MODEL)));
        model = OnnxModel.open(read, Optional.of(Device.CPU), 1);
        sequence = new Image(read.channels().stream()
                .map(channel ->
                        new Image.Channel(channel.name(), noise(channel.name().hashCode())))
                .toList());
        binding = model.bind(1, SIDE, SIDE, 1);
    }

    private Volume noise(int seed) {
        Random random = new Random(seed);
        float[] values = new float[SIDE * SIDE * frames];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextInt(256);
        }
        VolumeGeometry grid = VolumeGeometry.uncalibrated(SIDE, SIDE, frames);
        return new Volume(ArrayImgs.floats(values, grid.size()), grid);
    }

    @TearDown
    public void close() {
        binding.close();
        model.close();
    }

    @Benchmark
    public ProbabilityMap segment() {
        return new LesionSegmenter(model, 1, false)
                .segment(sequence, Progress.NONE)
                .lesion();
    }

    @Benchmark
    public void bareRuntime() {
        for (int i = 0; i < frames; i++) {
            binding.run(Progress.NONE);
        }
    }
}
