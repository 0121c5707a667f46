package org.lesionlens.inference;

import ai.onnxruntime.OrtException;
import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import net.imglib2.img.array.ArrayImgs;
import org.lesionlens.inference.TinyNetwork.Attribute;
import org.lesionlens.model.CheckedFile;
import org.lesionlens.model.Model;
import org.lesionlens.volume.Image;
import org.lesionlens.volume.Progress;
import org.lesionlens.volume.Volume;
import org.lesionlens.volume.VolumeGeometry;

/**
 * CPU time of a volume in 3D tiles over that of bare ONNX Runtime on as many tiles of that size, with one thread, measured in
 * turn: all of it, and what of it is the network. As the volume is, and resampled there and back. {@code mvn -q -Pbenchmark
 * test-compile exec:exec -Dbench.main=org.lesionlens.inference.TilesAgainstRuntime}.
 */
final class TilesAgainstRuntime {
    private static final int FLOAT = 1;
    private static final int SIDE = 96;
    /** Half overlapping, in a row. */
    private static final int TILES = 3;

    private static final int CLASSES = 4;
    private static final int CHANNELS = 16;
    private static final int WARM_UP = 1;
    private static final int TURNS = 3;

    private TilesAgainstRuntime() {}

    public static void main(String[] arguments) throws IOException, OrtException {
        Path folder = Files.createTempDirectory("tiles");
        for (int convolutions : new int[] {6, 2}) {
            report(folder, convolutions, "as it is", "", 1);
            report(folder, convolutions, "resampled", "{step: resample, spacing_mm: [1, 1, 1]}, ", 0.8);
        }
    }

    /** Convolutions of 3 x 3 x 3, and the logits of four classes. */
    private static byte[] network(int convolutions) {
        Random random = new Random(1);
        String[] shape = {"n", "1", "z", "y", "x"};
        TinyNetwork network =
                new TinyNetwork().input("input", FLOAT, shape).output("logits", FLOAT, "n", "4", "z", "y", "x");
        String last = "input";
        for (int i = 0; i < convolutions; i++) {
            int before = i == 0 ? 1 : CHANNELS;
            network.floats("kernel" + i, new long[] {CHANNELS, before, 3, 3, 3}, noise(random, CHANNELS * before * 27))
                    .operator("Conv", last + " kernel" + i, "sum" + i, Attribute.numbers("pads", 1, 1, 1, 1, 1, 1))
                    .operator("Relu", "sum" + i, "level" + i);
            last = "level" + i;
        }
        return network.floats("last", new long[] {CLASSES, CHANNELS, 1, 1, 1}, noise(random, CLASSES * CHANNELS))
                .operator("Conv", last + " last", "logits")
                .file();
    }

    private static float[] noise(Random random, int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextGaussian() / 15;
        }
        return values;
    }

    private static Model model(Path folder, int convolutions, String resample) throws IOException {
        return new DescribedModel(folder, "tiles-" + convolutions + resample.length())
                .weights(network(convolutions))
                .own(
                        "labels: [{name: core, value: 1}, {name: oedema, value: 2}, {name: liver, value: 3, lesion: false}]")
                .own("preparation: [" + resample + "{step: z-score}]")
                .network("input: {name: input, axes: bczyx}")
                .network("window: {kind: tiles, sides: [96, 96, 96], step: 0.5}")
                .own(
                        "output: {name: logits, axes: bczyx, activation: softmax, answer: exclusive, labels: [0, 1, 2, 3]}")
                .write();
    }

    private static void report(Path folder, int convolutions, String how, String resample, double spacing)
            throws IOException, OrtException {
        Model description = model(folder, convolutions, resample);
        int side = (int) (SIDE / spacing);
        long[] size = {side, side, 2 * side};
        Volume volume = new Volume(
                ArrayImgs.floats(noise(new Random(2), 2 * side * side * side), size),
                VolumeGeometry.axisAligned(size, spacing, spacing, spacing));
        List<CheckedFile> weights = description.network().weights();
        try (OnnxModel model = TinyModels.open(description);
                BareNetwork bare = new BareNetwork(weights.get(0).path(), 1, "input", "logits", CLASSES, SIDE)) {
            LesionSegmenter segmenter = new LesionSegmenter(model, 1, false);
            float[][] tile = {new float[SIDE * SIDE * SIDE]};
            double[][] seconds = new double[3][TURNS];
            for (int turn = -WARM_UP; turn < TURNS; turn++) {
                int i = Math.max(0, turn);
                seconds[0][i] = seconds(() -> segmenter.segment(Image.of(volume), Progress.NONE));
                seconds[1][i] = seconds(() -> network(model, tile));
                seconds[2][i] = seconds(() -> {
                    for (int run = 0; run < TILES; run++) {
                        bare.run();
                    }
                });
            }
            double least = median(seconds[2]);
            System.out.printf(
                    Locale.ROOT,
                    "%d convolutions, %s: bare ONNX Runtime %.2f s for %d tiles; the network in here %.3f of it, all %.3f%n",
                    convolutions,
                    how,
                    least,
                    TILES,
                    ratio(seconds[1], seconds[2]),
                    ratio(seconds[0], seconds[2]));
        }
    }

    private static void network(OnnxModel model, float[][] tile) {
        WindowRuns.Form form = new WindowRuns.Form(1, SIDE, SIDE, SIDE);
        try (WindowRuns runs = new WindowRuns(model, false, form, 1)) {
            for (int run = 0; run < TILES; run++) {
                runs.run(tile, (window, answer, told, row) -> {}, Progress.NONE);
            }
        }
    }

    /** Of CPU, all threads together. */
    private static double seconds(Runnable work) {
        OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        long start = system.getProcessCpuTime();
        work.run();
        return (system.getProcessCpuTime() - start) / 1e9;
    }

    /** The median of those of the turns. */
    private static double ratio(double[] seconds, double[] least) {
        double[] ratios = new double[seconds.length];
        Arrays.setAll(ratios, turn -> seconds[turn] / least[turn]);
        return median(ratios);
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
