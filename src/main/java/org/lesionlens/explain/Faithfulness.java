package org.lesionlens.explain;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.lesionlens.explain.DeletionCurve.Kind;
import org.lesionlens.inference.OnnxModel;
import org.lesionlens.inference.SliceInput;
import org.lesionlens.volume.Progress;
import org.lesionlens.volume.Volume;

/**
 * Asks the network itself whether a map shows what its answer rests on: squares of 8 x 8 pixels of its window are blanked out
 * (with 0 in every channel: after a z-score the mean intensity), and the mean probability over a lesion that was found is watched. For one thread
 * at a time.
 */
public final class Faithfulness {
    private static final int SQUARE = 8;
    private static final int OCCLUDED = 16;
    private static final int STEPS = 16;
    private static final float BLANK = 0;

    private final OnnxModel segmenter;
    private final SliceInput input;
    private final float[] pixels;
    private final boolean[] lesion;
    private final boolean[] isSlice;
    private final WindowSquares squares;

    private Faithfulness(OnnxModel segmenter, SliceInput input, boolean[] lesion) {
        this.segmenter = segmenter;
        this.input = input;
        this.pixels = input.pixels();
        this.lesion = lesion;
        this.isSlice = input.isSlice();
        this.squares = new WindowSquares(input.width(), input.height(), SQUARE);
    }

    /**
     * Prepares the questions.
     *
     * @param mask above 0 inside the lesion, on the slice's grid
     * @return empty if there is no lesion: there is nothing to explain
     */
    static Optional<Faithfulness> of(OnnxModel segmenter, SliceInput input, Volume mask) {
        float[] coverage = input.inWindow(mask);
        float most = 0;
        for (float share : coverage) {
            most = Math.max(most, share);
        }
        boolean[] lesion = new boolean[coverage.length];
        for (int i = 0; i < lesion.length; i++) {
            lesion[i] = coverage[i] > 0 && coverage[i] >= Math.min(0.5f, most);
        }
        return most > 0 ? Optional.of(new Faithfulness(segmenter, input, lesion)) : Optional.empty();
    }

    private boolean showsSlice(WindowSquares cut, int square) {
        return cut.pixels(square).anyMatch(pixel -> isSlice[pixel]);
    }

    /** The mean of the map over each square decides; NaN counts as 0. */
    public DeletionCurve curve(Explanation map, Kind kind, Progress progress) {
        float[] values = input.inWindow(map.map());
        return curve(map.name(), values, kind, progress);
    }

    /** By how much of a square the lesion fills. */
    public DeletionCurve curveOfLesion(Kind kind, Progress progress) {
        float[] values = new float[lesion.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = lesion[i] ? 1 : 0;
        }
        return curve("lesion", values, kind, progress);
    }

    /** In no order, the yardstick. */
    public DeletionCurve curveAtRandom(long seed, Kind kind, Progress progress) {
        return curve("random", new float[lesion.length], kind, progress, new Random(seed));
    }

    private DeletionCurve curve(String name, float[] values, Kind kind, Progress progress) {
        return curve(name, values, kind, progress, new Random(1));
    }

    private DeletionCurve curve(String name, float[] values, Kind kind, Progress progress, Random ties) {
        List<Integer> order = order(values, ties);
        float[] changed = pixels.clone();
        float[] target = pixels;
        if (kind == Kind.DELETION) {
            target = new float[pixels.length];
            Arrays.fill(target, BLANK);
        } else {
            Arrays.fill(changed, BLANK);
        }
        List<DeletionCurve.Point> points = new ArrayList<>();
        int done = 0;
        for (int step = 0; step <= STEPS; step++) {
            progress.throwIfCancelled();
            progress.update("Faithfulness of " + name, step, STEPS + 1);
            int upTo = (int) Math.round((double) order.size() * step * step / (STEPS * STEPS)); // finer where it starts
            for (; done < upTo; done++) {
                copy(target, changed, order.get(done));
            }
            points.add(new DeletionCurve.Point((double) done / order.size(), score(changed)));
        }
        return new DeletionCurve(name, kind, points);
    }

    private void copy(float[] from, float[] to, int square) {
        inAllChannels(squares.pixels(square)).forEach(pixel -> to[pixel] = from[pixel]);
    }

    /** Of pixels of the window those in every channel that goes in. */
    private IntStream inAllChannels(IntStream ofWindow) {
        return ofWindow.flatMap(pixel ->
                IntStream.range(0, pixels.length / lesion.length).map(channel -> channel * lesion.length + pixel));
    }

    private List<Integer> order(float[] values, Random ties) {
        double[] means = new double[squares.count()];
        double[] lots = ties.doubles(means.length).toArray();
        for (int square = 0; square < means.length; square++) {
            means[square] = squares.pixels(square)
                    .mapToDouble(pixel -> Float.isNaN(values[pixel]) ? 0 : values[pixel])
                    .average()
                    .orElseThrow();
        }
        return IntStream.range(0, means.length)
                .filter(square -> showsSlice(squares, square))
                .boxed()
                .sorted(Comparator.comparingDouble((Integer square) -> -means[square])
                        .thenComparingDouble(square -> lots[square]))
                .toList();
    }

    private double score(float[] changed) {
        float[] probability = input.probability(segmenter, changed);
        double sum = 0;
        int count = 0;
        for (int i = 0; i < lesion.length; i++) {
            sum += lesion[i] ? probability[i] : 0;
            count += lesion[i] ? 1 : 0;
        }
        return sum / count;
    }

    /**
     * How much the score falls when a square of 16 x 16 pixels is blanked out, for every square of the slice (occlusion
     * sensitivity, Zeiler and Fergus 2014, arXiv 1311.2901): slow, and knows nothing of the network.
     */
    Explanation occlusion(Progress progress) {
        WindowSquares occluded = new WindowSquares(input.width(), input.height(), OCCLUDED);
        float[] falls = new float[occluded.count()];
        double whole = score(pixels);
        for (int i = 0; i < falls.length; i++) {
            progress.throwIfCancelled();
            progress.update("Occlusion", i, falls.length);
            if (showsSlice(occluded, i)) {
                float[] changed = pixels.clone();
                inAllChannels(occluded.pixels(i)).forEach(pixel -> changed[pixel] = BLANK);
                falls[i] = (float) (whole - score(changed));
            }
        }
        return Explanation.upwards(MapKind.OCCLUSION, input.onSlice(falls, occluded.columns(), occluded.rows()));
    }
}
