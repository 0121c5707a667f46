package org.lesionlens.pipeline;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.lesionlens.inference.Device;
import org.lesionlens.inference.DeviceUnavailableException;
import org.lesionlens.inference.GpuAdvice;
import org.lesionlens.inference.OnnxModel;
import org.lesionlens.inference.Tensor;
import org.lesionlens.model.Model;
import org.lesionlens.model.ModelFolders;

/** What works on this machine, for people: versions, folders, devices and their speed on a model. */
public final class SetupReport {
    private static final int WARM_UP = 2;
    private static final int RUNS = 5;
    private static final int SIDE = 256;

    private SetupReport() {}

    /**
     * Tries every device.
     *
     * @param description of the model to time
     */
    public static List<String> lines(Model description) throws IOException {
        List<String> lines = new ArrayList<>();
        lines.add(String.format(
                Locale.ROOT,
                "LesionLens %s, ONNX Runtime %s, Java %s, %s %s, %d cores, up to %d MiB of memory",
                SoftwareVersion.text(),
                OnnxModel.runtimeVersion(),
                System.getProperty("java.version"),
                System.getProperty("os.name"),
                System.getProperty("os.arch"),
                Runtime.getRuntime().availableProcessors(),
                Runtime.getRuntime().maxMemory() >> 20));
        lines.add("Places of models, the first one first:");
        for (Path place : ModelFolders.places()) {
            lines.add("  " + place + (Files.isDirectory(place) ? "" : " (not there)"));
        }
        lines.add("Devices, with " + description.name() + " on one window of " + SIDE + " x " + SIDE + ":");
        boolean cuda = false;
        for (Device device : Device.values()) {
            boolean works = addReport(lines, device, description);
            cuda |= works && device == Device.CUDA;
        }
        lines.addAll(GpuAdvice.lines(
                System.getProperty("os.name"), System.getProperty("os.arch"), Device.CUDA.isCompiledIn(), cuda));
        return lines;
    }

    private static boolean addReport(List<String> lines, Device device, Model description) throws IOException {
        try (OnnxModel network = OnnxModel.open(description, Optional.of(device), 0)) {
            lines.add(String.format(Locale.ROOT, "  %s works: %.0f ms", device, 1000 * medianSeconds(network)));
            return true;
        } catch (DeviceUnavailableException e) {
            lines.add("  " + e.getMessage());
            return false;
        }
    }

    private static double medianSeconds(OnnxModel network) {
        Tensor window = network.zeros(SIDE);
        double[] seconds = new double[RUNS];
        for (int run = -WARM_UP; run < RUNS; run++) {
            long start = System.nanoTime();
            network.run(window, network.answers());
            if (run >= 0) {
                seconds[run] = (System.nanoTime() - start) / 1e9;
            }
        }
        Arrays.sort(seconds);
        return seconds[RUNS / 2];
    }
}
