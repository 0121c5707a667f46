package org.lesionlens.inference;

import ai.onnxruntime.platform.Fp16Conversions;
import java.util.List;
import org.lesionlens.inference.Voxels.Operation;
import org.lesionlens.model.ElementType;
import org.lesionlens.model.Preparation;
import org.lesionlens.volume.Normalization;
import org.lesionlens.volume.UnsuitableImageException;

/** Steps that change each number without a look at others: of a preparation, or after an activation. */
final class PointSteps {
    private PointSteps() {}

    /** What a step does; wherever the numbers lie. */
    static Operation of(Preparation step) {
        if (step instanceof Preparation.Linear linear) {
            return (values, block) -> linear(linear, values);
        } else if (step instanceof Preparation.Clip clip) {
            return (values, block) -> clip(clip, values);
        } else if (step instanceof Preparation.FixedZScore score) {
            return (values, block) -> zScore(score, values);
        } else if (step instanceof Preparation.Cast cast) {
            return (values, block) -> cast(cast.type(), values);
        } else if (step instanceof Preparation.Binarize binarize) {
            return (values, block) -> binarize((float) binarize.threshold(), values);
        }
        throw new IllegalArgumentException("the step is " + step + " but must be one of each number by itself");
    }

    /** Takes steps one after the other. */
    static void take(List<Preparation> steps, float[] values) {
        steps.forEach(step -> of(step).apply(values, null));
    }

    /**
     * What is stored with its lowest value where there is no tissue.
     *
     * @throws UnsuitableImageException if nothing can be seen in it
     */
    static Voxels lit(Voxels.Stored stored) {
        float lowest = Normalization.lowest(stored.volume().tissue());
        return new Voxels.Changed(stored, (values, block) -> {
            for (int i = 0; i < values.length; i++) {
                values[i] = Float.isNaN(values[i]) ? lowest : values[i];
            }
        });
    }

    private static void linear(Preparation.Linear linear, float[] values) {
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (linear.gain() * values[i] + linear.offset());
        }
    }

    private static void clip(Preparation.Clip clip, float[] values) {
        float minimum = (float) clip.minimum();
        float maximum = (float) clip.maximum();
        for (int i = 0; i < values.length; i++) {
            values[i] = Math.min(Math.max(values[i], minimum), maximum);
        }
    }

    private static void binarize(float threshold, float[] values) {
        for (int i = 0; i < values.length; i++) {
            values[i] = values[i] > threshold ? 1 : 0;
        }
    }

    private static void zScore(Preparation.FixedZScore score, float[] values) {
        double gain = 1 / score.standardDeviation();
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) ((values[i] - score.mean()) * gain);
        }
    }

    private static void cast(ElementType type, float[] values) {
        for (int i = 0; i < values.length; i++) {
            values[i] = switch (type) {
                case FLOAT32, FLOAT64 -> values[i];
                case FLOAT16 -> Fp16Conversions.fp16ToFloat(Fp16Conversions.floatToFp16(fitting(type, values[i])));
                case BOOL -> values[i] == 0 ? 0 : 1;
                default -> (long) fitting(type, values[i]);
            };
        }
    }

    private static float fitting(ElementType type, float value) {
        boolean whole = type != ElementType.FLOAT16;
        if (!NumberRange.of(type).holds(whole && !Float.isNaN(value) ? (long) value : value)) {
            throw new UnsuitableImageException("the value " + value + " does not fit " + NumberRange.words(type)
                    + ", to which the model casts it: bring the intensities of the image there first, or put a step"
                    + " before the cast that does (linear or clip in the model's rdf.yaml)");
        }
        return value;
    }
}
