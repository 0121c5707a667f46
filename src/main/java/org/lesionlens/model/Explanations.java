package org.lesionlens.model;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Names of outputs that explain; an empty list or empty where the network has none.
 *
 * @param gates attention coefficients, coarsest first
 * @param query queries of the non-local block
 * @param key its keys
 * @param attended its input features
 * @param excitations channel weights
 * @param features feature maps that an excitation weighed, by the excitation's name
 * @param classActivation class activation maps
 * @param mirror whether a mirrored slice means as much to the network; unless the model says otherwise it does
 * @param excitationMeans what the excitations are like in each class, see {@link ExcitationMeans}
 */
public record Explanations(
        List<String> gates,
        Optional<String> query,
        Optional<String> key,
        Optional<String> attended,
        List<String> excitations,
        Map<String, String> features,
        Optional<String> classActivation,
        boolean mirror,
        Optional<CheckedFile> excitationMeans) {
    /** Of a network that explains nothing. */
    public static final Explanations NONE = new Explanations(
            List.of(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            List.of(),
            Map.of(),
            Optional.empty(),
            false,
            Optional.empty());
}
