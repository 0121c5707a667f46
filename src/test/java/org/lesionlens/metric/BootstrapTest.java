package org.lesionlens.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.lesionlens.lesion.Percentile;

class BootstrapTest {
    private static final Bootstrap QUICK = new Bootstrap(400, 0.95, 1);

    /** Two cases of a patient are nearly the same: as if they were independent, the interval would be too narrow. */
    @Test
    void ninetyFiveOfAHundredIntervalsHoldTheTruth() {
        Random random = new Random(3);
        int byPatient = 0;
        int byCase = 0;
        int rounds = 600;
        for (int round = 0; round < rounds; round++) {
            List<String> groups = new ArrayList<>();
            double[] values = new double[120];
            for (int i = 0; i < values.length; i++) {
                groups.add("patient" + i / 3);
                values[i] = i % 3 == 0 ? random.nextGaussian() : values[i - 1] + 0.1 * random.nextGaussian();
            }
            byPatient += holds0(groups, values) ? 1 : 0;
            byCase += holds0(IntStream.range(0, 120).mapToObj(i -> "case" + i).toList(), values) ? 1 : 0;
        }
        assertThat(byPatient / (double) rounds).isBetween(0.915, 0.965);
        assertThat(byCase / (double) rounds).isLessThan(0.8);
    }

    private static boolean holds0(List<String> groups, double[] values) {
        Interval interval = QUICK.interval(groups, new CaseFigures(values)::mean);
        return interval.low() <= 0 && interval.high() >= 0;
    }

    @Test
    void groupsAreDrawnWholeAndTheIntervalIsThatOfThePercentiles() {
        List<String> groups = List.of("a", "b", "a", "c", "c", "c");
        double[] values = {1, 2, 4, 8, 16, 32};
        List<Double> means = new ArrayList<>();
        Interval interval = QUICK.interval(groups, copies -> {
            assertThat(copies[0]).isEqualTo(copies[2]);
            assertThat(copies[3]).isEqualTo(copies[4]).isEqualTo(copies[5]);
            assertThat(copies[0] + copies[1] + copies[3]).isEqualTo(3);
            means.add(new CaseFigures(values).mean(copies));
            return means.get(means.size() - 1);
        });
        double[] drawn =
                means.subList(0, 400).stream().mapToDouble(mean -> mean).toArray();
        assertThat(interval).isEqualTo(new Interval(63 / 6.0, Percentile.of(drawn, 2.5), Percentile.of(drawn, 97.5)));
    }

    @Test
    void theSameSeedGivesTheSameIntervals() {
        List<String> groups = IntStream.range(0, 30).mapToObj(i -> "g" + i).toList();
        double[] values = new Random(1).doubles(30).toArray();
        WeightedFigure mean = new CaseFigures(values)::mean;
        assertThat(QUICK.interval(groups, mean)).isEqualTo(QUICK.interval(groups, mean));
        assertThat(QUICK.interval(groups, mean)).isNotEqualTo(new Bootstrap(400, 0.95, 2).interval(groups, mean));
        assertThat(QUICK.intervals(groups, List.of(mean, mean))).containsOnly(QUICK.interval(groups, mean));
    }

    @Test
    void oneGroupHasNoInterval() {
        Interval interval = QUICK.interval(List.of("a", "a"), new CaseFigures(new double[] {1, 3})::mean);
        assertThat(interval).isEqualTo(new Interval(2, Double.NaN, Double.NaN));
        assertThat(QUICK.interval(List.of("a", "b"), copies -> Double.NaN)).isEqualTo(Interval.NONE);
    }

    @Test
    void mediansAreThoseOfTheCopies() {
        Random random = new Random(2);
        for (int round = 0; round < 100; round++) {
            double[] values = random.ints(9, 0, 6).asDoubleStream().toArray();
            values[random.nextInt(9)] = Double.NaN;
            int[] copies = random.ints(9, 0, 4).toArray();
            double[] copied = IntStream.range(0, 9)
                    .filter(i -> !Double.isNaN(values[i]))
                    .mapToObj(i -> IntStream.range(0, copies[i]).mapToDouble(copy -> values[i]))
                    .flatMapToDouble(each -> each)
                    .toArray();
            CaseFigures figures = new CaseFigures(values);
            assertThat(figures.median(copies)).isEqualTo(Percentile.of(copied, 50));
            assertThat(figures.mean(copies))
                    .isEqualTo(Arrays.stream(copied).average().orElse(Double.NaN));
        }
    }

    @Test
    void oddSettingsAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Bootstrap(0, 0.95, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new Bootstrap(10, 1, 1));
    }
}
