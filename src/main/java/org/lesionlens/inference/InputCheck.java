package org.lesionlens.inference;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.TensorInfo;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import org.lesionlens.model.Model;
import org.lesionlens.model.TensorSpec;
import org.lesionlens.model.UnsuitableModelException;
import org.lesionlens.volume.ForeignText;

/**
 * Whether what a network takes is what its description says.
 *
 * @param layout of the input
 */
record InputCheck(Model model, TensorLayout layout) {
    /**
     * Looks at the inputs of a network.
     *
     * @param shape of the first input that it will be asked with
     * @throws UnsuitableModelException with what it takes and what the description says
     */
    void require(Map<String, NodeInfo> inputs, long... shape) {
        TensorSpec spec = layout.spec();
        NodeInfo input = inputs.get(spec.name());
        if (input == null
                || !(input.getInfo() instanceof TensorInfo info)
                || TensorNumbers.typeOf(info) != spec.type()
                || !fits(info.getShape(), shape)) {
            throw new UnsuitableModelException("the model " + model.shownName() + " takes " + shown(inputs)
                    + " but its description says \"" + spec.name() + "\" of " + spec.type() + " with the axes "
                    + spec.axes() + ", as " + Arrays.toString(shape)
                    + ": install the model again, or correct its description");
        }
        if (inputs.size() > 1) {
            throw new UnsuitableModelException("the model " + model.shownName() + " takes " + shown(inputs)
                    + " but a model may have one input only: convert it again");
        }
    }

    /** Batches may be fixed at any number. */
    private boolean fits(long[] found, long... shape) {
        boolean fits = found.length == shape.length;
        for (int axis = 0; fits && axis < shape.length; axis++) {
            boolean batch = layout.spec().axes().charAt(axis) == 'b';
            fits = batch || found[axis] <= 0 || found[axis] == shape[axis];
        }
        return fits;
    }

    private static String shown(Map<String, NodeInfo> inputs) {
        return ForeignText.shown(inputs.entrySet().stream()
                .map(input -> "\"" + input.getKey() + "\" of "
                        + (input.getValue().getInfo() instanceof TensorInfo info
                                ? TensorNumbers.typeWord(info) + " " + Arrays.toString(info.getShape())
                                : "no tensor"))
                .collect(Collectors.joining(" and ")));
    }
}
