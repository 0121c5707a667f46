package org.lesionlens.model;

import java.util.List;

/**
 * A network once more, in numbers of 8 bits.
 *
 * @param file in ONNX; its answers have the names and meaning of those of the full one, other outputs it may lack
 * @param tests what this network answers: of the full one it may differ by much in single voxels
 */
public record ReducedWeights(CheckedFile file, List<TestTensors> tests) {}
