package org.lesionlens.model;

/**
 * A network once more, in numbers of 8 bits.
 *
 * @param file in ONNX; its answers have the names and meaning of those of the full one, other outputs it may lack
 * @param tolerance by how much its answers to the test tensors may differ from those of the full one
 */
public record ReducedWeights(CheckedFile file, double tolerance) {}
