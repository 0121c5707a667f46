package org.lesionlens.model;

import java.util.List;
import java.util.Set;

/**
 * A network as it lies in files, and how an image goes into it.
 *
 * @param weights the ONNX file; several are as many networks, whose answers are averaged before the activation
 * @param data further files that hold their numbers
 * @param input the input for images
 * @param window what goes in at once
 * @param mirrorAxes axes ({@code x}, {@code y}, {@code z}) along which mirrored images mean as much: where mirroring is wanted,
 *     the answers to all mirrored images are averaged
 */
public record Network(
        List<CheckedFile> weights,
        List<CheckedFile> data,
        TensorSpec input,
        Window window,
        Set<Character> mirrorAxes) {}
