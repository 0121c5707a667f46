package org.lesionlens.inference;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
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

/**
 * A network in ONNX Runtime, on the device that it really runs on.
 *
 * <p>Runs may be called from several threads. The process-wide ONNX Runtime environment is never closed.
 */
public final class OnnxModel implements AutoCloseable {
    /** The only input of every network. */
    private static final String INPUT = "input";

    private static final OrtEnvironment ENVIRONMENT = environment();

    private final ModelDescription description;
    private final Device device;
    private final List<String> notes;
    private final OrtSession session;

    private OnnxModel(ModelDescription description, Device device, List<String> notes, OrtSession session) {
        this.description = description;
        this.device = device;
        this.notes = List.copyOf(notes);
        this.session = session;
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

    /**
     * Loads a network and runs one window on the device, so that what {@link #device()} says is true.
     *
     * @param wanted the device; empty for the first one that works
     * @param threads ONNX Runtime's intra-op threads; 0 for as many as there are cores
     * @throws UnsuitableModelException if the weights are not those that the description names, or no network
     * @throws DeviceUnavailableException if the wanted device does not work
     * @throws IOException if the weights cannot be read
     */
    public static OnnxModel open(ModelDescription description, Optional<Device> wanted, int threads)
            throws IOException {
        byte[] weights = description.weights().read();
        if (wanted.isPresent()) {
            return openOn(wanted.get(), description, weights, threads, List.of());
        }
        List<String> notes = new ArrayList<>();
        for (Device device : Device.AUTOMATIC) {
            try {
                return openOn(device, description, weights, threads, notes);
            } catch (DeviceUnavailableException e) {
                notes.add(e.getMessage());
            }
        }
        throw new IllegalStateException("no device works: " + notes);
    }

    private static OnnxModel openOn(
            Device device, ModelDescription description, byte[] weights, int threads, List<String> notes) {
        if (!device.isCompiledIn()) {
            throw new DeviceUnavailableException(
                    "device " + device
                            + " is not in this build of ONNX Runtime: use auto or cpu, or install LesionLens for an"
                            + " NVIDIA GPU as its README says",
                    null);
        }
        try (SessionOptions options = new SessionOptions()) {
            options.setIntraOpNumThreads(threads);
            options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
            device.addTo(options);
            return probed(new OnnxModel(description, device, notes, ENVIRONMENT.createSession(weights, options)));
        } catch (OrtException e) {
            if (device == Device.CPU) {
                throw new UnsuitableModelException(
                        "the model " + description.name() + " is not a network that ONNX" + " Runtime can run ("
                                + e.getMessage() + "): install the model again",
                        e);
            }
            throw new DeviceUnavailableException(
                    "device " + device + " does not work here (" + firstLine(e)
                            + "): check its driver and libraries, or use cpu",
                    e);
        }
    }

    private static String firstLine(OrtException e) {
        return e.getMessage().lines().findFirst().orElse("no reason given");
    }

    private static OnnxModel probed(OnnxModel model) throws OrtException {
        try {
            model.probe();
            return model;
        } catch (OrtException | RuntimeException e) {
            model.close();
            throw e;
        }
    }

    /** A small window of zeros: proves that the provider loads and that the input is what we send. */
    private void probe() throws OrtException {
        NodeInfo input = session.getInputInfo().get(INPUT);
        if (input == null || !(input.getInfo() instanceof TensorInfo info) || info.getShape().length != 4) {
            throw new UnsuitableModelException("the model " + description.name() + " has the inputs "
                    + session.getInputInfo() + " but must have one named \"" + INPUT
                    + "\" of shape N,C,Y,X: convert it again");
        }
        int side = 4 * description.window().stride();
        int channels = (int) info.getShape()[1];
        runOrThrow(
                new Tensor(new float[channels * side * side], new long[] {1, channels, side, side}),
                Set.of("probability"));
    }

    /** The version of ONNX Runtime. */
    public static String runtimeVersion() {
        return ENVIRONMENT.getVersion();
    }

    /** What the model's folder says of it. */
    public ModelDescription description() {
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

    /**
     * Runs the network once.
     *
     * @param input N,C,Y,X as the description says
     * @param outputs names of the outputs to return
     * @throws UnsuitableModelException if there is no such output or the input does not fit
     */
    public Map<String, Tensor> run(Tensor input, Set<String> outputs) {
        try {
            return runOrThrow(input, outputs);
        } catch (OrtException | IllegalArgumentException e) {
            throw doesNotFit(input.shape(), e);
        }
    }

    private Map<String, Tensor> runOrThrow(Tensor input, Set<String> outputs) throws OrtException {
        try (OnnxTensor tensor = OnnxTensor.createTensor(ENVIRONMENT, FloatBuffer.wrap(input.values()), input.shape());
                OrtSession.Result result = session.run(Map.of(INPUT, tensor), outputs)) {
            Map<String, Tensor> tensors = new LinkedHashMap<>();
            for (Map.Entry<String, OnnxValue> output : result) {
                tensors.put(output.getKey(), copy((OnnxTensor) output.getValue()));
            }
            return tensors;
        }
    }

    private static Tensor copy(OnnxTensor tensor) {
        FloatBuffer buffer = tensor.getFloatBuffer();
        float[] values = new float[buffer.remaining()];
        buffer.get(values);
        return new Tensor(values, tensor.getInfo().getShape());
    }

    private UnsuitableModelException doesNotFit(long[] shape, Exception cause) {
        return new UnsuitableModelException(
                "the model " + description.name() + " does not take an input of shape "
                        + Arrays.toString(shape) + " or lacks an output (" + cause.getMessage()
                        + "): sides must be multiples of "
                        + description.window().stride(),
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
        private final FloatBuffer input;
        private final FloatBuffer output;
        private final long[] inputShape;
        private final Map<String, OnnxTensor> inputs;
        private final Map<String, OnnxTensor> outputs;

        private Binding(long[] inputShape, String outputName, long[] outputShape) {
            this.inputShape = inputShape.clone();
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

        /** What the last run wrote. */
        FloatBuffer output() {
            return output;
        }

        void run() {
            try (OrtSession.Result result = session.run(inputs, outputs)) {
                // the output was written in place
            } catch (OrtException e) {
                throw doesNotFit(inputShape, e);
            }
        }

        @Override
        public void close() {
            inputs.values().forEach(OnnxTensor::close);
            outputs.values().forEach(OnnxTensor::close);
        }
    }

    @Override
    public void close() {
        try {
            session.close();
        } catch (OrtException e) {
            throw new IllegalStateException("ONNX Runtime could not close the model " + description.name(), e);
        }
    }
}
