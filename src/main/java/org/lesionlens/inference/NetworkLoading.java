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
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.lesionlens.model.CheckedFile;
import org.lesionlens.model.ElementType;
import org.lesionlens.model.Model;
import org.lesionlens.model.Output;
import org.lesionlens.model.Suitability;
import org.lesionlens.model.UnsuitableModelException;
import org.lesionlens.model.Window;
import org.lesionlens.volume.ForeignText;
import org.lesionlens.volume.Progress;

/** A network on its way from its file onto a device, on which it answers once before anybody has it. */
final class NetworkLoading {
    private static final Pattern CODE = Pattern.compile("^Error code - \\w+ - message: *");
    /** Where in the network, and where in ONNX Runtime; what follows is told. */
    private static final Pattern PLACE = Pattern.compile("^.*Status Message: (?:/\\S+:\\d+ )?", Pattern.DOTALL);

    private static final double BUSY = 0.5;

    /** Where ONNX Runtime looks for the numbers of a network that it reads from memory. */
    static final String DATA_FOLDER = "session.model_external_initializers_file_folder_path";

    /** Whether threads that wait do so at work. */
    static final String SPINNING = "session.intra_op.allow_spinning";

    private final Model description;
    private final List<byte[]> weights;
    private final int threads;
    private final Progress progress;
    private final Optional<Suitability> suitability;

    NetworkLoading(Model description, int threads, Progress progress) throws IOException {
        this.description = description;
        requireTypes();
        weights = new ArrayList<>();
        for (CheckedFile file : description.network().weights()) {
            weights.add(file.read());
        }
        for (CheckedFile file : description.network().data()) {
            file.require();
        }
        this.threads = threads;
        this.progress = progress;
        this.suitability = Suitability.of(description);
    }

    /** Of which ONNX Runtime makes tensors for Java. */
    private void requireTypes() {
        Stream.concat(Stream.of(description.network().input()), description.output().map(Output::tensor).stream())
                .filter(tensor -> tensor.type() == ElementType.UINT16)
                .findFirst()
                .ifPresent(tensor -> {
                    throw new UnsuitableModelException(
                            "the tensor " + ForeignText.shown(tensor.name()) + " of the model "
                                    + description.shownName()
                                    + " has 16-bit numbers without a sign (uint16), which ONNX Runtime"
                                    + " does not offer to Java: export the network again so that it takes and gives float32");
                });
    }

    OnnxModel on(Device device, List<String> notes) {
        if (!device.isCompiledIn()) {
            throw new DeviceUnavailableException(
                    "device " + device + " is not in this "
                            + (device == Device.ONEDNN
                                    ? "installation: use auto or cpu, or build LesionLens with -Ponednn for Linux on"
                                            + " 64-bit Intel and AMD processors"
                                    : "build of ONNX Runtime: use auto or cpu, or install LesionLens for an NVIDIA GPU"
                                            + " as its README says"),
                    null);
        }
        try {
            requireProvider(device);
            List<NetworkTrial> trials = trials(device);
            List<NetworkSession> sessions = NetworkRun.of(options -> sessions(device), progress::isCancelled);
            LoadedNetworks networks = new LoadedNetworks(sessions, trials, threads);
            return probed(new OnnxModel(description, device, notes, networks, suitability), progress);
        } catch (OrtException e) {
            if (device == Device.CPU) {
                throw new UnsuitableModelException(
                        "the model " + description.shownName() + " is not a network that ONNX Runtime can run ("
                                + oneLine(e) + "): install the model again",
                        e);
            }
            throw new DeviceUnavailableException(
                    GpuFault.sentence(String.valueOf(e.getMessage()))
                            .map(sentence -> "device " + device + " does not work here: " + sentence)
                            .orElseGet(() -> "device " + device + " does not work here (" + firstLine(e)
                                    + "): check its driver and libraries, or use cpu"),
                    e);
        }
    }

    /** Whether others work on this machine: threads that spin while they wait take time away from them. */
    private static boolean isBusy() {
        OperatingSystemMXBean system = ManagementFactory.getOperatingSystemMXBean();
        return system.getSystemLoadAverage() > BUSY * system.getAvailableProcessors();
    }

    /** Where its libraries are missing there is no need to try a network. */
    private static void requireProvider(Device device) throws OrtException {
        try (SessionOptions options = new SessionOptions()) {
            device.addTo(options);
        }
    }

    /** Every network was opened and asked elsewhere before it is opened here; oneDNN has a process of its own anyway. */
    private List<NetworkTrial> trials(Device wanted) throws OrtException {
        Device device = wanted == Device.ONEDNN ? Device.CPU : wanted;
        List<NetworkTrial> trials = new ArrayList<>();
        for (int network = 0; network < weights.size(); network++) {
            ExternalData.require(description, network, weights.get(network));
            NetworkTrial trial = new NetworkTrial(
                    description, description.network().weights().get(network), device, threads);
            trial.require(progress, InputShapes.ofProbe(description), InputShapes.described(description));
            trials.add(trial);
        }
        return trials;
    }

    private List<NetworkSession> sessions(Device device) throws OrtException {
        List<NetworkSession> sessions = new ArrayList<>();
        for (int network = 0; network < weights.size(); network++) {
            try {
                Path file = description.network().weights().get(network).path();
                sessions.add(
                        device == Device.ONEDNN
                                ? OneDnnSession.open(
                                        OneDnnLibraries.find().orElseThrow(), file, weights.get(network), threads)
                                : OrtNetworkSession.open(file, weights.get(network), device, threads));
            } catch (OrtException | RuntimeException e) {
                for (NetworkSession session : sessions) {
                    session.close();
                }
                throw e;
            }
        }
        return sessions;
    }

    /**
     * Through oneDNN, if it gives the same numbers here in less time; of several networks the first one is tried.
     *
     * @throws DeviceUnavailableException if not
     */
    OnnxModel onOneDnnIfBetter(List<String> notes) {
        try {
            trials(Device.ONEDNN);
            OneDnnTrials known = new OneDnnTrials(
                    NativeLibraryCache.userCache().resolve("onednn-trials"),
                    OneDnnLibraries.find().orElseThrow());
            Path file = description.network().weights().get(0).path();
            OneDnnTrial trial = NetworkRun.of(
                    options -> known.of(file, weights.get(0), threads, InputShapes.described(description)),
                    progress::isCancelled);
            if (trial.isPassed()) {
                return on(Device.ONEDNN, notes);
            }
            throw new DeviceUnavailableException(
                    "device onednn is not used for " + description.shownName() + ": " + trial.reason(), null);
        } catch (OrtException e) {
            throw new DeviceUnavailableException(
                    "device onednn does not work here (" + firstLine(e) + "): another one is used", e);
        }
    }

    /**
     * Opens a network in this process.
     *
     * @param file of its weights, which were read; its folder holds further files of it
     */
    static OrtSession session(Path file, byte[] weights, Device device, int threads) throws OrtException {
        try (SessionOptions options = new SessionOptions()) {
            options.addConfigEntry(
                    DATA_FOLDER, file.toAbsolutePath().getParent().toString());
            options.setIntraOpNumThreads(threads);
            if (threads > 0 || isBusy()) {
                options.addConfigEntry(SPINNING, "0");
            }
            options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
            device.addTo(options);
            return OnnxModel.ENVIRONMENT.createSession(weights, options);
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
        return window instanceof Window.Tiles tiles ? tiles.sides().toString() : "" + ((Window.Patch) window).sides();
    }

    /** What ONNX Runtime says, without the code that it begins with. */
    static String oneLine(Throwable e) {
        return ForeignText.shown(CODE.matcher(String.valueOf(e.getMessage())).replaceFirst(""));
    }

    /** What happened in a run, without the operator in which it did. */
    static String fault(OrtException e) {
        return ForeignText.shown(
                PLACE.matcher(CODE.matcher(String.valueOf(e.getMessage())).replaceFirst(""))
                        .replaceFirst(""));
    }

    private static String firstLine(OrtException e) {
        return ForeignText.shown(e.getMessage().lines().findFirst().orElse("no reason given"));
    }
}
