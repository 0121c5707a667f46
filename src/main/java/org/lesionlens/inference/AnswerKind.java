package org.lesionlens.inference;

import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.DoubleSupplier;
import org.lesionlens.model.ElementType;
import org.lesionlens.model.TensorSpec;
import org.lesionlens.volume.Progress;

/** What the numbers are that a segmenting network answers before its description's activation: found out by asking it. */
public enum AnswerKind {
    /** All lie between 0 and 1, and those of a voxel have the sum 1. */
    SHARES,
    /** All lie between 0 and 1. */
    PROBABILITIES,
    /** Some lie elsewhere, or all are the same. */
    OTHER;

    private static final int SIDE = 32;
    private static final long MOST_VALUES = 1L << 24;
    private static final int SEED = 21;
    private static final double SPREAD = 3;
    private static final int BRIGHT = 100;

    /**
     * Asks a network with noise of small and of large numbers, both as an image would never be.
     *
     * @param progress cancels it while the network is at work
     * @throws org.lesionlens.model.UnsuitableModelException if it cannot answer
     */
    public static AnswerKind of(OnnxModel model, Progress progress) {
        Tensor zeros = model.zeros(SIDE);
        if (zeros.values().length > MOST_VALUES) {
            return OTHER;
        }
        Random random = new Random(SEED);
        ElementType type = model.layout().spec().type();
        boolean broken = type.toString().startsWith("float");
        DoubleSupplier small = broken ? () -> SPREAD * random.nextGaussian() : () -> random.nextInt(2);
        DoubleSupplier large = () -> random.nextInt(type == ElementType.BOOL ? 2 : BRIGHT);
        AnswerKind kind = SHARES;
        for (DoubleSupplier noise : List.of(small, large)) {
            AnswerKind found = of(answer(model, noisy(zeros, noise), progress), model);
            kind = found.compareTo(kind) > 0 ? found : kind;
            if (kind == OTHER) {
                return kind; // most networks answer logits, and one question shows that
            }
        }
        return kind;
    }

    private static Tensor noisy(Tensor zeros, DoubleSupplier noise) {
        float[] values = new float[zeros.values().length];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) noise.getAsDouble();
        }
        return new Tensor(values, zeros.shape());
    }

    private static Tensor answer(OnnxModel model, Tensor question, Progress progress) {
        String name = model.description().output().orElseThrow().tensor().name();
        return model.run(question, Set.of(name), progress).get(name);
    }

    private static AnswerKind of(Tensor answer, OnnxModel model) {
        double least = Double.POSITIVE_INFINITY;
        double most = Double.NEGATIVE_INFINITY;
        for (float value : answer.values()) {
            least = Math.min(least, value);
            most = Math.max(most, value);
        }
        if (!(least >= -OutputCheck.TOLERANCE && most <= 1 + OutputCheck.TOLERANCE && least < most)) {
            return OTHER;
        }
        TensorSpec spec = model.description().output().orElseThrow().tensor();
        return haveSumOne(answer, new TensorLayout(spec, NetworkAxes.AS_NAMED)) ? SHARES : PROBABILITIES;
    }

    private static boolean haveSumOne(Tensor answer, TensorLayout layout) {
        long[] sizes = new long[5];
        for (int place = 0; place < sizes.length; place++) {
            sizes[place] = layout.size(place, answer.shape());
        }
        float[] values = layout.fromTensor(answer.values(), sizes);
        int channels = Math.toIntExact(sizes[1]);
        int voxels = Math.toIntExact(sizes[2] * sizes[3] * sizes[4]);
        for (int voxel = 0; voxel < values.length / channels; voxel++) {
            int first = voxel / voxels * channels * voxels + voxel % voxels;
            double sum = 0;
            for (int channel = 0; channel < channels; channel++) {
                sum += values[first + channel * voxels];
            }
            if (Math.abs(sum - 1) > OutputCheck.TOLERANCE) {
                return false;
            }
        }
        return true;
    }
}
