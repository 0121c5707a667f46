package org.lesionlens.inference;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.lesionlens.model.ElementType;
import org.lesionlens.model.Model;
import org.lesionlens.model.TensorSpec;
import org.lesionlens.model.UnsuitableModelException;
import org.lesionlens.volume.ForeignText;
import org.lesionlens.volume.UnsuitableImageException;

/**
 * Whether what a network takes is what its description says, and what goes in is what it takes.
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
    void require(Map<String, TensorForm> inputs, long... shape) {
        TensorSpec spec = layout.spec();
        TensorForm input = inputs.get(spec.name());
        if (input == null
                || !input.isTensor()
                || TensorNumbers.typeOf(input.type()) != spec.type()
                || !fits(input.shape(), shape)) {
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

    /**
     * Looks whether an image, as it was prepared, fits the type of the input.
     *
     * @throws UnsuitableImageException with a value that does not fit
     */
    void requireNumbers(float[] values) {
        ElementType type = layout.spec().type();
        if (type == ElementType.FLOAT32) {
            return;
        }
        for (float value : values) {
            if (!TensorNumbers.fits(type, value)) {
                throw new UnsuitableImageException("the image, as it is prepared for the model " + model.shownName()
                        + ", has the value " + value + " but the network takes " + NumberRange.words(type)
                        + ": bring the intensities of the image there first, or add a step to the preparation that does"
                        + " (linear or clip in the model's rdf.yaml)");
            }
        }
    }

    /** Batches may be fixed at any number. */
    private boolean fits(List<Long> found, long... shape) {
        boolean fits = found.size() == shape.length;
        for (int axis = 0; fits && axis < shape.length; axis++) {
            boolean batch = layout.spec().axes().charAt(axis) == 'b';
            fits = batch || found.get(axis) <= 0 || found.get(axis) == shape[axis];
        }
        return fits;
    }

    private static String shown(Map<String, TensorForm> inputs) {
        return ForeignText.shown(inputs.entrySet().stream()
                .map(input -> "\"" + input.getKey() + "\" of "
                        + (input.getValue().isTensor()
                                ? TensorNumbers.typeWord(input.getValue().type()) + " "
                                        + input.getValue().shape()
                                : "no tensor"))
                .collect(Collectors.joining(" and ")));
    }
}
