package org.lesionlens.metric;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * A figure that says how well predictions agree with references; tables, summaries, reports and docs are made from the list
 * {@link Metrics#ALL}.
 *
 * @param name column of tables, lower case
 * @param label for people
 * @param unit of its values
 * @param basis what it is computed from
 * @param better which values are better
 * @param meaning a sentence: what it counts, and its formula
 * @param source of the formula
 * @param ofCase the figure of a case, NaN where it is not defined; empty if it is one of all cases only
 * @param pooled the figure of all cases together, over their lesions; empty if it is one of each case only
 */
public record Metric(
        String name,
        String label,
        Unit unit,
        Basis basis,
        Better better,
        String meaning,
        String source,
        Optional<ToDoubleFunction<CaseAgreement>> ofCase,
        Optional<Function<List<CaseAgreement>, WeightedFigure>> pooled) {
    /** What values are given in. */
    public enum Unit {
        /** 0 to 1. */
        SHARE(""),
        /** Mm, or pixels of an image that is not calibrated. */
        DISTANCE("mm or pixels"),
        /** Ml. */
        VOLUME("ml"),
        /** Per cent. */
        PERCENT("%"),
        /** Lesions. */
        COUNT(""),
        /** As {@link SizeUnit} says. */
        SIZE("mm3, mm2 or pixels");

        private final String symbol;

        Unit(String symbol) {
            this.symbol = symbol;
        }

        /** For tables; empty for shares and counts. */
        public String symbol() {
            return symbol;
        }
    }

    /** What a figure is computed from. */
    public enum Basis {
        VOXELS,
        SURFACES,
        LESIONS,
        BOXES,
        MASKS
    }

    /** Which values are better. */
    public enum Better {
        HIGHER,
        LOWER,
        /** An error with a sign: the nearer to 0 the better. */
        NEAR_ZERO,
        /** A count, neither good nor bad. */
        NEITHER
    }

    /** The figure of a case; NaN where it is not defined, and if it is one of all cases only. */
    public double of(CaseAgreement agreement) {
        return ofCase.map(figure -> figure.applyAsDouble(agreement)).orElse(Double.NaN);
    }

    /** The figure of all cases together; NaN where it is not defined, and if it is one of each case only. */
    public double of(List<CaseAgreement> cases) {
        int[] once = new int[cases.size()];
        java.util.Arrays.fill(once, 1);
        return pooled.map(figure -> figure.apply(cases).of(once)).orElse(Double.NaN);
    }
}
