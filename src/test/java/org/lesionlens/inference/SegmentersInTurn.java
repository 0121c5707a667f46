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
    private static final int PAIRS = 60;
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
                        Optional.empty(),
                        purpose.demonstration()),
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
            double[] times = new double[2];
            double[] ratios = new double[PAIRS];
            for (int pair = -WARM_UP; pair < PAIRS; pair++) {
                boolean turned = pair % 2 != 0; // whoever comes second pays for what the first has left
                double two = turned ? milliseconds(second, image) : 0;
                double one = milliseconds(first, image);
                two = turned ? two : milliseconds(second, image);
                if (pair >= 0) {
                    times[0] += one;
                    times[1] += two;
                    ratios[pair] = two / one;
                }
            }
            Arrays.sort(ratios);
            System.out.printf(
                    Locale.ROOT,
                    "%s: %.3f of all time, %.3f the median of %d pairs (quartiles %.3f and %.3f), of %.0f ms%n",
                    what,
                    times[1] / times[0],
                    ratios[PAIRS / 2],
                    PAIRS,
                    ratios[PAIRS / 4],
                    ratios[3 * PAIRS / 4],
                    times[0] / PAIRS);
        }
    }

    /** Of the processor, on all threads. */
    private static double milliseconds(OnnxModel model, Image image) {
        long start = SYSTEM.getProcessCpuTime();
        new LesionSegmenter(model, 1, false).segment(image, Progress.NONE);
        return (SYSTEM.getProcessCpuTime() - start) / 1e6;
    }
}
