package org.lesionlens.inference;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import net.imglib2.img.array.ArrayImgs;
import org.lesionlens.model.Model;
import org.lesionlens.volume.Image;
import org.lesionlens.volume.Progress;
import org.lesionlens.volume.Volume;
import org.lesionlens.volume.VolumeGeometry;

/**
 * A sequence of {@value #FRAMES} frames of 512 x 512 in memory to probability in memory, of a model that sees neighbours as channels and
 * slices whole, against ONNX Runtime alone on windows of the same sequence that lie prepared in its tensor; in turn, one thread each.
 * Prints the wall and CPU time of a frame and the medians of the ratios.
 */
public final class NeighboursBenchmark {
    private static final int SIDE = 512;
    private static final int FRAMES = 500;
    private static final int PREPARED = 8;
    private static final int PAIRS = 3;
    private static final OperatingSystemMXBean PROCESS =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private final OnnxModel model;
    private final Image sequence;
    private final int frames;

    private NeighboursBenchmark(OnnxModel model, int frames) {
        this.model = model;
        this.frames = frames;
        this.sequence = new Image(model.description().channels().stream()
                .map(channel ->
                        new Image.Channel(channel.name(), noise(channel.name().hashCode())))
                .toList());
    }

    /** How long something took, of all threads together in {@code cpu}. */
    private record Cost(double wall, double cpu) {
        static Cost now() {
            return new Cost(System.nanoTime() / 1e6, PROCESS.getProcessCpuTime() / 1e6);
        }

        Cost since(Cost start) {
            return new Cost(wall - start.wall, cpu - start.cpu);
        }

        Cost and(Cost other) {
            return new Cost(wall + other.wall, cpu + other.cpu);
        }
    }

    /** @param arguments the folder of a model whose window holds 512 x 512 pixels, and how many frames, else {@value #FRAMES} */
    public static void main(String[] arguments) throws IOException {
        int frames = arguments.length > 1 ? Integer.parseInt(arguments[1]) : FRAMES;
        try (OnnxModel model = OnnxModel.open(Model.read(Path.of(arguments[0])), Optional.of(Device.CPU), 1)) {
            NeighboursBenchmark benchmark = new NeighboursBenchmark(model, frames);
            benchmark.segment();
            benchmark.bareRuntime();
            List<Double> wall = new ArrayList<>();
            List<Double> cpu = new ArrayList<>();
            for (int pair = 0; pair < PAIRS; pair++) {
                Cost all = benchmark.segment();
                Cost bare = benchmark.bareRuntime();
                wall.add(all.wall / bare.wall);
                cpu.add(all.cpu / bare.cpu);
                System.out.printf(
                        Locale.ROOT,
                        "a frame: LesionLens %.2f ms (CPU %.2f), ONNX Runtime alone %.2f ms (CPU %.2f)%n",
                        all.wall / frames,
                        all.cpu / frames,
                        bare.wall / frames,
                        bare.cpu / frames);
            }
            System.out.printf(
                    Locale.ROOT, "LesionLens over ONNX Runtime: wall %.3f, CPU %.3f%n", middle(wall), middle(cpu));
        }
    }

    private static double middle(List<Double> ratios) {
        return ratios.stream().sorted().toList().get(ratios.size() / 2);
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

    private Cost segment() {
        Cost start = Cost.now();
        new LesionSegmenter(model, 1, false).segment(sequence, Progress.NONE);
        return Cost.now().since(start);
    }

    /** The windows are put into the tensor beside the clock. */
    private Cost bareRuntime() {
        PreparedImage prepared =
                new PreparedImage(ModelChannels.of(sequence, model.description()), model.description());
        SliceWindow window = SliceWindow.of(prepared.size(0), prepared.size(1), model.description());
        float[][] windows = IntStream.range(0, PREPARED)
                .mapToObj(frame -> window(prepared, frame))
                .toArray(float[][]::new);
        Cost sum = new Cost(0, 0);
        try (NetworkBinding binding = model.bind(1, window.width(), window.height(), 1)) {
            for (int frame = 0; frame < frames; frame++) {
                binding.put(0, windows[frame % PREPARED]);
                Cost start = Cost.now();
                binding.run(Progress.NONE);
                sum = sum.and(Cost.now().since(start));
            }
        }
        return sum;
    }

    private static float[] window(PreparedImage prepared, int frame) {
        int pixels = prepared.size(0) * prepared.size(1);
        float[] window = new float[pixels * prepared.channels().size()];
        for (int channel = 0; channel < prepared.channels().size(); channel++) {
            Voxels voxels = prepared.channels().get(channel);
            System.arraycopy(voxels.read(voxels.plane(frame)), 0, window, channel * pixels, pixels);
        }
        return window;
    }
}
