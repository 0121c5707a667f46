package org.lesionlens.inference;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.OperatingSystemMXBean;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.lesionlens.model.CheckedFile;
import org.lesionlens.model.Model;
import org.lesionlens.model.UnsuitableModelException;
import org.lesionlens.model.Window;
import org.lesionlens.volume.Progress;

/** A network on its way from its file onto a device, on which it answers once before anybody has it. */
final class NetworkLoading {
    private static final double BUSY = 0.5;

    /** Where ONNX Runtime looks for the numbers of a network that it reads from memory. */
    private static final String DATA_FOLDER = "session.model_external_initializers_file_folder_path";

    private final Model description;
    private final List<byte[]> weights;
    private final int threads;
    private final Progress progress;

    NetworkLoading(Model description, int threads, Progress progress) throws IOException {
        this.description = description;
        weights = new ArrayList<>();
        for (CheckedFile file : description.network().weights()) {
            weights.add(file.read());
        }
        for (CheckedFile file : description.network().data()) {
            file.require();
        }
        this.threads = threads;
        this.progress = progress;
    }

    OnnxModel on(Device device, List<String> notes) {
        if (!device.isCompiledIn()) {
            throw new DeviceUnavailableException(
                    "device " + device
                            + " is not in this build of ONNX Runtime: use auto or cpu, or install LesionLens for an"
                            + " NVIDIA GPU as its README says",
                    null);
        }
        try {
            List<OrtSession> sessions = NetworkRun.of(options -> sessions(device), progress::isCancelled);
            return probed(new OnnxModel(description, device, notes, sessions), progress);
        } catch (OrtException e) {
            if (device == Device.CPU) {
                throw new UnsuitableModelException(
                        "the model " + description.shownName() + " is not a network that ONNX Runtime can run ("
                                + oneLine(e) + "): install the model again",
                        e);
            }
            throw new DeviceUnavailableException(
                    "device " + device + " does not work here (" + firstLine(e)
                            + "): check its driver and libraries, or use cpu",
                    e);
        }
    }

    /** Whether others work on this machine: threads that spin while they wait take time away from them. */
    private static boolean isBusy() {
        OperatingSystemMXBean system = ManagementFactory.getOperatingSystemMXBean();
        return system.getSystemLoadAverage() > BUSY * system.getAvailableProcessors();
    }

    private List<OrtSession> sessions(Device device) throws OrtException {
        List<OrtSession> sessions = new ArrayList<>();
        for (int network = 0; network < weights.size(); network++) {
            try {
                sessions.add(session(network, device));
            } catch (OrtException | RuntimeException e) {
                for (OrtSession session : sessions) {
                    session.close();
                }
                throw e;
            }
        }
        return sessions;
    }

    private OrtSession session(int network, Device device) throws OrtException {
        try (SessionOptions options = new SessionOptions()) {
            ExternalData.require(description, network, weights.get(network));
            Path folder = description
                    .network()
                    .weights()
                    .get(network)
                    .path()
                    .toAbsolutePath()
                    .getParent();
            options.addConfigEntry(DATA_FOLDER, folder.toString());
            options.setIntraOpNumThreads(threads);
            if (threads > 0 || isBusy()) {
                options.addConfigEntry("session.intra_op.allow_spinning", "0");
            }
            options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
            device.addTo(options);
            return OnnxModel.ENVIRONMENT.createSession(weights.get(network), options);
        }
    }

    private static OnnxModel probed(OnnxModel model, Progress progress) throws OrtException {
        try {
            model.probe(progress);
            return model;
        } catch (OrtException | RuntimeException e) {
            model.close();
            throw e;
        }
    }

    /** The sides that a model's window may have, in words. */
    static String sides(Model model) {
        Window window = model.network().window();
        if (window instanceof Window.Whole whole) {
            return whole.sides().stream()
                    .map(side -> side.step() == 0 ? "" + side.least() : "multiples of " + side.step())
                    .collect(Collectors.joining(" and "));
        }
        return window instanceof Window.Tiles tiles ? tiles.sides().toString() : "" + ((Window.Patch) window).side();
    }

    static String oneLine(Exception e) {
        return String.valueOf(e.getMessage()).strip().replaceAll("\\s+", " ");
    }

    private static String firstLine(OrtException e) {
        return e.getMessage().lines().findFirst().orElse("no reason given");
    }
}
