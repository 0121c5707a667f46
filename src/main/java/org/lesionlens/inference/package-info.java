/**
 * Runs networks over a volume: model folders, devices, windows and tiles, blending, segmentation, classification.
 *
 * <p>The only home of ONNX Runtime and of model folders, of tensors in N,C,Z,Y,X order and of {@code float[]}.
 */
package org.lesionlens.inference;
