package org.lesionlens.cases;

import java.nio.file.Path;
import java.util.List;

/**
 * A case of which a user knows what a model must find.
 *
 * @param images one for each channel of the model, in their order
 * @param result the mask, or the labels, that its authors got
 */
public record KnownCase(List<Path> images, Path result) {}
