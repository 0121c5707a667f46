package org.lesionlens.model.foreign;

import java.util.ArrayList;
import java.util.List;
import org.lesionlens.model.Preparation;
import org.lesionlens.model.Preparation.Foreground;
import org.lesionlens.model.Preparation.Over;

/** The normalisations of nnU-Net v2 ({@code default_normalization_schemes.py}), channel by channel. */
record NnunetNormalization(Part plans, NnunetConfiguration configuration) {
    private static final double LEAST_DEVIATION = 1e-8;
    private static final double BYTE = 255;

    List<Preparation> steps(int channels) {
        List<String> schemes = configuration.required("/normalization_schemes").texts("");
        List<Part> masks = configuration.required("/use_mask_for_norm").each("");
        if (schemes.size() != channels || masks.size() != channels) {
            throw configuration
                    .parts()
                    .get(0)
                    .refused(
                            schemes.size() + " normalization_schemes and " + masks.size() + " use_mask_for_norm for "
                                    + channels + " channels",
                            "put plans.json and dataset.json of one training together");
        }
        List<Preparation> steps = new ArrayList<>();
        for (int i = 0; i < channels; i++) {
            for (Preparation step : scheme(schemes.get(i), i, masks.get(i).flag("", false))) {
                steps.add(channels == 1 ? step : new Preparation.ForChannel(i, step));
            }
        }
        return steps;
    }

    private List<Preparation> scheme(String name, int channel, boolean mask) {
        return switch (name) {
            case "CTNormalization" -> ct(channel);
            case "ZScoreNormalization" ->
                List.of(new Preparation.ZScore(
                        mask ? Foreground.MASK : Foreground.ALL, Over.VOLUME, LEAST_DEVIATION, false));
            case "RescaleTo01Normalization" -> List.of(new Preparation.PercentileRange(0, 100, Over.VOLUME, 0));
            case "RGBTo01Normalization" -> List.of(new Preparation.Linear(1 / BYTE, 0));
            case "NoNormalization" -> List.of();
            default ->
                throw configuration
                        .parts()
                        .get(0)
                        .refused(
                                "the normalization scheme \"" + Refusal.echo(name) + "\", which is not done here",
                                "name a model with one of nnU-Net's own");
        };
    }

    private List<Preparation> ct(int channel) {
        Part properties = plans.at("/foreground_intensity_properties_per_channel/" + channel);
        return List.of(
                new Preparation.Clip(properties.number("/percentile_00_5"), properties.number("/percentile_99_5")),
                new Preparation.FixedZScore(
                        properties.number("/mean"), Math.max(properties.number("/std"), LEAST_DEVIATION)));
    }
}
