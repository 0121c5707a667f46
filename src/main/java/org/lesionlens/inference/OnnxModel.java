package org.lesionlens.inference;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession.RunOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import org.lesionlens.model.Model;
import org.lesionlens.model.Suitability;
import org.lesionlens.model.UnsuitableModelException;
import org.lesionlens.volume.ForeignText;
import org.lesionlens.volume.Progress;

/**
 * A network in ONNX Runtime, on the device that it really runs on.
 *
 * <p>Runs may be called from several threads. The process-wide ONNX Runtime environment is never closed.
 */
public final class OnnxModel implements AutoCloseable {
    /** How long the first window may take where it is small. */
    private static final long PROBE_SECONDS = 60;

    /** Some devices are slow to start too. */
    private static final long PROBE_SECONDS_OF_LARGE_INPUTS = 600;

    static final OrtEnvironment ENVIRONMENT = environment();

    private final Model description;
    private final Device device;
    private final List<String> notes;
    private final LoadedNetworks networks;
    private final TensorLayout layout;
    private final OutputCheck check;
    private final Lease lease;
    private final Optional<Suitability> suitability;
    /** Where work goes on when the device fails; opened when it is needed. */
    private OnnxModel cpu;

    OnnxModel(
            Model description,
            Device device,
            List<String> notes,
            LoadedNetworks networks,
            Optional<Suitability> suitability) {
        this.description = description;
        this.device = device;
        this.notes = new CopyOnWriteArrayList<>(notes);
        this.networks = networks;
        this.suitability = suitability;
        this.layout = InputShapes.layout(description);
        this.check = new OutputCheck(description, layout);
        this.lease = new Lease(this::closeSessions);
    }

    private static OrtEnvironment environment() {
        OrtEnvironment environment =
                OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL, "LesionLens");
        try {
            environment.setTelemetry(false);
        } catch (OrtException e) {
            throw new IllegalStateException("ONNX Runtime does not let its telemetry be switched off", e);
        }
        return environment;
    }

    /** Loads a network; nobody cancels it. */
    public static OnnxModel open(Model description, Optional<Device> wanted, int threads) throws IOException {
        return open(description, wanted, threads, Progress.NONE);
    }

    /**
     * Loads a network and runs one window on the device, so that what {@link #device()} says is true.
     *
     * @param wanted the device; empty for the first one that works
     * @param threads ONNX Runtime's intra-op threads; 0 for as many as there are cores
     * @param progress asked whether to go on
     * @throws CancellationException if cancelled
     * @throws UnsuitableModelException if the weights are not those that the description names, or no network
     * @throws DeviceUnavailableException if the wanted device does not work
     * @throws IOException if the weights cannot be read
     */
    public static OnnxModel open(Model description, Optional<Device> wanted, int threads, Progress progress)
            throws IOException {
        NetworkLoading loading = new NetworkLoading(description, threads, progress);
        if (wanted.isPresent()) {
            return loading.on(wanted.get(), List.of());
        }
        List<String> notes = new ArrayList<>();
        for (Device device : Device.automatic(description.network().window().dimensions())) {
            try {
                return device == Device.ONEDNN ? loading.onOneDnnIfBetter(notes) : loading.on(device, notes);
            } catch (DeviceUnavailableException e) {
                notes.add(e.getMessage());
            }
        }
        throw new IllegalStateException("no device works: " + notes);
    }

    /**
     * A small window of zeros: proves that the provider loads, that input and output are what the description says, and that
     * the network ends. Its numbers are looked at with each image: that there are none for zeros need not be a fault.
     */
    void probe(Progress progress) throws OrtException {
        suitability.ifPresent(usual -> requireOutput(usual.output()));
        long[] shape = InputShapes.ofProbe(description);
        for (NetworkSession session : sessions()) {
            new InputCheck(description, layout).require(session.inputs(), shape);
        }
        Tensor zeros = zeros(shape);
        boolean soon = device == Device.CPU && TrialLimits.isSmall(zeros.values().length);
        long limit = soon ? PROBE_SECONDS : PROBE_SECONDS_OF_LARGE_INPUTS;
        long end = System.nanoTime() + limit * 1_000_000_000L;
        try {
            runOrThrow(zeros, answers(), () -> progress.isCancelled() || System.nanoTime() > end);
        } catch (CancellationException e) {
            progress.throwIfCancelled();
            throw new UnsuitableModelException(
                    "the model " + description.shownName() + " has not answered within " + limit
                            + " s for a window of zeros of shape " + Arrays.toString(shape)
                            + ", so it may never end: choose another model",
                    e);
        }
    }

    private void requireOutput(String name) {
        if (!outputNames().contains(name)) {
            throw new UnsuitableModelException("the network of the model " + description.shownName()
                    + " has no output " + ForeignText.shown(name)
                    + ", of which the file of its suitability tells: install the model again");
        }
    }

    /** The names of the outputs that say what the model is for. */
    public Set<String> answers() {
        return description.answers();
    }

    /** A window of zeros as the description has them: of those that may grow one of at least so many voxels along a side. */
    public Tensor zeros(int side) {
        return zeros(InputShapes.of(description, side));
    }

    private static Tensor zeros(long... shape) {
        return new Tensor(new float[InputShapes.count(shape)], shape);
    }

    /** The version of ONNX Runtime. */
    public static String runtimeVersion() {
        return ENVIRONMENT.getVersion();
    }

    /** What the model's folder says of it. */
    public Model description() {
        return description;
    }

    /** The device that the network runs on. */
    public Device device() {
        return device;
    }

    /** Why devices that were tried before this one do not work, and where this one failed, a sentence each. */
    public List<String> notes() {
        return List.copyOf(notes);
    }

    /** Why its results may be wrong whatever the image, a sentence each. */
    public List<String> warnings() {
        return networks.trials().stream()
                .flatMap(trial -> trial.warning().stream())
                .distinct()
                .toList();
    }

    /** The names of the outputs. */
    public Set<String> outputNames() {
        return sessions().get(0).outputNames();
    }

    /** Runs the network once; nobody cancels it. */
    public Map<String, Tensor> run(Tensor input, Set<String> outputs) {
        return run(input, outputs, Progress.NONE);
    }

    /**
     * Runs the network once and looks at what it answers.
     *
     * @param input in the order of its axes that the description says
     * @param outputs names of the outputs to return
     * @param progress asked whether to go on, also while the network is at work
     * @throws org.lesionlens.volume.UnsuitableImageException if a number does not fit the type of the input
     * @throws UnsuitableModelException if there is no such output, the input does not fit, or the answer has numbers that
     *     are not finite, are no probabilities, or are not as many as they should be
     * @throws DeviceFailedException if the device, or its memory, is to blame
     * @throws CancellationException if cancelled
     */
    public Map<String, Tensor> run(Tensor input, Set<String> outputs, Progress progress) {
        Map<String, Tensor> answer;
        new InputCheck(description, layout).requireNumbers(input.values());
        try {
            requireTried(progress, input.shape());
            answer = runOrThrow(input, outputs, progress::isCancelled);
        } catch (OrtException | IllegalArgumentException e) {
            throw fault().of(input.shape(), e);
        }
        answer.forEach((name, tensor) -> check.requireNumbers(name, tensor.values(), tensor.shape()));
        return answer;
    }

    /** The same; where the device fails it is run on the CPU, which is among the {@link #notes()} from then on. */
    Map<String, Tensor> runAnywhere(Tensor input, Set<String> outputs) {
        try {
            return run(input, outputs);
        } catch (DeviceFailedException e) {
            Map<String, Tensor> answer = onCpu(Progress.NONE).run(input, outputs);
            String note = BatchRetreat.toCpu().note(device, e);
            if (!notes.contains(note)) {
                notes.add(note);
            }
            return answer;
        }
    }

    /**
     * Inputs of another size than before are tried in another process first.
     *
     * @throws UnsuitableModelException if they do harm there
     */
    void requireTried(Progress progress, long... shape) throws OrtException {
        for (NetworkTrial trial : networks.trials()) {
            trial.require(progress, shape);
        }
    }

    private Map<String, Tensor> runOrThrow(Tensor input, Set<String> outputs, BooleanSupplier unwanted)
            throws OrtException {
        Lease used = lease.taken();
        return NetworkRun.of(
                options -> {
                    try (used) {
                        return answer(input, outputs, options);
                    }
                },
                unwanted);
    }

    private Map<String, Tensor> answer(Tensor input, Set<String> outputs, RunOptions options) throws OrtException {
        try (TensorNumbers numbers = new TensorNumbers(layout.spec().type(), input.shape())) {
            numbers.put(0, input.values());
            Map<String, OnnxTensor> question = Map.of(layout.spec().name(), numbers.tensor());
            Map<String, Tensor> sums = new LinkedHashMap<>();
            for (NetworkSession session : sessions()) {
                try (NetworkAnswer answer = session.run(question, outputs, Map.of(), options)) {
                    for (Map.Entry<String, OnnxValue> output : answer.values().entrySet()) {
                        Tensor tensor = copy(output.getKey(), output.getValue(), input.shape());
                        sums.merge(output.getKey(), tensor, Tensor::plus);
                    }
                }
            }
            sums.replaceAll((name, sum) -> sum.dividedBy(sessions().size()));
            return sums;
        }
    }

    Tensor copy(String name, OnnxValue value, long[] inputShape) {
        check.requireNumbersOf(name, value.getInfo());
        OnnxTensor tensor = (OnnxTensor) value;
        long[] shape = tensor.getInfo().getShape();
        check.requireShape(name, shape, inputShape);
        return new Tensor(TensorNumbers.floats(tensor), shape);
    }

    /** What a run that failed means. */
    RunFault fault() {
        return new RunFault(description, device);
    }

    /**
     * Input and output of fixed sizes that are used again and again without a copy, of a network that segments.
     *
     * @param windows how many go in at once
     * @param sides of a window along x, y, z
     * @throws UnsuitableModelException if they cannot be made
     */
    NetworkBinding bind(int windows, int... sides) {
        return new NetworkBinding(this, Optional.empty(), windows, sides);
    }

    /** The same that also tells how like the images of the training what goes in is, if the model knows. */
    NetworkBinding bindTelling(int windows, int... sides) {
        return new NetworkBinding(this, suitability.map(Suitability::output), windows, sides);
    }

    /** What the images of the training look like to it. */
    public Optional<Suitability> suitability() {
        return suitability;
    }

    /**
     * How many windows can go in at once.
     *
     * @param wanted at least 1
     * @return a fixed number where the network wants that; at most those that were wanted where any number will do
     */
    int together(int wanted) {
        if (!layout.hasBatch()) {
            return 1;
        }
        TensorForm input = sessions().get(0).inputs().get(layout.spec().name());
        long fixed =
                layout.size(0, input.shape().stream().mapToLong(Long::longValue).toArray());
        return fixed > 0 ? Math.toIntExact(fixed) : wanted;
    }

    /** How the input holds what is kept here as N,C,Z,Y,X. */
    TensorLayout layout() {
        return layout;
    }

    OutputCheck check() {
        return check;
    }

    /** The networks whose answers are averaged. */
    List<NetworkSession> sessions() {
        return networks.sessions();
    }

    /** ONNX Runtime's intra-op threads; 0 for as many as there are cores. */
    int threads() {
        return networks.threads();
    }

    /**
     * The same on the CPU, for what this device has no room for; closed with this.
     *
     * @throws CancellationException if cancelled
     */
    synchronized OnnxModel onCpu(Progress progress) {
        if (cpu == null) {
            try {
                cpu = open(description, Optional.of(Device.CPU), threads(), progress);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return cpu;
    }

    /** To be closed by a call, which may be left behind. */
    Lease taken() {
        return lease.taken();
    }

    /** A run that was left behind closes the network when it ends. */
    @Override
    public synchronized void close() {
        lease.close();
        if (cpu != null) {
            cpu.close();
        }
    }

    private void closeSessions() {
        try {
            for (NetworkSession session : sessions()) {
                session.close();
            }
        } catch (OrtException e) {
            throw new IllegalStateException("ONNX Runtime could not close the model " + description.name(), e);
        }
    }
}
