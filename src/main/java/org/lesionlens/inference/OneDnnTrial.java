package org.lesionlens.inference;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession.RunOptions;
import ai.onnxruntime.TensorInfo.OnnxTensorType;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;

/**
 * How a network answers through oneDNN, held to ONNX Runtime's own kernels on the same machine: oneDNN is taken only where its
 * numbers are the same and come sooner.
 *
 * @param difference the largest between two numbers of the answers
 * @param ratio of the times of a run, oneDNN's over the other's; each the shortest of {@value #ROUNDS}, measured in turn
 */
record OneDnnTrial(double difference, double ratio) {
    /** The largest difference that is still agreement. */
    static final double TOLERANCE = 1e-5;

    private static final int ROUNDS = 3;

    /** Whether oneDNN is to be taken. */
    boolean isPassed() {
        return difference <= TOLERANCE && ratio < 1; // false for NaN
    }

    /** Why it is not, for people. */
    String reason() {
        return difference <= TOLERANCE
                ? String.format(Locale.ROOT, "it takes %.2f times as long as the device cpu", ratio)
                : String.format(Locale.ROOT, "its numbers are up to %.1g off those of the device cpu", difference);
    }

    /**
     * Asks both the same.
     *
     * @param shape of the only input, of 32-bit floats; the real one, as the times depend on it
     * @throws OrtException if one of them cannot answer
     */
    static OneDnnTrial of(NetworkSession cpu, NetworkSession oneDnn, long... shape) throws OrtException {
        Map.Entry<String, TensorForm> input = onlyInput(cpu);
        int size = Math.toIntExact(Arrays.stream(shape).reduce(1, Math::multiplyExact));
        try (OnnxTensor noise = OnnxTensor.createTensor(OnnxModel.ENVIRONMENT, FloatBuffer.wrap(noise(size)), shape)) {
            Map<String, OnnxTensor> question = Map.of(input.getKey(), noise);
            double difference = difference(answer(cpu, question), answer(oneDnn, question)); // warms up, too
            double[] best = {Double.MAX_VALUE, Double.MAX_VALUE};
            for (int round = 0; round < ROUNDS; round++) {
                best[0] = Math.min(best[0], seconds(cpu, question));
                best[1] = Math.min(best[1], seconds(oneDnn, question));
            }
            return new OneDnnTrial(difference, best[1] / best[0]);
        }
    }

    private static Map.Entry<String, TensorForm> onlyInput(NetworkSession session) throws OrtException {
        Map.Entry<String, TensorForm> first =
                session.inputs().entrySet().iterator().next();
        if (session.inputs().size() != 1
                || first.getValue().type() != OnnxTensorType.ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT) {
            throw new OrtException("it takes " + session.inputs() + ", but is tried with one tensor of floats only");
        }
        return first;
    }

    /** Numbers of -1 to 1, the same ones each time. */
    private static float[] noise(int size) {
        float[] values = new float[size];
        int state = 1;
        for (int i = 0; i < size; i++) {
            state = state * 1664525 + 1013904223; // Numerical Recipes' generator
            values[i] = (float) (state >> 8) / (1 << 23);
        }
        return values;
    }

    private static double seconds(NetworkSession session, Map<String, OnnxTensor> question) throws OrtException {
        long start = System.nanoTime();
        run(session, question).close();
        return (System.nanoTime() - start) / 1e9;
    }

    private static NetworkAnswer run(NetworkSession session, Map<String, OnnxTensor> question) throws OrtException {
        try (RunOptions options = new RunOptions()) {
            return session.run(question, session.outputNames(), Map.of(), options);
        }
    }

    /** All outputs of floats, in the order of their names. */
    private static List<FloatBuffer> answer(NetworkSession session, Map<String, OnnxTensor> question)
            throws OrtException {
        List<FloatBuffer> numbers = new ArrayList<>();
        try (NetworkAnswer answer = run(session, question)) {
            for (String name : new TreeSet<>(session.outputNames())) {
                OnnxValue value = answer.values().get(name);
                if (value instanceof OnnxTensor tensor && tensor.getInfo().type == OnnxJavaType.FLOAT) {
                    numbers.add(tensor.getFloatBuffer());
                }
            }
        }
        return numbers;
    }

    private static double difference(List<FloatBuffer> expected, List<FloatBuffer> found) {
        double largest = expected.size() == found.size() ? 0 : Double.NaN;
        for (int output = 0; output < Math.min(expected.size(), found.size()); output++) {
            largest = Math.max(largest, difference(expected.get(output), found.get(output)));
        }
        return largest;
    }

    private static double difference(FloatBuffer expected, FloatBuffer found) {
        double largest = expected.remaining() == found.remaining() ? 0 : Double.NaN;
        for (int i = 0; i < Math.min(expected.remaining(), found.remaining()); i++) {
            largest = Math.max(largest, Math.abs((double) expected.get(i) - found.get(i))); // NaN stays NaN
        }
        return largest;
    }
}
