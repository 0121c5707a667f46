package org.lesionlens.model.foreign;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.lesionlens.model.Output.Activation;
import org.lesionlens.model.Output.Back;

/**
 * The transforms of MONAI after a network.
 *
 * @param activation empty if they say none
 * @param argmax whether the most probable channel counts
 * @param threshold of each channel; empty if there is none
 * @param back what {@code Invertd} brings back onto the image's grid; where there is none {@code SaveImaged} takes the nearest voxel
 */
record MonaiPostprocessing(
        Optional<Activation> activation, boolean argmax, OptionalDouble threshold, Optional<Back> back) {
    private static final Set<String> NOTHING =
            Set.of("SaveImaged", "EnsureTyped", "ToTensord", "ToDeviced", "CastToTyped", "Identityd");
    private static final String PREDICTION = "pred";
    private static final double HALF = 0.5;
    private static final String REMEDY = "name a bundle without it";

    /** @param resampled whether the network saw another grid than the image's */
    static MonaiPostprocessing of(List<Part> transforms, boolean resampled) {
        MonaiPostprocessing known =
                new MonaiPostprocessing(Optional.empty(), false, OptionalDouble.empty(), Optional.empty());
        for (Part transform : transforms) {
            known = known.with(transform, MonaiConfig.target(transform), resampled);
        }
        return known;
    }

    /** What is brought back where nobody says it. */
    Back broughtBack() {
        return back.orElse(Back.NEAREST);
    }

    private MonaiPostprocessing with(Part transform, String name, boolean resampled) {
        if (NOTHING.contains(name) || !MonaiConfig.isOf(PREDICTION, transform)) {
            return this;
        }
        if (name.equals("Invertd")) {
            return resampled ? inverted(transform) : this;
        }
        if (!name.equals("Activationsd") && !name.equals("AsDiscreted")) {
            throw transform.refused(
                    "the transform \"" + Refusal.echo(name) + "\" after the network, which is not done here", REMEDY);
        }
        transform.node().forEach(value -> MonaiConfig.requireNoExpression(transform, value));
        return name.equals("Activationsd") ? activated(transform) : discrete(transform);
    }

    private MonaiPostprocessing inverted(Part transform) {
        List<Part> nearest = transform.each("/nearest_interp");
        boolean exact = nearest.isEmpty() || nearest.get(0).flag("", true);
        boolean decided = argmax || threshold.isPresent();
        if (decided && !exact) {
            throw transform.refused(
                    "an Invertd that makes labels of AsDiscreted between others (nearest_interp false), which is not done"
                            + " here",
                    "put AsDiscreted after it");
        }
        Back wanted = exact ? Back.NEAREST : activation.isPresent() ? Back.PROBABILITIES : Back.NUMBERS;
        return new MonaiPostprocessing(activation, argmax, threshold, Optional.of(wanted));
    }

    /** For the first of its keys. */
    private static boolean flag(Part transform, String at) {
        List<Part> flags = transform.each(at);
        return !flags.isEmpty() && flags.get(0).flag("", false);
    }

    private MonaiPostprocessing activated(Part transform) {
        if (transform.has("/other") || argmax || threshold.isPresent()) {
            throw transform.refused("an Activationsd of another kind, or after AsDiscreted", REMEDY);
        }
        if (flag(transform, "/softmax")) {
            return new MonaiPostprocessing(Optional.of(Activation.SOFTMAX), argmax, threshold, back);
        }
        return flag(transform, "/sigmoid")
                ? new MonaiPostprocessing(Optional.of(Activation.SIGMOID), argmax, threshold, back)
                : this;
    }

    private MonaiPostprocessing discrete(Part transform) {
        List<Part> thresholds = transform.each("/threshold");
        OptionalDouble least = OptionalDouble.empty();
        if (flag(transform, "/threshold_values")) {
            least = OptionalDouble.of(transform.number("/logit_thresh", HALF));
        } else if (!thresholds.isEmpty() && thresholds.get(0).node().isNumber()) {
            least = OptionalDouble.of(thresholds.get(0).number(""));
        }
        return new MonaiPostprocessing(activation, flag(transform, "/argmax"), least, back);
    }
}
