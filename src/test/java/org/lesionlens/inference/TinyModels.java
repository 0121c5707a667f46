package org.lesionlens.inference;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.lesionlens.model.Model;

/**
 * The networks of {@code models/tiny}, whose answers are known in closed form (see {@code models/tiny/closed_form.py}).
 *
 * <p>The segmenter finds what is {@value #LESION_BRIGHTNESS} standard deviations brighter than the mean of the foreground;
 * the classifier names the kind whose brightness is nearest. Both see pixels of {@value #SPACING_MM} mm.
 */
public final class TinyModels {
    public static final Path FOLDER = Path.of("models", "tiny");
    public static final String SEGMENTER = "brain-t1ce-segmenter";
    public static final String CLASSIFIER = "brain-t1ce-classifier";

    public static final double LESION_BRIGHTNESS = 0.9;
    public static final double SPACING_MM = 1.5;
    /** Of a pixel whose neighbours are all as bright as a lesion. */
    public static final double INSIDE = sigmoid(6);
    /** Of a pixel none of whose neighbours are. */
    public static final double OUTSIDE = sigmoid(-6);

    /** What neighbours count, a row after the other; the right and the lower ones are those of the picture. */
    private static final double[] KERNEL = {1, 1, 1, 2, 3, 1, 2, 1, 2};

    private static final double KERNEL_SUM = 14;
    private static final double SHARPNESS = 8;
    private static final double LOOKS = 2;
    private static final double[] CLASS_BRIGHTNESS = {0.9, 0.3, 1.5};

    private TinyModels() {}

    public static Model segmenter() throws IOException {
        return Model.read(FOLDER.resolve(SEGMENTER));
    }

    public static Model classifier() throws IOException {
        return Model.read(FOLDER.resolve(CLASSIFIER));
    }

    /** On the CPU, with one thread; a network that a test has made for itself is not tried in a process of its own before. */
    public static OnnxModel open(Model model) throws IOException {
        if (!model.network().weights().get(0).path().startsWith(FOLDER)) {
            ModelTrust.give(model);
        }
        return OnnxModel.open(model, Optional.of(Device.CPU), 1);
    }

    public static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
    }

    /** How much a pixel is like the lesion of the phantom, 0 to 1. */
    public static double likeness(double brightness) {
        return Math.max(0, Math.min(1, 3 - 10 * Math.abs(brightness - LESION_BRIGHTNESS)));
    }

    /** The probabilities of a window, in row-major order. */
    public static float[] probabilities(float[] pixels, int width, int height) {
        float[] answer = new float[pixels.length];
        for (int i = 0; i < pixels.length; i++) {
            double sum = 0;
            for (int k = 0; k < KERNEL.length; k++) {
                int x = i % width + k % 3 - 1;
                int y = i / width + k / 3 - 1;
                boolean inside = x >= 0 && y >= 0 && x < width && y < height;
                sum += inside ? KERNEL[k] * likeness(pixels[y * width + x]) : 0;
            }
            answer[i] = (float) sigmoid(12 * sum / KERNEL_SUM - 6);
        }
        return answer;
    }

    /** The mean of each cell of {@code side} x {@code side} pixels of a window. */
    public static float[] cells(float[] pixels, int width, int side) {
        int columns = width / side;
        double[] sums = new double[pixels.length / side / side];
        for (int i = 0; i < pixels.length; i++) {
            sums[i / width / side * columns + i % width / side] += pixels[i];
        }
        float[] means = new float[sums.length];
        for (int i = 0; i < means.length; i++) {
            means[i] = (float) (sums[i] / side / side);
        }
        return means;
    }

    /** What a cell gives another of its attention, before that is shared out. */
    public static double look(double brightness, double other) {
        return Math.exp(-LOOKS * (brightness - other) * (brightness - other));
    }

    /** The logit of a class, from the mean brightness of a lesion. */
    public static double logit(int kind, double brightness) {
        return SHARPNESS * CLASS_BRIGHTNESS[kind] * (2 * brightness - CLASS_BRIGHTNESS[kind]);
    }
}
