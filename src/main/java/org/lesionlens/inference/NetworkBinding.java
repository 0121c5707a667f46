package org.lesionlens.inference;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession.RunOptions;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.lesionlens.model.Output;
import org.lesionlens.volume.Progress;

/**
 * Input and output of a segmenting network in memory that it reads and writes in place, for windows of one size. For one
 * thread.
 */
final class NetworkBinding implements AutoCloseable {
    private final OnnxModel model;
    private final InputCheck inputCheck;
    private final TensorLayout layout;
    private final TensorLayout answerLayout;
    private final long[] sizes;
    private final long[] answerSizes;
    private final TensorNumbers output;
    private TensorNumbers input;
    /** What goes in at another run; null until somebody asks for it. */
    private TensorNumbers spare;

    private final Lease buffers = new Lease(this::closeBuffers);
    /** What was put in, where the network wants it in another order; else null. */
    private final float[] ordered;
    /** The answer of all windows, where it is not as the network wrote it; else null. */
    private float[] answer;

    /** Outputs that are told besides the answer. */
    private final Set<String> besides;

    private Optional<Tensor> told = Optional.empty();

    /**
     * @param besides an output that is told besides the answer
     * @param sides of a window along x, y, z
     */
    NetworkBinding(OnnxModel model, Optional<String> besides, int windows, int... sides) {
        this.model = model;
        this.besides = besides.map(Set::of).orElse(Set.of());
        this.layout = model.layout();
        this.inputCheck = new InputCheck(model.description(), layout);
        Output described = model.description().output().orElseThrow();
        this.answerLayout = new TensorLayout(described.tensor(), layout.axes());
        int depth = sides[2] * InputShapes.frames(model.description());
        this.sizes = new long[] {windows, InputShapes.channels(model.description()), depth, sides[1], sides[0]};
        this.answerSizes = answerSizes(described, layout.axes(), InputShapes.asked(model.description(), sizes));
        long[] shape = layout.shape(sizes);
        try {
            input = new TensorNumbers(layout.spec().type(), shape);
            output = new TensorNumbers(described.tensor().type(), answerLayout.shape(answerSizes));
        } catch (OrtException e) {
            throw model.fault().doesNotFit(shape, e);
        }
        ordered = layout.isInOrder() ? null : new float[windows * valuesOf(sizes)];
    }

    /** Sizes N,C,Z,Y,X of an answer for those of an input. */
    static long[] answerSizes(Output output, NetworkAxes axes, long... sizes) {
        long[] answered = sizes.clone();
        answered[1] = Answers.channels(output);
        for (int axis = 0; axis < 3; axis++) {
            answered[4 - axis] = Math.round(
                    sizes[4 - axis] * AnswerGrid.scale(output, axes.order().get(axis)));
        }
        return answered;
    }

    private static int valuesOf(long... sizes) {
        return Math.toIntExact(sizes[1] * sizes[2] * sizes[3] * sizes[4]);
    }

    /** How many windows go in at once. */
    int windows() {
        return (int) sizes[0];
    }

    /** Numbers of the answer for one window. */
    int answerValues() {
        return valuesOf(answerSizes);
    }

    /**
     * Puts a window in.
     *
     * @param values C,Z,Y,X
     * @throws org.lesionlens.volume.UnsuitableImageException if one does not fit the type that the network takes
     */
    void put(int window, float[] values) {
        inputCheck.requireNumbers(values);
        if (ordered == null) {
            input.put(window * values.length, values);
        } else {
            System.arraycopy(values, 0, ordered, window * values.length, values.length);
        }
    }

    /** Room for the windows of a run to come, which another thread fills while the network is at work. */
    final class Ahead {
        private final TensorNumbers numbers;

        private Ahead(TensorNumbers numbers) {
            this.numbers = numbers;
        }

        /** As {@link NetworkBinding#put}. */
        void put(int window, float[] values) {
            put(window, 0, values);
        }

        /** The same of a part of a window, from one of its numbers on. */
        void put(int window, int from, float[] values) {
            inputCheck.requireNumbers(values);
            numbers.put(window * valuesOf(sizes) + from, values);
        }

        /** What was put of a window, C,Z,Y,X, as the type that the network takes holds it; after the binding was closed too. */
        float[] window(int window) {
            float[] values = new float[valuesOf(sizes)];
            numbers.get(window * values.length, values);
            return values;
        }
    }

    /** Empty where the network wants windows in another order than they come in. */
    Optional<Ahead> ahead() {
        if (ordered != null) {
            return Optional.empty();
        }
        long[] shape = layout.shape(sizes);
        try {
            spare = spare == null ? new TensorNumbers(layout.spec().type(), shape) : spare;
        } catch (OrtException e) {
            throw model.fault().doesNotFit(shape, e);
        }
        return Optional.of(new Ahead(spare));
    }

    /** Takes what was put ahead for what goes in next, unless it was put into another one; between two runs. */
    boolean take(Ahead filled) {
        if (filled.numbers != spare) {
            return false;
        }
        spare = input;
        input = filled.numbers;
        return true;
    }

    /**
     * Runs the network on what was put in.
     *
     * @throws DeviceFailedException if the device, or its memory, is to blame
     * @throws java.util.concurrent.CancellationException if cancelled; then this can only be closed
     */
    void run(Progress progress) {
        if (ordered != null) {
            input.put(0, layout.toTensor(ordered, sizes));
        }
        requireTried(progress);
        Lease network = model.taken();
        Lease memory = buffers.taken();
        try {
            NetworkRun.of(
                    options -> {
                        try (network;
                                memory) {
                            answer = answer(options);
                            return null; // the answer was written in place
                        }
                    },
                    progress::isCancelled);
        } catch (OrtException e) {
            throw model.fault().of(layout.shape(sizes), e);
        }
    }

    /** With one window: another process need not have room for all of them too. */
    private void requireTried(Progress progress) {
        long[] one = sizes.clone();
        one[0] = 1;
        try {
            model.requireTried(progress, layout.shape(one));
        } catch (OrtException e) {
            throw model.fault().of(layout.shape(one), e);
        }
    }

    private float[] answer(RunOptions options) throws OrtException {
        boolean one = model.sessions().size() == 1;
        float[] sum = null;
        for (NetworkSession session : model.sessions()) {
            runOnce(session, options);
            if (!one || !answerLayout.isInOrder()) {
                float[] values = new float[windows() * answerValues()];
                output.get(0, values);
                sum = sum == null ? values : plus(sum, values);
            }
        }
        if (sum == null) {
            return null;
        }
        for (int i = 0; i < sum.length && !one; i++) {
            sum[i] /= model.sessions().size();
        }
        return answerLayout.fromTensor(sum, answerSizes);
    }

    private static float[] plus(float[] sum, float[] values) {
        for (int i = 0; i < sum.length; i++) {
            sum[i] += values[i];
        }
        return sum;
    }

    private void runOnce(NetworkSession session, RunOptions options) throws OrtException {
        Map<String, OnnxTensor> inputs = Map.of(layout.spec().name(), input.tensor());
        Map<String, OnnxTensor> outputs = Map.of(answerLayout.spec().name(), output.tensor());
        try (NetworkAnswer found = session.run(inputs, besides, outputs, options)) {
            for (String name : besides) {
                told = Optional.of(model.copy(name, found.values().get(name), layout.shape(sizes)));
            }
        }
    }

    /** What the last run told besides the answer. */
    Optional<Tensor> told() {
        return told;
    }

    /**
     * Copies what the last run said of a window.
     *
     * @param target C,Z,Y,X
     * @throws org.lesionlens.model.UnsuitableModelException if there are numbers that cannot be right
     */
    void read(int window, float[] target) {
        if (answer == null) {
            output.get(window * target.length, target);
        } else {
            System.arraycopy(answer, window * target.length, target, 0, target.length);
        }
        model.check().requireWindow(target);
    }

    private void closeBuffers() {
        input.close();
        output.close();
        if (spare != null) {
            spare.close();
        }
    }

    @Override
    public void close() {
        buffers.close();
    }
}
