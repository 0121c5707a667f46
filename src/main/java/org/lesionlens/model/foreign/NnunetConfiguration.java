package org.lesionlens.model.foreign;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.lesionlens.model.Preparation;
import org.lesionlens.model.Preparation.Interpolation;
import org.lesionlens.model.Window;

/**
 * One of the configurations of nnU-Net's plans.
 *
 * @param parts what it says, and what it inherits, nearest first
 * @param transposed numbers of the axes z, y, x (0, 1, 2) in the order in which nnU-Net puts them
 */
record NnunetConfiguration(String name, List<Part> parts, List<Integer> transposed) {
    private static final String AXES = "zyx";
    private static final String BEST = "3d_fullres";
    private static final String STANDARD = "resample_data_or_seg_to_shape";
    private static final String NO_RESAMPLING = "no_resampling_data_or_seg_to_shape";
    private static final double ANISOTROPY = 3;

    /** @param dimensions of the images that the network takes */
    static NnunetConfiguration chosen(Part plans, Answers answers, int dimensions) {
        Map<String, NnunetConfiguration> fitting = new LinkedHashMap<>();
        for (String name : plans.entries("/configurations").keySet()) {
            NnunetConfiguration one = of(plans, name);
            if (one.said("/patch_size").isPresent() && one.patch().size() == dimensions) {
                fitting.put(name, one);
            }
        }
        if (fitting.isEmpty()) {
            throw plans.refused(
                    "no configuration for images of " + dimensions + " axes, as the network takes",
                    "put plans.json and the network of one training together");
        }
        List<String> names = List.copyOf(fitting.keySet());
        String likely = names.contains(BEST) ? BEST : names.get(0);
        NnunetConfiguration chosen = fitting.get(
                names.size() == 1
                        ? names.get(0)
                        : answers.oneOf("configuration", "the configuration that the network is of", likely, names));
        chosen.said("/previous_stage").ifPresent(stage -> {
            throw stage.refused(
                    "a cascade (previous_stage of " + chosen.name() + "), which is not done here",
                    "name the 3d_fullres, 3d_lowres or 2d network of this model");
        });
        return chosen;
    }

    private static NnunetConfiguration of(Part plans, String name) {
        List<Part> parts = new ArrayList<>();
        String next = name;
        while (next != null && parts.size() < plans.entries("/configurations").size()) {
            Part part = plans.at("/configurations").named(next);
            parts.add(part);
            next = part.string("/inherits_from").orElse(null);
        }
        List<Integer> transposed = plans.has("/transpose_forward")
                ? plans.numbers("/transpose_forward").stream()
                        .map(Double::intValue)
                        .toList()
                : List.of(0, 1, 2);
        if (!transposed.stream().sorted().toList().equals(List.of(0, 1, 2))) {
            throw plans.refused("a transpose_forward that is not 0, 1, 2 in some order", "correct plans.json");
        }
        return new NnunetConfiguration(name, parts, transposed);
    }

    Optional<Part> said(String at) {
        return parts.stream()
                .filter(part -> part.has(at))
                .map(part -> part.at(at))
                .findFirst();
    }

    Part required(String at) {
        return said(at).orElseThrow(() -> parts.get(0).refused("no " + at.substring(1), "correct plans.json"));
    }

    List<Integer> patch() {
        return required("/patch_size").each("").stream()
                .map(side -> side.whole("", 1, Window.LARGEST_SIDE))
                .toList();
    }

    int dimensions() {
        return patch().size();
    }

    /** Letters of the network's axes along the image: of a 2D network the first transposed one is across its slices. */
    String axes() {
        return transposed.subList(3 - dimensions(), 3).stream()
                .map(axis -> AXES.substring(axis, axis + 1))
                .collect(Collectors.joining());
    }

    /** To the spacing of the training; empty if nothing is resampled. */
    Optional<Preparation> resampling() {
        String function = said("/resampling_fn_data").map(part -> part.text("")).orElse(STANDARD);
        if (function.equals(NO_RESAMPLING)) {
            return Optional.empty();
        }
        Optional<Part> options = said("/resampling_fn_data_kwargs");
        int order = options.map(part -> part.whole("/order", 3)).orElse(3);
        int across = options.map(part -> part.whole("/order_z", 0)).orElse(0);
        if (!function.equals(STANDARD) || order == 2 || order > 3 || across > 1) {
            throw parts.get(0)
                    .refused(
                            "the resampling " + Refusal.echo(function) + " of order " + order + ", across " + across
                                    + ", which is not done here",
                            "name a model with nnU-Net's own resampling");
        }
        requireProbabilities();
        return Optional.of(
                new Preparation.Resample(spacing(), interpolation(order), interpolation(across), apart(options)));
    }

    /** What comes out is brought back linear, and across slices that are kept apart by the same order as the data. */
    private void requireProbabilities() {
        String function =
                said("/resampling_fn_probabilities").map(part -> part.text("")).orElse(STANDARD);
        Optional<Part> options = said("/resampling_fn_probabilities_kwargs");
        Optional<Part> data = said("/resampling_fn_data_kwargs");
        int order = options.map(part -> part.whole("/order", 3)).orElse(1);
        boolean alike = options.map(part -> part.whole("/order_z", 0)).orElse(0)
                        == (int) data.map(part -> part.whole("/order_z", 0)).orElse(0)
                && apart(options) == apart(data);
        if (!function.equals(STANDARD) || order != 1 || !alike) {
            throw parts.get(0)
                    .refused(
                            "the resampling " + Refusal.echo(function) + " of probabilities, of order " + order
                                    + ", or across slices unlike that of the data, which is not done here",
                            "name a model with nnU-Net's own resampling");
        }
    }

    /** Unless somebody says otherwise nnU-Net's function never keeps slices apart; its plans say null, which is by the spacing. */
    private static double apart(Optional<Part> options) {
        if (options.isEmpty()) {
            return ANISOTROPY;
        }
        Part said = options.get();
        if (!said.node().has("force_separate_z")) {
            return Double.POSITIVE_INFINITY;
        }
        if (!said.has("/force_separate_z")) {
            return said.number("/separate_z_anisotropy_threshold", ANISOTROPY);
        }
        return said.flag("/force_separate_z", false) ? 0 : Double.POSITIVE_INFINITY;
    }

    private static Interpolation interpolation(int order) {
        return switch (order) {
            case 0 -> Interpolation.NEAREST;
            case 1 -> Interpolation.LINEAR;
            default -> Interpolation.CUBIC;
        };
    }

    /** Along x, y, z; 0 across the slices of a 2D network. */
    private List<Double> spacing() {
        List<Double> said = required("/spacing").numbers("");
        if (said.stream().anyMatch(one -> !(one > 0))) {
            throw required("/spacing").refused("a spacing that is not above 0: " + said, "correct plans.json");
        }
        List<Double> spacing = new ArrayList<>(List.of(0.0, 0.0, 0.0));
        for (int i = 0; i < said.size(); i++) {
            spacing.set("xyz".indexOf(AXES.charAt(transposed.get(3 - said.size() + i))), said.get(i));
        }
        if (dimensions() == 2 && said.size() == 3) {
            spacing.set("xyz".indexOf(AXES.charAt(transposed.get(0))), 0.0);
        }
        return spacing;
    }
}
