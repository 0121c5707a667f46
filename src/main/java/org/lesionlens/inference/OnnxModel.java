package org.lesionlens.inference;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.RunOptions;
import ai.onnxruntime.TensorInfo;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import org.lesionlens.model.Model;
import org.lesionlens.model.Task;
import org.lesionlens.model.UnsuitableModelException;
import org.lesionlens.model.Window;
import org.lesionlens.volume.Progress;

/**
 * A network in ONNX Runtime, on the device that it really runs on.
 *
 * <p>Runs may be called from several threads. The process-wide ONNX Runtime environment is never closed.
 */
public final class OnnxModel implements AutoCloseable {
    /** The only input of every network. */
    private static final String INPUT = "input";

    /** How long the first window may take: it is small, but some devices are slow to start. */
    private static final long PROBE_SECONDS = 60;

    private static final long PROBE_SECONDS_OF_OTHER_DEVICES = 600;

    static final OrtEnvironment ENVIRONMENT = environment();

    private final Model description;
    private final Device device;
    private final List<String> notes;
    private final OrtSession session;
    private final OutputCheck check;
    private final Lease lease;

    OnnxModel(Model description, Device device, List<String> notes, OrtSession session) {
        this.description = description;
        this.device = device;
        this.notes = List.copyOf(notes);
        this.session = session;
        this.check = new OutputCheck(description);
        this.lease = new Lease(this::closeSession);
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
        for (Device device : Device.AUTOMATIC) {
            try {
                return loading.on(device, notes);
            } catch (DeviceUnavailableException e) {
                notes.add(e.getMessage());
            }
        }
        throw new IllegalStateException("no device works: " + notes);
    }

    /**
     * A small window of zeros: proves that the provider loads, that the input is what we send, and that the network ends.
     * Its numbers are looked at with each image: that there are none for zeros need not be a fault.
     */
    void probe(Progress progress) throws OrtException {
        int channels = description.task() == Task.SEGMENTATION ? 1 : 2;
        requireInput(channels);
        int side = probeSide(description.network().window());
        Tensor zeros = new Tensor(new float[channels * side * side], new long[] {1, channels, side, side});
        Set<String> outputs = description.task() == Task.SEGMENTATION
                ? Set.of(Model.PROBABILITY)
                : Set.of(Model.PROBABILITY, Model.LOGITS);
        long limit = device == Device.CPU ? PROBE_SECONDS : PROBE_SECONDS_OF_OTHER_DEVICES;
        long end = System.nanoTime() + limit * 1_000_000_000L;
        try {
            runOrThrow(zeros, outputs, () -> progress.isCancelled() || System.nanoTime() > end);
        } catch (CancellationException e) {
            progress.throwIfCancelled();
            throw new UnsuitableModelException(
                    "the model " + description.shownName() + " has not answered within " + limit + " s for a window of "
                            + side + " x " + side + " zeros, so it may never end: choose another model",
                    e);
        }
    }

    private static int probeSide(Window window) {
        if (window instanceof Window.Whole whole) {
            return 4 * Math.max(1, whole.sides().get(0).step());
        }
        return window instanceof Window.Patch patch
                ? patch.side()
                : ((Window.Tiles) window).sides().get(0);
    }

    private void requireInput(int channels) throws OrtException {
        NodeInfo input = session.getInputInfo().get(INPUT);
        if (input == null
                || !(input.getInfo() instanceof TensorInfo info)
                || info.getShape().length != 4
                || info.getShape()[1] > 0 && info.getShape()[1] != channels) {
            throw new UnsuitableModelException("the model " + description.shownName() + " has the inputs "
                    + session.getInputInfo() + " but must have one named \"" + INPUT
                    + "\" of shape N,C,Y,X with C = " + channels + ": convert it again");
        }
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

    /** Why devices that were tried before this one do not work, a sentence each. */
    public List<String> notes() {
        return notes;
    }

    /** The names of the outputs. */
    public Set<String> outputNames() {
        return session.getOutputNames();
    }

    /** Runs the network once; nobody cancels it. */
    public Map<String, Tensor> run(Tensor input, Set<String> outputs) {
        return run(input, outputs, Progress.NONE);
    }

    /**
     * Runs the network once and looks at what it answers.
     *
     * @param input N,C,Y,X as the description says
     * @param outputs names of the outputs to return
     * @param progress asked whether to go on, also while the network is at work
     * @throws UnsuitableModelException if there is no such output, the input does not fit, or the answer has numbers that
     *     are not finite, are no probabilities, or are not as many as they should be
     * @throws CancellationException if cancelled
     */
    public Map<String, Tensor> run(Tensor input, Set<String> outputs, Progress progress) {
        Map<String, Tensor> answer;
        try {
            answer = runOrThrow(input, outputs, progress::isCancelled);
        } catch (OrtException | IllegalArgumentException e) {
            throw doesNotFit(input.shape(), e);
        }
        answer.forEach((name, tensor) -> check.requireNumbers(name, tensor.values(), tensor.shape()));
        return answer;
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
        try (OnnxTensor tensor = OnnxTensor.createTensor(ENVIRONMENT, FloatBuffer.wrap(input.values()), input.shape());
                OrtSession.Result result = session.run(Map.of(INPUT, tensor), outputs, options)) {
            Map<String, Tensor> tensors = new LinkedHashMap<>();
            for (Map.Entry<String, OnnxValue> output : result) {
                tensors.put(output.getKey(), copy(output.getKey(), output.getValue(), input.shape()));
            }
            return tensors;
        }
    }

    private Tensor copy(String name, OnnxValue value, long[] inputShape) throws OrtException {
        check.requireFloats(name, value.getInfo());
        OnnxTensor tensor = (OnnxTensor) value;
        check.requireShape(name, tensor.getInfo().getShape(), inputShape);
        FloatBuffer buffer = tensor.getFloatBuffer();
        float[] values = new float[buffer.remaining()];
        buffer.get(values);
        return new Tensor(values, tensor.getInfo().getShape());
    }

    private UnsuitableModelException doesNotFit(long[] shape, Exception cause) {
        return new UnsuitableModelException(
                "the model " + description.shownName() + " does not take an input of shape "
                        + Arrays.toString(shape) + " or lacks an output (" + NetworkLoading.oneLine(cause)
                        + "): its sides must be " + NetworkLoading.sides(description),
                cause);
    }

    /**
     * Input and output buffers of fixed shapes that are used again and again without a copy.
     *
     * @throws UnsuitableModelException if the buffers cannot be made
     */
    Binding bind(long[] inputShape, String output, long[] outputShape) {
        return new Binding(inputShape, output, outputShape);
    }

    /** See {@link #bind}. For one thread. */
    final class Binding implements AutoCloseable {
        private final String outputName;
        private final FloatBuffer input;
        private final FloatBuffer output;
        private final long[] inputShape;
        private final long[] outputShape;
        private final Map<String, OnnxTensor> inputs;
        private final Map<String, OnnxTensor> outputs;
        private final Lease buffers = new Lease(this::closeBuffers);

        private Binding(long[] inputShape, String outputName, long[] outputShape) {
            this.outputName = outputName;
            this.inputShape = inputShape.clone();
            this.outputShape = outputShape.clone();
            this.input = direct(inputShape);
            this.output = direct(outputShape);
            try {
                inputs = Map.of(INPUT, OnnxTensor.createTensor(ENVIRONMENT, input, inputShape));
                outputs = Map.of(outputName, OnnxTensor.createTensor(ENVIRONMENT, output, outputShape));
            } catch (OrtException e) {
                throw doesNotFit(inputShape, e);
            }
        }

        private static FloatBuffer direct(long[] shape) {
            long bytes = Arrays.stream(shape).reduce(Float.BYTES, Math::multiplyExact);
            return ByteBuffer.allocateDirect(Math.toIntExact(bytes))
                    .order(ByteOrder.nativeOrder())
                    .asFloatBuffer();
        }

        /** What the next run reads. */
        FloatBuffer input() {
            return input;
        }

        /**
         * Copies a part of what the last run wrote.
         *
         * @param from number of the first value
         * @throws UnsuitableModelException if there are numbers that cannot be right
         */
        void read(int from, float[] target) {
            output.get(from, target);
            check.requireNumbers(outputName, target, outputShape);
        }

        /**
         * Runs the network on what {@link #input} holds.
         *
         * @throws CancellationException if cancelled; then this can only be closed
         */
        void run(Progress progress) {
            Lease model = lease.taken();
            Lease memory = buffers.taken();
            try {
                NetworkRun.of(
                        options -> {
                            try (model;
                                    memory;
                                    OrtSession.Result result = session.run(inputs, Set.of(), outputs, options)) {
                                return null; // the output was written in place
                            }
                        },
                        progress::isCancelled);
            } catch (OrtException e) {
                throw doesNotFit(inputShape, e);
            }
        }

        private void closeBuffers() {
            inputs.values().forEach(OnnxTensor::close);
            outputs.values().forEach(OnnxTensor::close);
        }

        @Override
        public void close() {
            buffers.close();
        }
    }

    /** A run that was left behind closes the network when it ends. */
    @Override
    public void close() {
        lease.close();
    }

    private void closeSession() {
        try {
            session.close();
        } catch (OrtException e) {
            throw new IllegalStateException("ONNX Runtime could not close the model " + description.name(), e);
        }
    }
}
