package org.lesionlens.inference;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.lesionlens.io.VolumeFiles;
import org.lesionlens.volume.Image;
import org.lesionlens.volume.ProbabilityMap;
import org.lesionlens.volume.Progress;
import org.lesionlens.volume.Volume;
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

/** Volume in memory to probability in memory, against bare ONNX Runtime on as many windows: 20 slices of 160 x 160. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 2, time = 3)
@Measurement(iterations = 6, time = 3)
public class LesionSegmenterBenchmark {
    /** The window that the segmenter takes. */
    static final int SIDE = 208;

    /** Of the phantom. */
    static final int SLICES = 20;

    @Param({"1", "2", "4"})
    private int batch;

    private OnnxModel model;
    private Volume volume;
    private NetworkBinding binding;

    @Setup
    public void open() throws IOException {
        model = OnnxModelTest.open("brain-t1ce-segmenter");
        volume = VolumeFiles.read(Path.of("test-data", "phantom_t1ce.nii.gz"), Optional.empty())
                .volume();
        binding = model.bind(batch, SIDE, SIDE, 1);
    }

    @TearDown
    public void close() {
        binding.close();
        model.close();
    }

    @Benchmark
    public ProbabilityMap segment() {
        return new LesionSegmenter(model, batch, false)
                .segment(Image.of(volume), Progress.NONE)
                .lesion();
    }

    @Benchmark
    public void bareRuntime() {
        for (int i = 0; i < SLICES; i += batch) {
            binding.run(Progress.NONE);
        }
    }
}
