package org.lesionlens.explain;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import net.imglib2.Cursor;
import net.imglib2.type.numeric.integer.UnsignedShortType;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.view.Views;
import org.lesionlens.explain.QueryAttention.Summary;
import org.lesionlens.inference.Cells;
import org.lesionlens.inference.OnnxModel;
import org.lesionlens.inference.SeenSlice;
import org.lesionlens.inference.Tensor;
import org.lesionlens.model.ExcitationMeans;
import org.lesionlens.model.Explanations;
import org.lesionlens.model.Model;
import org.lesionlens.model.UnsuitableModelException;
import org.lesionlens.volume.DisplayOrientation;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.UsageException;
import org.lesionlens.volume.Volume;
import org.lesionlens.volume.VolumeGeometry;

/**
 * What a segmenter looked at in one slice: its attention gates, where each point attends, its channel weights.
 *
 * <p>Maps come on the slice's own grid. What the model does not have is refused when it is asked for. Immutable; for any
 * number of threads.
 */
public final class SliceExplanation {
    private final Model model;
    private final SeenSlice input;
    private final Map<String, Tensor> outputs;
    private final Optional<QueryAttention> attention;
    private final Optional<Summary> summary;
    private final Optional<FeatureCovariance> covariance;

    private SliceExplanation(Model model, SeenSlice input, Map<String, Tensor> outputs) {
        this.model = model;
        this.input = input;
        this.outputs = outputs;
        Explanations names = model.explanations();
        this.attention = names.query()
                .flatMap(query -> names.key().map(key -> new QueryAttention(outputs.get(query), outputs.get(key))));
        this.summary = attention.map(rows -> rows.summary(input.cellSize(rows.cells())));
        this.covariance = names.attended().map(features -> new FeatureCovariance(outputs.get(features)));
    }

    /** Runs the network on a slice, as it sees it. */
    static SliceExplanation of(OnnxModel segmenter, SeenSlice input) {
        Model model = segmenter.description();
        Set<String> wanted = outputs(model.explanations());
        wanted.add(input.answer());
        return new SliceExplanation(model, input, input.run(segmenter, wanted));
    }

    private static Set<String> outputs(Explanations names) {
        Set<String> wanted = new LinkedHashSet<>(names.gates());
        wanted.addAll(names.excitations());
        wanted.addAll(names.features().values());
        Stream.of(names.query(), names.key(), names.attended()).forEach(name -> name.ifPresent(wanted::add));
        return wanted;
    }

    /** What the network saw. */
    SeenSlice input() {
        return input;
    }

    /** Which slice it is, in stored order. */
    public long slice() {
        return input.slice();
    }

    /** The grid of the slice and of every map. */
    VolumeGeometry grid() {
        return input.grid();
    }

    /** Whether the model has self-attention. */
    public boolean hasAttention() {
        return attention.isPresent();
    }

    /**
     * A lesion in this slice: 1 inside, 0 outside.
     *
     * @param labels on the volume's grid
     */
    Volume mask(LabelMap labels, int label) {
        Volume mask = Volume.allocate(grid());
        Cursor<UnsignedShortType> labelled = Views.flatIterable(
                        DisplayOrientation.of(labels.geometry()).slice(labels.voxels(), slice()))
                .cursor();
        for (FloatType voxel : Views.flatIterable(DisplayOrientation.of(grid()).slice(mask.voxels(), 0))) {
            voxel.set(labelled.next().get() == label ? 1 : 0);
        }
        return mask;
    }

    /** The probability of lesion, as the network gave it (not mirrored). */
    public Explanation probability() {
        return Explanation.share(MapKind.PROBABILITY, input.probabilityOnSlice(outputs));
    }

    /** The coefficients of each gate, 0 to 1, coarsest first. */
    List<Explanation> gates() {
        return model.explanations().gates().stream()
                .map(name -> gate(new MapKind.Gate(name)))
                .toList();
    }

    Explanation gate(MapKind.Gate gate) {
        return Explanation.share(gate, onSlice(outputs.get(gate.name())));
    }

    /** The product of all gates: what passes every one of them, 0 to 1. */
    public Explanation allGates() {
        Volume product = input.onSlice(new float[] {1}, new Cells(1, 1, 1));
        for (Explanation gate : gates()) {
            Cursor<FloatType> factor = Views.flatIterable(gate.map().voxels()).cursor();
            Views.flatIterable(product.voxels()).forEach(voxel -> voxel.mul(factor.next()));
        }
        return Explanation.share(MapKind.GATES, product);
    }

    /**
     * How much a point looks at every other, as a multiple of what it would be if it looked everywhere alike.
     *
     * @param voxel x, y, z in the volume
     * @throws IllegalArgumentException if the point lies outside the slice
     * @throws UnsuitableModelException if the model has no self-attention
     */
    public Explanation attention(long... voxel) {
        return multiples(MapKind.ATTENTION, rows().row(cell(voxel)));
    }

    /**
     * How much every other point looks at this one, in the same measure.
     *
     * @param voxel x, y, z in the volume
     * @throws IllegalArgumentException if the point lies outside the slice
     * @throws UnsuitableModelException if the model has no self-attention
     */
    Explanation reverseAttention(long... voxel) {
        return multiples(MapKind.REVERSE_ATTENTION, rows().reverse(cell(voxel), summary.orElseThrow()));
    }

    /**
     * Where the points of a region look on average, in the same measure.
     *
     * @param region above 0 inside, on the slice's grid
     * @throws IllegalArgumentException if the region is empty
     * @throws UnsuitableModelException if the model has no self-attention
     */
    Explanation attentionOf(Volume region) {
        QueryAttention rows = rows();
        boolean[] inside = cellsOf(region, rows);
        float[] mean = new float[inside.length];
        int count = 0;
        for (int cell = 0; cell < inside.length; cell++) {
            if (inside[cell]) {
                float[] row = rows.row(cell);
                count++;
                for (int i = 0; i < mean.length; i++) {
                    mean[i] += (row[i] - mean[i]) / count;
                }
            }
        }
        if (count == 0) {
            throw new IllegalArgumentException("the region is empty: choose one with at least one pixel");
        }
        return multiples(MapKind.REGION_ATTENTION, mean);
    }

    private boolean[] cellsOf(Volume region, QueryAttention rows) {
        boolean[] inside = new boolean[rows.cells().count()];
        Cursor<FloatType> cursor = Views.flatIterable(region.voxels()).localizingCursor();
        while (cursor.hasNext()) {
            if (cursor.next().get() > 0) {
                long[] voxel = cursor.positionAsLongArray();
                voxel[region.geometry().sliceAxis()] = slice();
                inside[cell(voxel)] = true;
            }
        }
        return inside;
    }

    /** How far away, on average, what each point looks at is. */
    Explanation attendedDistance() {
        return Explanation.upwards(
                MapKind.ATTENDED_DISTANCE, onSlice(rows(), summary.orElseThrow().distances()));
    }

    /** What {@link #attendedDistance()} would be if each point looked everywhere alike: it depends on where the point lies. */
    Explanation evenDistance() {
        return Explanation.upwards(
                MapKind.EVEN_DISTANCE, onSlice(rows(), summary.orElseThrow().evenDistances()));
    }

    /** The entropy of each point's attention in nat: low where it looks at little. */
    Explanation attentionEntropy() {
        return Explanation.between(
                MapKind.ATTENTION_ENTROPY, onSlice(rows(), summary.orElseThrow().entropies()));
    }

    /**
     * How the features of a point vary together with those of every other point, see {@link FeatureCovariance}.
     *
     * @param voxel x, y, z in the volume
     * @throws IllegalArgumentException if the point lies outside the slice
     * @throws UnsuitableModelException if the model does not name the features
     */
    Explanation covariance(long... voxel) {
        FeatureCovariance rows = covariance.orElseThrow(() -> hasNo("attended", "a model with self-attention"));
        int cell = input.cell(rows.cells(), voxel);
        return Explanation.between(MapKind.COVARIANCE, input.onSlice(rows.row(cell), rows.cells()));
    }

    /**
     * The channel weights of each excitation, beside what is usual for a class.
     *
     * @param means of this model; empty if it has none
     */
    List<ChannelExcitation> excitations(Optional<ExcitationMeans> means, String className) {
        return ChannelExcitation.of(model, outputs, means, className);
    }

    /**
     * What a channel responds to, after its excitation weighed it.
     *
     * @param excitation one whose features the model names
     * @param channel from 0
     * @throws org.lesionlens.volume.UsageException if there is no such channel
     * @throws UnsuitableModelException if the model does not give the features of this excitation
     */
    Explanation feature(String excitation, int channel) {
        String name = requireFeatures(excitation);
        Tensor features = outputs.get(name);
        int channels = (int) features.shape()[1];
        if (channel < 0 || channel >= channels) {
            throw new UsageException(
                    "the channel of " + excitation + " is " + channel + " but must be 0 to " + (channels - 1));
        }
        Cells cells = Cells.of(features);
        float[] map = new float[cells.count()];
        System.arraycopy(features.values(), channel * map.length, map, 0, map.length);
        return Explanation.between(new MapKind.Feature(excitation, name, channel), input.onSlice(map, cells));
    }

    /** The output with the features of an excitation. */
    String requireFeatures(String excitation) {
        Map<String, String> features = model.explanations().features();
        if (features.isEmpty()) {
            throw new UnsuitableModelException(
                    "the model " + model.name() + " gives the features of no excitation: choose a model that does");
        }
        if (!features.containsKey(excitation)) {
            throw new UnsuitableModelException("the model " + model.name() + " shows the features of "
                    + features.keySet() + " but not of " + excitation + ": choose one of those");
        }
        return features.get(excitation);
    }

    private QueryAttention rows() {
        return attention.orElseThrow(() -> hasNo("query and key", "a model with self-attention"));
    }

    private UnsuitableModelException hasNo(String what, String instead) {
        return new UnsuitableModelException("the model " + model.name() + " names no " + what
                + " among its explanations, so this map cannot be shown: choose " + instead);
    }

    private int cell(long... voxel) {
        return input.cell(rows().cells(), voxel);
    }

    private Explanation multiples(MapKind kind, float[] shares) {
        float[] multiples = new float[shares.length];
        for (int i = 0; i < shares.length; i++) {
            multiples[i] = shares[i] * shares.length;
        }
        return Explanation.upwards(kind, onSlice(rows(), multiples));
    }

    private Volume onSlice(QueryAttention grid, float[] map) {
        return input.onSlice(map, grid.cells());
    }

    private Volume onSlice(Tensor map) {
        return input.onSlice(map.values(), Cells.of(map));
    }
}
