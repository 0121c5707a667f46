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
 * @param kind its unit, what it is computed from, and which values are better
 * @param meaning what it counts, with its formula; a sentence without a full stop
 * @param source of the formula
 * @param ofCase the figure of a case, NaN where it is not defined; empty if it is one of all cases only
 * @param pooled the figure of all cases together, over their lesions; empty if it is one of each case only
 */
public record Metric(
        String name,
        String label,
        Kind kind,
        String meaning,
        String source,
        Optional<ToDoubleFunction<CaseAgreement>> ofCase,
        Optional<Function<List<CaseAgreement>, WeightedFigure>> pooled) {
    private static final String PIXELS = "pixels";
    private static final String MM = " mm";

    /** What metrics have in common. */
    public record Kind(Unit unit, Basis basis, Better better, SizeClass size) {
        /** Of lesions of any size. */
        Kind(Unit unit, Basis basis, Better better) {
            this(unit, basis, better, SizeClass.ALL);
        }
    }

    /** What values are given in. */
    public enum Unit {
        /** 0 to 1. */
        SHARE(""),
        /** Mm; pixels of an image that is not calibrated. */
        DISTANCE("mm or pixels"),
        MILLILITRES("ml"),
        PERCENT("%"),
        /** Lesions. */
        COUNT(""),
        /** As {@link SizeUnit} says. */
        SIZE("mm3 or pixels");

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
        /** Boxes round lesions. */
        BOXES,
        /** Lesions voxel by voxel, never boxes. */
        MASKS;

        private boolean ofVoxels() {
            return this == VOXELS || this == SURFACES;
        }

        /** Whether the reference has nothing of it: no voxel, or no lesion that counts. */
        boolean referenceEmpty(CaseAgreement agreement) {
            return ofVoxels()
                    ? agreement.referenceEmpty()
                    : agreement.lesions().references().isEmpty();
        }

        /** Whether the prediction has nothing of it. */
        boolean predictionEmpty(CaseAgreement agreement) {
            return ofVoxels()
                    ? agreement.predictionEmpty()
                    : agreement.lesions().predictions().isEmpty();
        }

        /** What can be compared of the case. */
        boolean knownOf(CaseAgreement agreement) {
            return ofVoxels()
                    ? agreement.voxels().isPresent()
                    : this != MASKS || agreement.lesions().masks();
        }
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

    /** The same with what it counts, and the source of its formula. */
    Metric means(String formula, String from) {
        return new Metric(name, label, kind, formula, from, ofCase, pooled);
    }

    /** What values are given in. */
    public Unit unit() {
        return kind.unit();
    }

    /** What the values of cases are given in, for tables and charts: mm or pixels where all have the one or the other. */
    public String unit(List<CaseAgreement> cases) {
        return switch (unit()) {
            case DISTANCE -> distances(cases);
            case SIZE -> common(cases, SizeUnit::symbol);
            default -> unit().symbol();
        };
    }

    /** For people, of cases: a tolerance is in pixels where none of these has mm. */
    public String label(List<CaseAgreement> cases) {
        boolean pixels = basis() == Basis.SURFACES && distances(cases).equals(PIXELS);
        if (!pixels || !label.endsWith(MM)) {
            return label;
        }
        String number = label.substring(0, label.length() - MM.length());
        return number + (number.endsWith(" 1") ? " pixel" : " " + PIXELS);
    }

    private String distances(List<CaseAgreement> cases) {
        return common(cases, size -> size.calibrated() ? "mm" : PIXELS);
    }

    private String common(List<CaseAgreement> cases, Function<SizeUnit, String> symbol) {
        List<String> symbols = cases.stream()
                .flatMap(each -> each.voxels().stream())
                .map(counts -> symbol.apply(counts.voxel().unit()))
                .distinct()
                .toList();
        return symbols.size() == 1 ? symbols.get(0) : unit().symbol();
    }

    /** What it is computed from. */
    public Basis basis() {
        return kind.basis();
    }

    /** Which values are better. */
    public Better better() {
        return kind.better();
    }

    /** The figure of a case; NaN where it is not defined, and if it is one of all cases only. */
    public double of(CaseAgreement agreement) {
        return ofCase.map(figure -> figure.applyAsDouble(agreement)).orElse(Double.NaN);
    }

    /** The figure of all cases together; NaN where it is not defined, and if it is one of each case only. */
    public double of(List<CaseAgreement> cases) {
        return pooled.map(figure -> figure.apply(cases).of(Bootstrap.once(cases.size())))
                .orElse(Double.NaN);
    }

    /**
     * The figure of a case, and where it is not defined because something is empty, the best value if both are empty, the
     * worst if one is: 0 of shares, the diagonal of the image of distances; NaN where there is no worst value.
     *
     * <p>Source: L. Maier-Hein, A. Reinke et al., "Metrics reloaded: recommendations for image analysis validation", Nature
     * Methods 21, 2024, on empty references and predictions.
     */
    public double replaced(CaseAgreement agreement) {
        double value = of(agreement);
        boolean reference = basis().referenceEmpty(agreement);
        boolean prediction = basis().predictionEmpty(agreement);
        boolean replaceable = ofCase.isPresent()
                && better() != Better.NEITHER
                && unit() != Unit.MILLILITRES // defined of empty masks too
                && basis().knownOf(agreement);
        if (!Double.isNaN(value) || !replaceable || !reference && !prediction) {
            return value;
        }
        return reference && prediction ? best() : worst(agreement);
    }

    private double best() {
        return better() == Better.HIGHER ? 1 : 0;
    }

    private double worst(CaseAgreement agreement) {
        if (unit() == Unit.DISTANCE) {
            return agreement.surfaces().map(SurfaceAgreement::diagonal).orElse(Double.NaN);
        }
        return better() == Better.HIGHER ? 0 : Double.NaN;
    }

    /** What two values are compared by: an error with a sign by its size. */
    public double judged(double value) {
        return better() == Better.NEAR_ZERO ? Math.abs(value) : value;
    }

    /**
     * Whether the figures of cases have one unit, so that they have one of all: distances, surfaces within one, and figures of
     * lesions of a size may not.
     */
    public boolean ofOneUnit(List<CaseAgreement> cases) {
        return bySize()
                ? SizeClass.units(cases).size() < 2
                : basis() != Basis.SURFACES || CaseAgreement.oneLengthUnit(cases);
    }

    /** Whether it is one of lesions of a size. */
    boolean bySize() {
        return kind.size() != SizeClass.ALL;
    }

    /** Of which sizes the lesions are, with their unit; empty if of any size, and if the cases have no unit in common. */
    public String sizes(List<CaseAgreement> cases) {
        List<SizeUnit> units = SizeClass.units(cases);
        return units.size() == 1 ? kind.size().range(units.get(0)) : "";
    }

    /** Why cases have no such figure, neither each nor together, in a few words; empty if they have one. */
    public String undefined(List<CaseAgreement> cases) {
        boolean defined = ofCase.isPresent()
                ? cases.stream().anyMatch(each -> !Double.isNaN(of(each)))
                : !Double.isNaN(of(cases));
        return defined && ofOneUnit(cases) ? "" : Undefined.reason(this, cases);
    }

    /** Why a case has no such figure, in a few words; empty if it has one. */
    public String undefined(CaseAgreement agreement) {
        return Undefined.reason(this, agreement);
    }
}
