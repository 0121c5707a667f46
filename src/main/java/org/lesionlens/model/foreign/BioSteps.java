package org.lesionlens.model.foreign;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.lesionlens.model.ElementType;
import org.lesionlens.model.Output.Activation;
import org.lesionlens.model.Preparation;
import org.lesionlens.model.Preparation.Foreground;
import org.lesionlens.model.Preparation.Over;

/** The standard steps of bioimage.io before and after a network, as ours. */
final class BioSteps {
    private static final double EPSILON = 1e-6;
    private static final double PERCENT = 100;
    private static final String CORRECT = "correct the description";
    private static final String REMEDY = "name a model without it";

    private final BioTensor tensor;
    private final boolean letters;

    /** @param letters whether the description is 0.4 or older */
    BioSteps(BioTensor tensor, boolean letters) {
        this.tensor = tensor;
        this.letters = letters;
    }

    /** The steps of an input; unless the first one says a type, numbers are made those of the tensor's type before. */
    List<Preparation> before() {
        List<Preparation> steps = new ArrayList<>();
        boolean typed = !tensor.steps().isEmpty() && name(tensor.steps().get(0)).equals("ensure_dtype");
        if (tensor.isWhole() && !typed) {
            steps.add(new Preparation.Cast(tensor.type().orElseThrow()));
        }
        tensor.steps().forEach(step -> steps.addAll(before(step)));
        return steps;
    }

    /** What a user should know: programs differ in what statistics are taken of. */
    List<String> notes() {
        List<String> changed = new ArrayList<>();
        for (Part step : tensor.steps()) {
            boolean counts = name(step).matches("zero_mean_unit_variance|scale_range")
                    || step.has("/kwargs/min_percentile")
                    || step.has("/kwargs/max_percentile");
            if (counts && !changed.isEmpty()) {
                return List.of("Its step " + name(step) + " comes after " + String.join(", ", changed)
                        + ": the statistics are those of what these steps made, as the specification says; bioimageio.core"
                        + " takes them of the image before all steps.");
            }
            if (!name(step).equals("ensure_dtype")) {
                changed.add(name(step));
            }
        }
        return List.of();
    }

    private static String name(Part step) {
        return step.string("/id").or(() -> step.string("/name")).orElse("");
    }

    private List<Preparation> before(Part step) {
        return switch (name(step)) {
            case "ensure_dtype" -> cast(step);
            case "binarize" -> each(step, "threshold", value -> new Preparation.Binarize(value));
            case "clip" -> clip(step);
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
        return typeOf(name).orElseThrow(() -> step.refused("the unknown type \"" + Refusal.echo(name) + "\"", REMEDY));
    }

    static Optional<ElementType> typeOf(String name) {
        return Stream.of(ElementType.values())
                .filter(type -> type.toString().equals(name))
                .findFirst();
    }

    /** A percentile is a value of the image, as in bioimageio.core, where samples are clipped each by itself. */
    private List<Preparation> clip(Part step) {
        List<Preparation> steps = new ArrayList<>();
        boolean lowest = step.has("/kwargs/min_percentile");
        boolean highest = step.has("/kwargs/max_percentile");
        if (lowest && step.has("/kwargs/min") || highest && step.has("/kwargs/max")) {
            throw step.refused("a clip at a number and a percentile at one end", CORRECT);
        }
        if (lowest || highest) {
            double lower = step.number("/kwargs/min_percentile", 0);
            double upper = step.number("/kwargs/max_percentile", PERCENT);
            requirePercentiles(step, lower, upper);
            boolean together = axes(step).contains('b');
            steps.add(joint(step, new Preparation.PercentileClip(lower, upper, over(step), together)));
        }
        if (step.has("/kwargs/min") || step.has("/kwargs/max")) {
            steps.add(fixedClip(step));
        }
        return steps;
    }

    private static Preparation fixedClip(Part step) {
        double least = step.bound("/kwargs/min", Double.NEGATIVE_INFINITY);
        double most = step.bound("/kwargs/max", Double.POSITIVE_INFINITY);
        if (!(least < most)) {
            throw step.refused("a clip from " + least + " to " + most + ", which is upside down or one value", CORRECT);
        }
        return new Preparation.Clip(least, most);
    }

    private static void requirePercentiles(Part step, double lower, double upper) {
        if (!(lower >= 0 && lower < upper && upper <= PERCENT)) {
            throw step.refused("percentiles that are not from 0 to 100, the lower one first", REMEDY);
        }
    }

    private List<Preparation> linear(Part step) {
        List<Double> gains = step.has("/kwargs/gain") ? step.numbers("/kwargs/gain") : List.of(1.0);
        List<Double> offsets = step.has("/kwargs/offset") ? step.numbers("/kwargs/offset") : List.of(0.0);
        return pairs(step, gains, offsets, Preparation.Linear::new);
    }

    /** Of the standard deviation both bioimageio.core and JDLL take a millionth more. */
    private List<Preparation> fixed(Part step) {
        if (step.numbers("/kwargs/std").stream().anyMatch(deviation -> !(deviation > 0))) {
            throw step.refused("a standard deviation (std) that is not above 0", CORRECT);
        }
        return pairs(
                step,
                step.numbers("/kwargs/mean"),
                step.numbers("/kwargs/std"),
                (mean, deviation) -> new Preparation.FixedZScore(mean, deviation + EPSILON));
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
                                .orElse(letters
                                        && !(step.has("/kwargs/axes")
                                                && axes(step).contains('c')));
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
        String mode = step.string("/kwargs/mode").orElse(letters ? "fixed" : "per_sample");
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
        double upper = step.number("/kwargs/max_percentile", PERCENT);
        requirePercentiles(step, lower, upper);
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
        boolean typed = tensor.steps().stream().anyMatch(step -> name(step).equals("ensure_dtype"));
        if (tensor.isWhole() && !typed && !isBinarized(rest) && !(rest.isEmpty() && activation == Activation.NONE)) {
            throw Refusal.of(
                    "the output " + Refusal.echo(tensor.id()),
                    "has the type " + tensor.type().orElseThrow()
                            + " after its postprocessing: probabilities that are cut to whole numbers, which is not done here",
                    REMEDY);
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
            case "binarize", "scale_linear" -> alike(step, before(step));
            case "clip" -> alike(step, fixedOnly(step));
            case "fixed_zero_mean_unit_variance" -> alike(step, scaled(fixed(step)));
            case "ensure_dtype" -> {
                boolean whole = !type(step).toString().startsWith("float");
                if (whole && !isBinarized(earlier)) {
                    throw step.refused("probabilities that are cut to whole numbers, which is not done here", REMEDY);
                }
                yield List.of();
            }
            case "zero_mean_unit_variance" -> {
                if (!letters || !step.string("/kwargs/mode").orElse("fixed").equals("fixed")) {
                    throw statistics(step);
                }
                yield alike(step, scaled(fixed(step)));
            }
            case "scale_range", "scale_mean_variance" -> throw statistics(step);
            default -> throw unknown(step, "postprocessing");
        };
    }

    private static RuntimeException statistics(Part step) {
        return step.refused(
                "the postprocessing \"" + name(step)
                        + "\", which takes statistics of the whole answer, which is not done here: it gives an image its"
                        + " brightness back",
                "name a model that segments");
    }

    private static List<Preparation> fixedOnly(Part step) {
        if (step.has("/kwargs/min_percentile") || step.has("/kwargs/max_percentile")) {
            throw statistics(step);
        }
        return List.of(fixedClip(step));
    }

    /** As steps that an answer may have. */
    private static List<Preparation> scaled(List<Preparation> scores) {
        return scores.stream()
                .map(step -> step instanceof Preparation.FixedZScore score
                        ? new Preparation.Linear(
                                1 / score.standardDeviation(), -score.mean() / score.standardDeviation())
                        : step)
                .toList();
    }

    private static List<Preparation> alike(Part step, List<Preparation> made) {
        if (made.stream().anyMatch(Preparation.ForChannel.class::isInstance)) {
            throw step.refused("a step of one channel after the network, which is not done here", REMEDY);
        }
        return made;
    }
}
