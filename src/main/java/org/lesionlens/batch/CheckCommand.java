package org.lesionlens.batch;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.lesionlens.inference.Device;
import org.lesionlens.inference.DeviceUnavailableException;
import org.lesionlens.inference.ModelDescription;
import org.lesionlens.inference.ModelFolders;
import org.lesionlens.inference.OnnxModel;
import org.lesionlens.inference.Tensor;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What works on this machine: versions, folders, devices and their speed on a shipped model. */
@Command(
        name = "check",
        description = "Says which devices work on this machine and how fast they are.",
        mixinStandardHelpOptions = true)
final class CheckCommand implements Callable<Integer> {
    private static final int WARM_UP = 2;
    private static final int RUNS = 5;
    private static final int SIDE = 256;

    @Option(
            names = "--model",
            paramLabel = "NAME",
            defaultValue = "brain-t1ce-segmenter",
            description = "model to time (${DEFAULT-VALUE})")
    private String model;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        out.printf(
                Locale.ROOT,
                "LesionLens %s, ONNX Runtime %s, Java %s, %s %s, %d cores, up to %d MiB of memory%n",
                LesionLens.Version.text(),
                OnnxModel.runtimeVersion(),
                System.getProperty("java.version"),
                System.getProperty("os.name"),
                System.getProperty("os.arch"),
                Runtime.getRuntime().availableProcessors(),
                Runtime.getRuntime().maxMemory() >> 20);
        out.println("Places of models, the first one first:");
        for (Path place : ModelFolders.places()) {
            out.println("  " + place + (Files.isDirectory(place) ? "" : " (not there)"));
        }
        ModelDescription description = description();
        out.println("Devices, with " + description.name() + " on one window of " + SIDE + " x " + SIDE + ":");
        for (Device device : Device.values()) {
            out.println("  " + report(device, description));
        }
        out.flush();
        return ExitCode.DONE;
    }

    private ModelDescription description() throws IOException {
        try {
            return ModelFolders.find(model);
        } catch (IllegalArgumentException e) {
            throw new Errors.UsageException(e.getMessage());
        }
    }

    private static String report(Device device, ModelDescription description) throws IOException {
        try (OnnxModel network = OnnxModel.open(description, Optional.of(device), 0)) {
            return String.format(Locale.ROOT, "%s works: %.0f ms", device, 1000 * medianSeconds(network));
        } catch (DeviceUnavailableException e) {
            return e.getMessage();
        }
    }

    private static double medianSeconds(OnnxModel network) {
        int channels = network.description().task() == ModelDescription.Task.SEGMENTATION ? 1 : 2;
        Tensor window = new Tensor(new float[channels * SIDE * SIDE], new long[] {1, channels, SIDE, SIDE});
        double[] seconds = new double[RUNS];
        for (int run = -WARM_UP; run < RUNS; run++) {
            long start = System.nanoTime();
            network.run(window, Set.of("probability"));
            if (run >= 0) {
                seconds[run] = (System.nanoTime() - start) / 1e9;
            }
        }
        Arrays.sort(seconds);
        return seconds[RUNS / 2];
    }
}
