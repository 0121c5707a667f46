package org.lesionlens.inference;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.lesionlens.inference.graph.Core;
import org.lesionlens.inference.graph.Region;
import org.lesionlens.inference.graph.Statistic;
import org.lesionlens.inference.graph.Statistic.Kind;
import org.lesionlens.volume.UserMessageException;

/** A statistic of an image while its tiles tell their parts; sums are in double precision. */
final class WholeImage {
    /** As many cells as an array has. */
    private static final long MOST_CELLS = Integer.MAX_VALUE - 8;

    private final Statistic statistic;
    private double weight;
    private double[] first = new double[0];
    private double[] second = new double[0];
    private long[] shape = new long[0];
    private Tensor cells;

    WholeImage(Statistic statistic, List<Long> image) {
        this.statistic = statistic;
        if (statistic.kind() == Kind.CELLS) {
            long[] sizes = statistic.region().sizes(image);
            long count = Arrays.stream(sizes).reduce(1, Math::multiplyExact);
            if (count > MOST_CELLS) {
                throw new UserMessageException("the network compares " + count + " values of the whole image with each"
                        + " place, more than fit into memory: make the image smaller");
            }
            cells = new Tensor(new float[(int) count], sizes);
        }
    }

    /** Outputs of a pass that tell it. */
    List<String> told() {
        return statistic.told();
    }

    /** The cells of a tile's core that count; there may be none at the image's end. */
    CellBlock block(Core core) {
        Region region = statistic.region();
        return CellBlock.between(region.first(core), region.end(core));
    }

    /** Takes in what a tile tells, in the order of {@link Statistic#told()}. */
    void add(Core core, List<Tensor> told) {
        CellBlock block = block(core);
        if (block.count() == 0) {
            return;
        }
        if (statistic.kind() == Kind.CELLS) {
            block.put(told.get(0), cells);
            return;
        }
        boolean begins = weight == 0;
        if (begins) {
            shape = told.get(0).shape();
            first = new double[told.get(0).values().length];
            second = new double[first.length];
        }
        double added = block.count();
        weight += added;
        for (int i = 0; i < first.length; i++) {
            double value = told.get(0).values()[i];
            switch (statistic.kind()) {
                case MEAN -> first[i] += (value - first[i]) * (added / weight);
                case MOMENTS -> addMoments(i, value, told.get(1).values()[i], added);
                case MAX -> first[i] = begins ? value : Math.max(first[i], value);
                case MIN -> first[i] = begins ? value : Math.min(first[i], value);
                default -> first[i] += value;
            }
        }
    }

    /** Chan, Golub, LeVeque 1979, "Updating formulae and a pairwise algorithm for computing sample variances". */
    private void addMoments(int i, double mean, double variance, double added) {
        double share = added / weight;
        double difference = mean - first[i];
        first[i] += difference * share;
        second[i] += (variance - second[i] + difference * difference * (1 - share)) * share;
    }

    /** What later passes take in. */
    Map<String, Tensor> known() {
        Map<String, Tensor> known = new HashMap<>();
        List<String> names = statistic.given();
        switch (statistic.kind()) {
            case CELLS -> known.put(names.get(0), cells);
            case MOMENTS -> {
                known.put(names.get(0), list(first));
                known.put(names.get(1), list(second));
            }
            case ROOT_OF_SUM -> {
                double[] roots = Arrays.stream(first).map(Math::sqrt).toArray();
                known.put(names.get(0), new Tensor(list(roots).values(), shape));
            }
            default -> known.put(names.get(0), new Tensor(list(first).values(), shape));
        }
        return known;
    }

    private static Tensor list(double[] values) {
        float[] rounded = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            rounded[i] = (float) values[i];
        }
        return new Tensor(rounded, new long[] {rounded.length});
    }
}
