package org.lesionlens.model;

/**
 * What a channel of a network's output means.
 *
 * @param name in tables
 * @param code the concept
 * @param color {@code #RRGGBB}
 */
public record Label(String name, Code code, String color) {}
