package org.lesionlens.inference;

import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.lesionlens.model.Detection;
import org.lesionlens.model.Model;
import org.lesionlens.model.UnsuitableModelException;

/** In which sizes a detector may answer; outputs that only explain may have any. */
record BoxAnswerCheck(Model model, Detection detection) {
    private static final long ANY = -1;

    /** Whether an output holds scores that need no more to be some. */
    boolean areScores(String output) {
        return output.equals(detection.scores()) && detection.cell().isEmpty();
    }

    /**
     * Holds the size of an answer to that of the question; whether there are as many scores as boxes is seen where both are.
     *
     * @param input shape of the input, N,C,(Z,)Y,X
     * @throws UnsuitableModelException if they do not fit
     */
    void requireShape(String output, long[] found, long[] input) {
        if (!model.answers().contains(output)) {
            return;
        }
        long numbers = output.equals(detection.scores())
                ? model.labels().size()
                : 2L * model.network().window().dimensions();
        long[] expected = detection.cell().isPresent() ? cells(numbers, input) : new long[] {input[0], ANY, numbers};
        boolean fits = found.length == expected.length;
        for (int axis = 0; axis < found.length && fits; axis++) {
            fits = expected[axis] == ANY || found[axis] == expected[axis];
        }
        if (!fits) {
            throw new UnsuitableModelException("the output \"" + output + "\" of the model " + model.shownName()
                    + " has the shape " + Arrays.toString(found) + " but must have " + words(expected)
                    + " for an input of " + Arrays.toString(input)
                    + " and the labels of its label table: choose another model, or install it again");
        }
    }

    /** A network whose windows are no whole number of cells says where none is. */
    private long[] cells(long numbers, long... input) {
        long[] shape = input.clone();
        shape[1] = numbers;
        for (int axis = 2; axis < shape.length; axis++) {
            shape[axis] = (input[axis] + detection.cell().orElseThrow() - 1)
                    / detection.cell().orElseThrow();
        }
        return shape;
    }

    private static String words(long... shape) {
        return LongStream.of(shape)
                .mapToObj(size -> size == ANY ? "rows" : Long.toString(size))
                .collect(Collectors.joining(", ", "[", "]"));
    }
}
