package org.lesionlens.inference;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.TensorInfo;
import ai.onnxruntime.ValueInfo;
import java.util.Arrays;
import org.lesionlens.model.Model;
import org.lesionlens.model.Task;
import org.lesionlens.model.UnsuitableModelException;

/**
 * What a network may answer: finite numbers, probabilities of 0 to 1 within {@value #TOLERANCE}, in the size that was asked
 * for. Anything else would come out as "no lesion" or as a class, so it is refused.
 */
record OutputCheck(Model model) {
    /** How far a probability, or the sum of a row of them, may be off. */
    static final double TOLERANCE = 1e-3;

    private static final float LEAST = (float) -TOLERANCE;
    private static final float MOST = (float) (1 + TOLERANCE);

    /** @throws UnsuitableModelException if the numbers of an output are others than 32-bit floats */
    void requireFloats(String output, ValueInfo found) {
        if (!(found instanceof TensorInfo tensor) || tensor.type != OnnxJavaType.FLOAT) {
            throw new UnsuitableModelException(said(output) + " is "
                    + (found instanceof TensorInfo other ? "of the type " + other.type : "no tensor")
                    + " but must be a tensor of 32-bit floats: convert the model so that it answers with these");
        }
    }

    /**
     * Holds the size of an answer to that of the question; outputs that only explain may have any.
     *
     * @throws UnsuitableModelException if they differ
     */
    void requireShape(String output, long[] found, long[] input) {
        if (!output.equals(Model.PROBABILITY) && !output.equals(Model.LOGITS)) {
            return;
        }
        long[] expected = model.task() == Task.SEGMENTATION
                ? new long[] {input[0], 1, input[2], input[3]}
                : new long[] {input[0], model.labels().size()};
        if (!Arrays.equals(found, expected)) {
            throw new UnsuitableModelException(said(output) + " has the shape " + Arrays.toString(found)
                    + " but must have " + Arrays.toString(expected) + " for an input of " + Arrays.toString(input)
                    + (model.task() == Task.SEGMENTATION ? "" : " and the classes of its label table")
                    + ": choose another model, or install it again");
        }
    }

    /**
     * Looks at every number of an answer.
     *
     * @param values in row-major order
     * @param shape of the answer; its second number counts the classes of a classifier
     * @throws UnsuitableModelException with the first number that cannot be right
     */
    void requireNumbers(String output, float[] values, long[] shape) {
        if (!output.equals(Model.PROBABILITY)) {
            requireAll(output, values, -Float.MAX_VALUE, Float.MAX_VALUE, "a finite number");
            return;
        }
        requireAll(output, values, LEAST, MOST, "0 to 1");
        if (model.task() == Task.CLASSIFICATION) {
            requireSums(output, values, Math.toIntExact(shape[1]));
        }
    }

    private void requireAll(String output, float[] values, float least, float most, String expected) {
        boolean good = true;
        for (float value : values) {
            good &= value >= least && value <= most; // false for NaN
        }
        if (good) {
            return;
        }
        for (int i = 0; i < values.length; i++) {
            if (!(values[i] >= least && values[i] <= most)) {
                throw wrong(output, "is " + values[i] + " at position " + i + " of " + values.length, expected);
            }
        }
    }

    private void requireSums(String output, float[] values, int classes) {
        for (int row = 0; row < values.length; row += classes) {
            double sum = 0;
            for (int k = 0; k < classes; k++) {
                sum += values[row + k];
            }
            if (Math.abs(sum - 1) > TOLERANCE) {
                throw wrong(output, "has the sum " + sum + " over the classes", "1");
            }
        }
    }

    private UnsuitableModelException wrong(String output, String found, String expected) {
        return new UnsuitableModelException(said(output) + " " + found + " but must be " + expected
                + ": the model is broken or cannot take this image, choose another model");
    }

    private String said(String output) {
        return "the output \"" + output + "\" of the model " + model.shownName();
    }
}
