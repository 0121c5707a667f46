package org.lesionlens.inference;

import ai.onnxruntime.OrtException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.lesionlens.io.VolumeFiles;
import org.lesionlens.volume.Image;
import org.lesionlens.volume.Progress;
import org.lesionlens.volume.Volume;

/**
 * The segmenter's time over that of bare ONNX Runtime on the same windows, measured in turn, so that it also holds on a
 * machine whose speed drifts: {@code mvn -q -Pbenchmark test-compile exec:exec
 * -Dbench.main=org.lesionlens.inference.SegmenterAgainstRuntime}.
 */
final class SegmenterAgainstRuntime {
    private static final int WARM_UP = 15;
    private static final int PAIRS = 61;

    private SegmenterAgainstRuntime() {}

    public static void main(String[] arguments) throws IOException, OrtException {
        Volume volume = VolumeFiles.read(Path.of("test-data", "phantom_t1ce.nii.gz"), Optional.empty())
                .volume();
        int side = LesionSegmenterBenchmark.SIDE;
        Path weights = Path.of("models", "brain-t1ce-segmenter", "weights.onnx");
        try (OnnxModel model = OnnxModelTest.open("brain-t1ce-segmenter");
                BareNetwork bare = new BareNetwork(weights, 2, "input", "probability", 1, 1, side, side)) {
            LesionSegmenter segmenter = new LesionSegmenter(model, 1, false);
            report(() -> segmenter.segment(Image.of(volume), Progress.NONE), () -> {
                for (int slice = 0; slice < LesionSegmenterBenchmark.SLICES; slice++) {
                    bare.run();
                }
            });
        }
    }

    private static void report(Runnable segmenter, Runnable bare) {
        double[] whole = new double[PAIRS];
        double[] network = new double[PAIRS];
        double[] ratios = new double[PAIRS];
        for (int pair = -WARM_UP; pair < PAIRS; pair++) {
            double first = milliseconds(segmenter);
            double second = milliseconds(bare);
            if (pair >= 0) {
                whole[pair] = first;
                network[pair] = second;
                ratios[pair] = second / first;
            }
        }
        System.out.printf(
                Locale.ROOT,
                "segmenter %.0f ms, bare ONNX Runtime %.0f ms, its share %.3f (medians of %d pairs)%n",
                median(whole),
                median(network),
                median(ratios),
                PAIRS);
    }

    private static double milliseconds(Runnable work) {
        long start = System.nanoTime();
        work.run();
        return (System.nanoTime() - start) / 1e6;
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
