package org.lesionlens.inference;

import ai.onnxruntime.TensorInfo;
import ai.onnxruntime.ValueInfo;
import java.util.Arrays;
import java.util.Optional;
import org.lesionlens.model.ElementType;
import org.lesionlens.model.Model;
import org.lesionlens.model.Output;
import org.lesionlens.model.Task;
import org.lesionlens.model.UnsuitableModelException;

/**
 * What a network may answer: numbers of the type that its description says, finite, probabilities of 0 to 1 within
 * {@value #TOLERANCE}, in the size that was asked for. Anything else would come out as "no lesion" or as a class, so it is refused.
 *
 * @param layout of the input
 */
record OutputCheck(Model model, TensorLayout layout) {
    /** How far a probability, or the sum of a row of them, may be off. */
    static final double TOLERANCE = 1e-3;

    private static final float LEAST = (float) -TOLERANCE;
    private static final float MOST = (float) (1 + TOLERANCE);

    /** @throws UnsuitableModelException if an output has no numbers, or others than the description says */
    void requireNumbersOf(String output, ValueInfo found) {
        ElementType expected = main(output).map(main -> main.tensor().type()).orElse(ElementType.FLOAT32);
        boolean known = main(output).isPresent()
                || model.task() == Task.CLASSIFICATION
                || isNamed(output)
                || model.answers().contains(output);
        if (!(found instanceof TensorInfo tensor) || known && TensorNumbers.typeOf(tensor.onnxType) != expected) {
            throw new UnsuitableModelException(said(output) + " is "
                    + (found instanceof TensorInfo other
                            ? "of the type " + TensorNumbers.typeOf(other.onnxType)
                            : "no tensor")
                    + " but must be a tensor of " + expected
                    + ": correct the model's description, or convert the model again");
        }
    }

    private boolean isNamed(String output) {
        return output.equals(Model.PROBABILITY) || output.equals(Model.LOGITS);
    }

    /** The output that is the answer of a segmenting network. */
    private Optional<Output> main(String output) {
        return model.output().filter(main -> main.tensor().name().equals(output));
    }

    /**
     * Holds the size of an answer to that of the question; outputs that only explain may have any.
     *
     * @param input shape of the input
     * @throws UnsuitableModelException if they differ
     */
    void requireShape(String output, long[] found, long[] input) {
        if (model.task() == Task.DETECTION) {
            boxes().requireShape(output, found, input);
            return;
        }
        Optional<Output> main = main(output);
        if (main.isEmpty() && (model.task() == Task.SEGMENTATION || !isNamed(output))) {
            return;
        }
        long[] expected = main.map(answer -> expected(answer, input))
                .orElseGet(() -> new long[] {input[0], model.labels().size()});
        if (!Arrays.equals(found, expected)) {
            throw new UnsuitableModelException(said(output) + " has the shape " + Arrays.toString(found)
                    + " but must have " + Arrays.toString(expected) + " for an input of " + Arrays.toString(input)
                    + (model.task() == Task.SEGMENTATION ? "" : " and the classes of its label table")
                    + ": choose another model, or install it again");
        }
    }

    private BoxAnswerCheck boxes() {
        return new BoxAnswerCheck(model, model.detection().orElseThrow());
    }

    private long[] expected(Output answer, long... input) {
        long[] sizes = new long[5];
        Arrays.setAll(sizes, place -> layout.size(place, input));
        TensorLayout answered = new TensorLayout(answer.tensor(), layout.axes());
        return answered.shape(NetworkBinding.answerSizes(answer, layout.axes(), InputShapes.asked(model, sizes)));
    }

    /**
     * Looks at every number of an answer.
     *
     * @param values in row-major order
     * @param shape of the answer; its second number counts the classes of a classifier
     * @throws UnsuitableModelException with the first number that cannot be right
     */
    void requireNumbers(String output, float[] values, long[] shape) {
        if (main(output).isPresent()) {
            requireWindow(values);
            return;
        }
        boolean probability = model.task() == Task.CLASSIFICATION && output.equals(Model.PROBABILITY);
        boolean scores = model.task() == Task.DETECTION && boxes().areScores(output);
        if (!probability && !scores) {
            requireAll(output, values, -Float.MAX_VALUE, Float.MAX_VALUE, "a finite number");
            return;
        }
        requireAll(output, values, LEAST, MOST, "0 to 1");
        if (probability) {
            requireSums(output, values, Math.toIntExact(shape[1]));
        }
    }

    /**
     * Looks at every number of what a segmenting network says of a window.
     *
     * @throws UnsuitableModelException with the first number that cannot be right
     */
    void requireWindow(float[] values) {
        Output output = model.output().orElseThrow();
        if (Answers.areProbabilities(output)) {
            requireAll(output.tensor().name(), values, LEAST, MOST, "0 to 1");
        } else {
            requireAll(output.tensor().name(), values, -Float.MAX_VALUE, Float.MAX_VALUE, "a finite number");
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
