package org.lesionlens.inference;

import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import org.lesionlens.model.CheckedFile;
import org.lesionlens.model.TestTensors;
import org.lesionlens.model.UnsuitableModelException;
import org.lesionlens.volume.Progress;

/** Whether a network here gives what PyTorch gave when the model was made. */
public final class TestTensorCheck {
    /** The largest difference that is still agreement. */
    public static final double TOLERANCE = 1e-4;

    private TestTensorCheck() {}

    /**
     * The largest absolute difference over all test tensors of a model.
     *
     * @param progress cancels it while the network is at work
     * @throws UnsuitableModelException if the model has no test tensors, or an output of another shape
     * @throws IOException if a test tensor cannot be read
     */
    public static double largestDifference(OnnxModel model, Progress progress) throws IOException {
        if (model.description().tests().isEmpty()) {
            throw new UnsuitableModelException("the model "
                    + model.description().name() + " has no test tensors: nothing shows that it works here");
        }
        double largest = 0;
        for (TestTensors test : model.description().tests()) {
            largest = Math.max(largest, largestDifference(model, test, progress));
        }
        return largest;
    }

    private static double largestDifference(OnnxModel model, TestTensors test, Progress progress) throws IOException {
        Map<String, Tensor> found =
                model.run(NpyFile.read(test.input()), test.outputs().keySet(), progress);
        double largest = 0;
        for (Map.Entry<String, CheckedFile> expected : test.outputs().entrySet()) {
            String name = expected.getKey();
            largest = Math.max(largest, difference(name, found.get(name), NpyFile.read(expected.getValue())));
        }
        return largest;
    }

    private static double difference(String name, Tensor found, Tensor expected) {
        if (!Arrays.equals(found.shape(), expected.shape())) {
            throw new UnsuitableModelException("output " + name + " has shape " + Arrays.toString(found.shape())
                    + " but the test tensor has " + Arrays.toString(expected.shape()) + ": export the model again");
        }
        double largest = 0;
        for (int i = 0; i < found.values().length; i++) {
            largest = Math.max(largest, Math.abs(found.values()[i] - expected.values()[i])); // NaN stays NaN
        }
        return largest;
    }
}
