package org.lesionlens.model.foreign;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.lesionlens.model.ElementType;
import org.lesionlens.model.Output.Activation;
import org.lesionlens.model.Preparation;
import org.lesionlens.model.Preparation.Foreground;
import org.lesionlens.model.Preparation.Over;

/** The standard steps of bioimage.io before and after a network, as ours. */
final class BioSteps {
    private static final double EPSILON = 1e-6;
    private static final String REMEDY = "name a model without it";

    private final BioTensor tensor;
    private final boolean letters;

    /** @param letters whether the description is 0.4 or older */
    BioSteps(BioTensor tensor, boolean letters) {
        this.tensor = tensor;
        this.letters = letters;
    }

    /** The steps of an input. */
    List<Preparation> before() {
        List<Preparation> steps = new ArrayList<>();
        tensor.steps().forEach(step -> steps.addAll(before(step)));
        return steps;
    }

    private static String name(Part step) {
        return step.string("/id").or(() -> step.string("/name")).orElse("");
    }

    private List<Preparation> before(Part step) {
        return switch (name(step)) {
            case "ensure_dtype" -> cast(step);
            case "binarize" -> each(step, "threshold", value -> new Preparation.Binarize(value));
            case "clip" -> List.of(clip(step));
            case "scale_linear" -> linear(step);
            case "scale_range" -> List.of(range(step));
            case "zero_mean_unit_variance" -> zeroMean(step);
            case "fixed_zero_mean_unit_variance" -> fixed(step);
            default -> throw unknown(step, "preprocessing");
        };
    }

    private static RuntimeException unknown(Part step, String kind) {
        return step.refused("the " + kind + " \"" + Refusal.echo(name(step)) + "\", which is not done here", REMEDY);
    }

    /** Numbers are floats here: only types of whole numbers change them. */
    private static List<Preparation> cast(Part step) {
        ElementType type = type(step);
        return type.toString().startsWith("float") ? List.of() : List.of(new Preparation.Cast(type));
    }

    private static ElementType type(Part step) {
        String name = step.text("/kwargs/dtype");
        for (ElementType type : ElementType.values()) {
            if (type.toString().equals(name)) {
                return type;
            }
        }
        throw step.refused("the unknown type \"" + Refusal.echo(name) + "\"", REMEDY);
    }

    static Preparation clip(Part step) {
        if (step.has("/kwargs/min_percentile") || step.has("/kwargs/max_percentile")) {
            throw step.refused("a clip at percentiles, which is not done here", REMEDY);
        }
        return new Preparation.Clip(
                step.number("/kwargs/min", Double.NEGATIVE_INFINITY),
                step.number("/kwargs/max", Double.POSITIVE_INFINITY));
    }

    private List<Preparation> linear(Part step) {
        List<Double> gains = step.has("/kwargs/gain") ? step.numbers("/kwargs/gain") : List.of(1.0);
        List<Double> offsets = step.has("/kwargs/offset") ? step.numbers("/kwargs/offset") : List.of(0.0);
        return pairs(step, gains, offsets, Preparation.Linear::new);
    }

    private List<Preparation> fixed(Part step) {
        return pairs(step, step.numbers("/kwargs/mean"), step.numbers("/kwargs/std"), Preparation.FixedZScore::new);
    }

    private interface OfNumber {
        Preparation step(double value);
    }

    private interface OfPair {
        Preparation step(double first, double second);
    }

    private List<Preparation> each(Part step, String key, OfNumber made) {
        return pairs(step, step.numbers("/kwargs/" + key), List.of(0.0), (value, none) -> made.step(value));
    }

    /** One for all channels, or one for each. */
    private List<Preparation> pairs(Part step, List<Double> first, List<Double> second, OfPair made) {
        int count = Math.max(first.size(), second.size());
        boolean fit = first.size() == 1 || second.size() == 1 || first.size() == second.size();
        boolean channels = count == 1
                || count == tensor.channels()
                        && step.string("/kwargs/axis")
                                .map(axis -> tensor.letterOf(axis).equals(Optional.of('c')))
                                .orElse(letters);
        if (!fit || first.isEmpty() || second.isEmpty() || !channels) {
            throw step.refused("numbers that are not one for each channel", REMEDY);
        }
        if (count == 1) {
            return List.of(made.step(first.get(0), second.get(0)));
        }
        List<Preparation> steps = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            double one = first.get(first.size() == 1 ? 0 : i);
            double two = second.get(second.size() == 1 ? 0 : i);
            steps.add(new Preparation.ForChannel(i, made.step(one, two)));
        }
        return steps;
    }

    private List<Preparation> zeroMean(Part step) {
        String mode = step.string("/kwargs/mode").orElse("per_sample");
        if (mode.equals("fixed")) {
            return fixed(step);
        }
        double epsilon = step.number("/kwargs/eps", EPSILON);
        return List.of(joint(step, new Preparation.ZScore(Foreground.ALL, over(step), epsilon, true)));
    }

    private Preparation range(Part step) {
        Optional<String> reference = step.string("/kwargs/reference_tensor");
        if (reference.isPresent() && !reference.get().equals(tensor.id())) {
            throw step.refused("a scale_range of another tensor, which is not done here", REMEDY);
        }
        double lower = step.number("/kwargs/min_percentile", 0);
        double upper = step.number("/kwargs/max_percentile", 100);
        if (!(lower >= 0 && lower < upper && upper <= 100)) {
            throw step.refused("percentiles that are not from 0 to 100, the lower one first", REMEDY);
        }
        return joint(
                step, new Preparation.PercentileRange(lower, upper, over(step), step.number("/kwargs/eps", EPSILON)));
    }

    /** What a step's statistics are taken over; all axes unless it names some. */
    private Set<Character> axes(Part step) {
        if (!step.has("/kwargs/axes")) {
            return tensor.letters().chars().mapToObj(letter -> (char) letter).collect(Collectors.toSet());
        }
        List<String> names = step.node().at("/kwargs/axes").isArray()
                ? step.texts("/kwargs/axes")
                : List.of(step.text("/kwargs/axes").split(""));
        return names.stream()
                .map(name -> tensor.letterOf(name)
                        .orElseThrow(() -> step.refused(
                                "the axis \"" + Refusal.echo(name) + "\", which its tensor does not have", REMEDY)))
                .collect(Collectors.toSet());
    }

    private Over over(Part step) {
        Set<Character> axes = axes(step);
        boolean plane = axes.contains('x') && axes.contains('y');
        boolean batch = axes.contains('b') || step.string("/kwargs/mode").equals(Optional.of("per_dataset"));
        if (plane && (axes.contains('z') || tensor.axis('z').isEmpty() && batch)) {
            return Over.VOLUME;
        }
        if (!plane) {
            throw step.refused("statistics over axes that are no slice and no volume", REMEDY);
        }
        return Over.SLICE;
    }

    private Preparation joint(Part step, Preparation made) {
        return tensor.channels() > 1 && axes(step).contains('c') ? new Preparation.Joint(made) : made;
    }

    /**
     * What follows a network.
     *
     * @param activation the first step, where it is one
     * @param rest of the steps
     * @param binarized whether the answer is 0 or 1 then
     */
    record After(Activation activation, List<Preparation> rest, boolean binarized) {}

    /** The steps of an output. */
    After after() {
        Activation activation = Activation.NONE;
        List<Preparation> rest = new ArrayList<>();
        for (Part step : tensor.steps()) {
            String name = name(step);
            if (name.equals("sigmoid") || name.equals("softmax")) {
                requireFirst(step, activation == Activation.NONE && rest.isEmpty());
                activation = name.equals("sigmoid") ? Activation.SIGMOID : softmax(step);
            } else {
                rest.addAll(later(step, rest));
            }
        }
        return new After(activation, rest, isBinarized(rest));
    }

    private static boolean isBinarized(List<Preparation> rest) {
        return !rest.isEmpty() && rest.get(rest.size() - 1) instanceof Preparation.Binarize;
    }

    private static void requireFirst(Part step, boolean first) {
        if (!first) {
            throw step.refused("a " + name(step) + " after another step, which is not done here", REMEDY);
        }
    }

    private Activation softmax(Part step) {
        String axis = step.string("/kwargs/axis").orElse("channel");
        if (!letters && !tensor.letterOf(axis).equals(Optional.of('c'))) {
            throw step.refused("a softmax over another axis than the channels, which is not done here", REMEDY);
        }
        return Activation.SOFTMAX;
    }

    private List<Preparation> later(Part step, List<Preparation> earlier) {
        return switch (name(step)) {
            case "binarize", "scale_linear", "clip" -> alike(step, before(step));
            case "ensure_dtype" -> {
                boolean whole = !type(step).toString().startsWith("float");
                if (whole && !isBinarized(earlier)) {
                    throw step.refused("probabilities that are cut to whole numbers, which is not done here", REMEDY);
                }
                yield List.of();
            }
            case "zero_mean_unit_variance", "fixed_zero_mean_unit_variance", "scale_range", "scale_mean_variance" ->
                throw step.refused(
                        "the postprocessing \"" + name(step)
                                + "\", which gives an image its brightness back: this model makes images, not segmentations",
                        "name a model that segments");
            default -> throw unknown(step, "postprocessing");
        };
    }

    private static List<Preparation> alike(Part step, List<Preparation> made) {
        if (made.stream().anyMatch(Preparation.ForChannel.class::isInstance)) {
            throw step.refused("a step of one channel after the network, which is not done here", REMEDY);
        }
        return made;
    }
}
