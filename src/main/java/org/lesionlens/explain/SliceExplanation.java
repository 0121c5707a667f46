package org.lesionlens.explain;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import net.imglib2.Cursor;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.view.Views;
import org.lesionlens.explain.QueryAttention.Summary;
import org.lesionlens.inference.ModelDescription.Explanations;
import org.lesionlens.inference.OnnxModel;
import org.lesionlens.inference.SliceOutputs;
import org.lesionlens.inference.Tensor;
import org.lesionlens.inference.UnsuitableModelException;
import org.lesionlens.volume.Volume;

/**
 * What a segmenter looked at in one slice: its attention gates, and where each point attends.
 *
 * <p>Maps come on the slice's own grid. Immutable; for any number of threads.
 */
public final class SliceExplanation {
    private static final String PROBABILITY = "probability";

    private final SliceOutputs outputs;
    private final List<String> gates;
    private final QueryAttention attention;
    private final Summary summary;
    private final String unit;

    private SliceExplanation(SliceOutputs outputs, List<String> gates, QueryAttention attention, String unit) {
        this.outputs = outputs;
        this.gates = gates;
        this.attention = attention;
        double[] cell = outputs.cellSize(attention.columns(), attention.rows());
        this.summary = attention.summary(cell[0], cell[1]);
        this.unit = unit;
    }

    /**
     * Runs the network on a slice.
     *
     * @param slice in stored order
     * @throws UnsuitableModelException if the model has no attention gates or no non-local block, or does not segment
     * @throws IllegalArgumentException if there is no such slice, or the volume is constant or not finite
     */
    public static SliceExplanation of(OnnxModel segmenter, Volume volume, long slice) {
        Explanations names = segmenter.description().explanations();
        String query = required(names.query(), "query", segmenter);
        String key = required(names.key(), "key", segmenter);
        Set<String> wanted = new LinkedHashSet<>(names.gates());
        wanted.addAll(List.of(PROBABILITY, query, key));
        SliceOutputs outputs = SliceOutputs.of(segmenter, volume, slice, wanted);
        String unit = volume.geometry().calibrated() ? "mm" : "pixels";
        return new SliceExplanation(
                outputs, names.gates(), new QueryAttention(outputs.tensor(query), outputs.tensor(key)), unit);
    }

    private static String required(Optional<String> output, String what, OnnxModel model) {
        return output.orElseThrow(
                () -> new UnsuitableModelException(
                        "the model "
                                + model.description().name() + " names no " + what
                                + " among its explanations, so where a point attends cannot be shown: choose a model with self-attention"));
    }

    /** Which slice it is, in stored order. */
    public long slice() {
        return outputs.slice();
    }

    /** The probability of lesion, as the network gave it (not mirrored). */
    public Explanation probability() {
        return new Explanation(PROBABILITY, "", onSlice(outputs.tensor(PROBABILITY)));
    }

    /** The coefficients of each gate, 0 to 1, coarsest first. */
    public List<Explanation> gates() {
        List<Explanation> maps = new ArrayList<>();
        for (String gate : gates) {
            maps.add(new Explanation(gate, "", onSlice(outputs.tensor(gate))));
        }
        return maps;
    }

    /** The product of all gates: what passes every one of them, 0 to 1. */
    public Explanation allGates() {
        Volume product = onSlice(new Tensor(new float[] {1}, new long[] {1, 1, 1, 1}));
        for (Explanation gate : gates()) {
            Cursor<FloatType> factor = Views.flatIterable(gate.map().voxels()).cursor();
            Views.flatIterable(product.voxels()).forEach(voxel -> voxel.mul(factor.next()));
        }
        return new Explanation("gates", "", product);
    }

    /**
     * How much a point looks at every other, as a multiple of what it would be if it looked everywhere alike.
     *
     * @param voxel x, y, z in the volume
     * @throws IllegalArgumentException if the point lies outside the slice
     */
    public Explanation attention(long... voxel) {
        return new Explanation("attention", "", multiples(attention.row(cell(voxel))));
    }

    /**
     * How much every other point looks at this one, in the same measure.
     *
     * @param voxel x, y, z in the volume
     * @throws IllegalArgumentException if the point lies outside the slice
     */
    public Explanation reverseAttention(long... voxel) {
        return new Explanation("reverse_attention", "", multiples(attention.reverse(cell(voxel), summary)));
    }

    /** How far away, on average, what each point looks at is. */
    public Explanation attendedDistance() {
        return new Explanation("attended_distance", unit, onSlice(summary.distances()));
    }

    /** The entropy of each point's attention in nat: low where it looks at little. */
    public Explanation attentionEntropy() {
        return new Explanation("attention_entropy", "nat", onSlice(summary.entropies()));
    }

    private int cell(long... voxel) {
        return outputs.cell(attention.columns(), attention.rows(), voxel);
    }

    private Volume multiples(float[] shares) {
        float[] multiples = new float[shares.length];
        for (int i = 0; i < shares.length; i++) {
            multiples[i] = shares[i] * shares.length;
        }
        return onSlice(multiples);
    }

    private Volume onSlice(float[] map) {
        return outputs.onSlice(map, attention.columns(), attention.rows());
    }

    private Volume onSlice(Tensor map) {
        return outputs.onSlice(map.values(), (int) map.shape()[3], (int) map.shape()[2]);
    }
}
