package org.lesionlens.inference;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;

/** A network in nothing but ONNX Runtime, with input and output in place: what a run costs at least. */
final class BareNetwork implements AutoCloseable {
    private static final OrtEnvironment ENVIRONMENT = OrtEnvironment.getEnvironment();

    private final OrtSession session;
    private final Map<String, OnnxTensor> inputs;
    private final Map<String, OnnxTensor> outputs;

    /** Input and output are called so and have one shape. */
    BareNetwork(Path weights, int threads, String input, String output, long... shape) throws OrtException {
        session = session(weights, threads);
        inputs = Map.of(input, zeros(shape));
        outputs = Map.of(output, zeros(shape));
    }

    /** Of one channel in and several out, for cubes. */
    BareNetwork(Path weights, int threads, String input, String output, int channels, int side) throws OrtException {
        session = session(weights, threads);
        inputs = Map.of(input, zeros(1, 1, side, side, side));
        outputs = Map.of(output, zeros(1, channels, side, side, side));
    }

    private static OrtSession session(Path weights, int threads) throws OrtException {
        try (SessionOptions options = new SessionOptions()) {
            options.setIntraOpNumThreads(threads);
            return ENVIRONMENT.createSession(weights.toString(), options);
        }
    }

    private static OnnxTensor zeros(long... shape) throws OrtException {
        int values = (int) Arrays.stream(shape).reduce(1, Math::multiplyExact);
        ByteBuffer bytes = ByteBuffer.allocateDirect(values * Float.BYTES).order(ByteOrder.nativeOrder());
        return OnnxTensor.createTensor(ENVIRONMENT, bytes.asFloatBuffer(), shape);
    }

    void run() {
        try (OrtSession.Result result = session.run(inputs, Set.of(), outputs)) {
            if (result.size() != outputs.size()) {
                throw new IllegalStateException("the network answered " + result.size() + " outputs");
            }
        } catch (OrtException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() throws OrtException {
        inputs.values().forEach(OnnxTensor::close);
        outputs.values().forEach(OnnxTensor::close);
        session.close();
    }
}
