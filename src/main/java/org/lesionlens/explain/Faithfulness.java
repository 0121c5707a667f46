package org.lesionlens.explain;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.lesionlens.explain.DeletionCurve.Kind;
import org.lesionlens.inference.OnnxModel;
import org.lesionlens.inference.SliceInput;
import org.lesionlens.volume.Progress;

/**
 * Asks the network itself whether a map shows what its answer rests on: squares of 8 x 8 pixels of its window are blanked out
 * (with 0, the mean intensity of the head), and the mean probability over the lesion that it found in the whole slice is
 * watched. For one thread at a time.
 */
public final class Faithfulness {
    private static final String PROBABILITY = "probability";
    private static final int SQUARE = 8;
    private static final int STEPS = 16;
    private static final float BLANK = 0;

    private final OnnxModel segmenter;
    private final SliceInput input;
    private final float[] pixels;
    private final boolean[] lesion;
    private final boolean[] isSlice;
    private final int[] squares;

    private Faithfulness(OnnxModel segmenter, SliceInput input, boolean[] lesion) {
        this.segmenter = segmenter;
        this.input = input;
        this.pixels = input.pixels();
        this.lesion = lesion;
        this.isSlice = input.isSlice();
        this.squares = IntStream.range(0, across() * (input.height() / SQUARE))
                .filter(square -> pixelsOf(square, 1).anyMatch(pixel -> isSlice[pixel]))
                .toArray();
    }

    /**
     * Prepares the questions.
     *
     * @param threshold least probability of a lesion
     * @return empty if the network finds no lesion in the slice: there is nothing to explain
     */
    public static Optional<Faithfulness> of(OnnxModel segmenter, SliceInput input, double threshold) {
        float[] probability =
                input.run(segmenter, Set.of(PROBABILITY)).get(PROBABILITY).values();
        boolean[] lesion = new boolean[probability.length];
        boolean found = false;
        for (int i = 0; i < lesion.length; i++) {
            lesion[i] = probability[i] >= threshold;
            found |= lesion[i];
        }
        return found ? Optional.of(new Faithfulness(segmenter, input, lesion)) : Optional.empty();
    }

    private int across() {
        return input.width() / SQUARE;
    }

    /** The window's pixels of a square that is {@code size} squares wide and high, which lies in the window. */
    private IntStream pixelsOf(int square, int size) {
        int left = square % across() * SQUARE;
        int top = square / across() * SQUARE;
        return IntStream.range(top, top + size * SQUARE)
                .flatMap(
                        row -> IntStream.range(left, left + size * SQUARE).map(column -> row * input.width() + column));
    }

    /** The mean of the map over each square decides; NaN counts as 0. */
    public DeletionCurve curve(Explanation map, Kind kind, Progress progress) {
        float[] values = input.inWindow(map.map());
        return curve(map.name(), values, kind, progress);
    }

    /** By how much of a square the lesion fills: the network's own finding. */
    public DeletionCurve curveOfLesion(Kind kind, Progress progress) {
        float[] values = new float[lesion.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = lesion[i] ? 1 : 0;
        }
        return curve("lesion", values, kind, progress);
    }

    /** In no order, the yardstick. */
    public DeletionCurve curveAtRandom(long seed, Kind kind, Progress progress) {
        return curve("random", new float[pixels.length], kind, progress, new Random(seed));
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
        double[] shares = new double[STEPS + 1];
        double[] scores = new double[STEPS + 1];
        int done = 0;
        for (int step = 0; step <= STEPS; step++) {
            progress.throwIfCancelled();
            progress.update("Faithfulness of " + name, step, STEPS + 1);
            int upTo = (int) Math.round((double) order.size() * step * step / (STEPS * STEPS)); // finer where it starts
            for (; done < upTo; done++) {
                copy(target, changed, order.get(done));
            }
            shares[step] = (double) done / order.size();
            scores[step] = score(changed);
        }
        return new DeletionCurve(name, kind, shares, scores);
    }

    private void copy(float[] from, float[] to, int square) {
        pixelsOf(square, 1).forEach(pixel -> to[pixel] = from[pixel]);
    }

    private List<Integer> order(float[] values, Random ties) {
        double[] means = new double[across() * (input.height() / SQUARE)];
        double[] lots = ties.doubles(means.length).toArray();
        for (int square : squares) {
            means[square] = pixelsOf(square, 1)
                    .mapToDouble(pixel -> Float.isNaN(values[pixel]) ? 0 : values[pixel])
                    .average()
                    .orElseThrow();
        }
        return Arrays.stream(squares)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer square) -> -means[square])
                        .thenComparingDouble(square -> lots[square]))
                .toList();
    }

    private double score(float[] changed) {
        float[] probability = input.run(segmenter, Set.of(PROBABILITY), changed)
                .get(PROBABILITY)
                .values();
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
    public Explanation occlusion(Progress progress) {
        int columns = across() / 2;
        int rows = input.height() / SQUARE / 2;
        float[] falls = new float[columns * rows];
        double whole = score(pixels);
        for (int i = 0; i < falls.length; i++) {
            progress.throwIfCancelled();
            progress.update("Occlusion", i, falls.length);
            int square = i / columns * 2 * across() + i % columns * 2;
            if (pixelsOf(square, 2).anyMatch(pixel -> isSlice[pixel])) {
                float[] changed = pixels.clone();
                pixelsOf(square, 2).forEach(pixel -> changed[pixel] = BLANK);
                falls[i] = (float) (whole - score(changed));
            }
        }
        return Explanation.upwards("occlusion", "", input.onSlice(falls, columns, rows));
    }
}
