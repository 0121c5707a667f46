package org.lesionlens.explain;

import org.lesionlens.volume.Volume;

/**
 * A picture of what a network looked at in one slice.
 *
 * @param name what it shows, fit for a file name: {@code gate0}, {@code attention}
 * @param unit of its values; empty for shares and coefficients
 * @param map the values, a volume of one slice that lies where the slice lies
 */
public record Explanation(String name, String unit, Volume map) {}
