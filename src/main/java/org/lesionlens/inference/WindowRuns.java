package org.lesionlens.inference;

import java.util.Optional;
import org.lesionlens.volume.Progress;

/**
 * Sends windows of one size through a segmenting network, as many at once as the memory of its device holds, and on the CPU where
 * the device fails. What is said of a window does not depend on that. For one thread.
 */
final class WindowRuns implements AutoCloseable {
    /** Voxels that go into a GPU at once: with fewer it has too little to do. Where its memory is too small for them it says so. */
    private static final int GPU_VOXELS = 1 << 20;

    private final OnnxModel model;
    private final boolean telling;
    private final int[] sides;
    private final int answerValues;
    private final Spare<float[]> answers;
    private NetworkBinding binding;
    private BatchRetreat now;
    private Optional<String> note = Optional.empty();
    /** The windows of the next run that were put ahead, and whether the network has them. */
    private Optional<NetworkBinding.Ahead> ahead = Optional.empty();

    private boolean areIn;

    /** Takes what was said of a window. */
    interface Taker {
        /**
         * Takes an answer.
         *
         * @param window number of the window
         * @param answer C,Z,Y,X; to be kept, or given back
         * @param told besides, of all windows that went in together
         * @param row of the window in that
         */
        void take(int window, float[] answer, Optional<Tensor> told, int row);
    }

    /** What goes in. */
    record Form(int windows, int width, int height, int depth) {}

    /**
     * Makes room for windows.
     *
     * @param telling whether it tells how like the images of the training they are, if the model knows
     * @param form how many windows there are, at least 1, and their sides
     * @param batch that go in at once, at least; more do on a GPU
     */
    WindowRuns(OnnxModel model, boolean telling, Form form, int batch) {
        this.model = model;
        this.telling = telling;
        this.sides = new int[] {form.width(), form.height(), form.depth()};
        long voxels = (long) form.width() * form.height() * form.depth();
        int more = model.device().isGpu() ? (int) Math.max(1, GPU_VOXELS / voxels) : 1;
        this.now = new BatchRetreat(model.device(), Math.min(Math.max(batch, more), form.windows()));
        this.binding = bound(model);
        this.answerValues = binding.answerValues();
        this.answers = new Spare<>(() -> new float[answerValues]);
    }

    private NetworkBinding bound(OnnxModel on) {
        int together = on.together(now.batch());
        return telling ? on.bindTelling(together, sides) : on.bind(together, sides);
    }

    /** Windows that go in at once. */
    int together() {
        return binding.windows();
    }

    /** What happened to the device, for people. */
    Optional<String> note() {
        return note;
    }

    /** Room for as many windows as go in at once in a run to come; empty where they are put in when it begins. */
    Optional<NetworkBinding.Ahead> ahead(int windows) {
        return windows <= together() ? binding.ahead() : Optional.empty();
    }

    /**
     * Takes the windows of the next run, which may be null where they are given to {@link #run}.
     *
     * @return false if they have to be given, for there are none or the memory that they were put into is not used any more
     */
    boolean take(Optional<NetworkBinding.Ahead> filled) {
        ahead = filled;
        areIn = filled.filter(binding::take).isPresent();
        return areIn;
    }

    /**
     * Sends windows.
     *
     * @param windows C,Z,Y,X each; null where they were taken; may be changed
     * @throws java.util.concurrent.CancellationException if cancelled; then this can only be closed
     */
    void run(float[][] windows, Taker taker, Progress progress) {
        int done = 0;
        while (done < windows.length) {
            progress.throwIfCancelled();
            int end = Math.min(done + together(), windows.length);
            if (ran(windows, done, end, progress)) {
                for (int i = done; i < end; i++) {
                    float[] answer = answers.take();
                    binding.read(i - done, answer);
                    taker.take(i, answer, binding.told(), i - done);
                }
                done = end;
            }
        }
    }

    /** Takes an answer that nobody looks at any more, for one that is to come; from any thread. Parts of answers are left. */
    void giveBack(float[] answer) {
        if (answer.length == answerValues) {
            answers.give(answer);
        }
    }

    private boolean ran(float[][] windows, int from, int end, Progress progress) {
        for (int i = from; i < end && !areIn; i++) {
            binding.put(i - from, recalled(windows, i));
        }
        areIn = false;
        try {
            binding.run(progress);
            return true;
        } catch (DeviceFailedException e) {
            retreat(e, progress);
            return false;
        }
    }

    private float[] recalled(float[][] windows, int window) {
        if (windows[window] == null) {
            windows[window] = ahead.orElseThrow().window(window);
        }
        return windows[window];
    }

    private void retreat(DeviceFailedException failure, Progress progress) {
        Device before = now.device();
        int together = together();
        do {
            now = now.next(failure).orElseThrow(() -> failure);
        } while (now.device() == before && model.together(now.batch()) == together);
        note = Optional.of(now.note(before, failure));
        binding.close();
        binding = bound(now.device() == model.device() ? model : model.onCpu(progress));
    }

    @Override
    public void close() {
        binding.close();
    }
}
