package org.lesionlens.inference;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.lesionlens.io.VolumeFiles;
import org.lesionlens.model.Model;
import org.lesionlens.model.Precision;
import org.lesionlens.model.Purpose;
import org.lesionlens.volume.Image;
import org.lesionlens.volume.Progress;

/**
 * CPU time of the shipped segmenter, prepared volume to probability, with and without the look at whether the image is like those of the
 * training, and with weights of 8 bits, in turn: {@code mvn -q -Pbenchmark test-compile exec:exec
 * -Dbench.main=org.lesionlens.inference.SegmentersInTurn}.
 */
final class SegmentersInTurn {
    private static final int WARM_UP = 10;
    private static final int PAIRS = 61;
    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private SegmentersInTurn() {}

    public static void main(String[] arguments) throws IOException {
        Model full = Model.read(Path.of("models", "brain-t1ce-segmenter"));
        Image image = Image.of(VolumeFiles.read(Path.of("test-data", "phantom_t1ce.nii.gz"), Optional.empty())
                .volume());
        report("with the look over without", withoutSuitability(full), full, image);
        report("int8 over full", full, full.in(Precision.INT8), image);
    }

    private static Model withoutSuitability(Model model) {
        Purpose purpose = model.purpose();
        return new Model(
                model.identity(),
                new Purpose(
                        purpose.modality(),
                        purpose.image(),
                        purpose.bodyPart(),
                        purpose.fieldOfViewMm(),
                        Optional.empty()),
                model.channels(),
                model.preparation(),
                model.network(),
                model.output(),
                model.role(),
                model.explanations(),
                model.tests());
    }

    private static void report(String what, Model usual, Model other, Image image) throws IOException {
        try (OnnxModel first = OnnxModel.open(usual, Optional.of(Device.CPU), 1);
                OnnxModel second = OnnxModel.open(other, Optional.of(Device.CPU), 1)) {
            double[] ratios = new double[PAIRS];
            double[] times = new double[PAIRS];
            for (int pair = -WARM_UP; pair < PAIRS; pair++) {
                double one = milliseconds(first, image);
                double two = milliseconds(second, image);
                if (pair >= 0) {
                    times[pair] = one;
                    ratios[pair] = two / one;
                }
            }
            Arrays.sort(times);
            Arrays.sort(ratios);
            System.out.printf(
                    Locale.ROOT,
                    "%s: %.3f (quartiles %.3f to %.3f of %d pairs), of %.0f ms%n",
                    what,
                    ratios[PAIRS / 2],
                    ratios[PAIRS / 4],
                    ratios[3 * PAIRS / 4],
                    PAIRS,
                    times[PAIRS / 2]);
        }
    }

    /** Of the processor, on all threads. */
    private static double milliseconds(OnnxModel model, Image image) {
        long start = SYSTEM.getProcessCpuTime();
        new LesionSegmenter(model, 1, false).segment(image, Progress.NONE);
        return (SYSTEM.getProcessCpuTime() - start) / 1e6;
    }
}
