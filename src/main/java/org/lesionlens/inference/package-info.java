/**
 * From a volume to what networks say of it: devices, windows and tiles, blending, segmentation, classification.
 *
 * <p>The only home of ONNX Runtime, of tensors in N,C,Z,Y,X order and of {@code float[]}.
 */
package org.lesionlens.inference;
