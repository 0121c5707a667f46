package org.lesionlens.model;

import java.util.Optional;

/**
 * What a value of a segmentation, or an answer of a classifier, means.
 *
 * @param value in a segmentation, 1 to 65535; of a classifier its place, counted from 0
 * @param name as tables spell it
 * @param code empty if nobody says
 * @param color as #RRGGBB
 * @param lesion whether it counts as lesion; else it is context, as an organ is
 */
public record Label(int value, String name, Optional<Code> code, String color, boolean lesion) {}
