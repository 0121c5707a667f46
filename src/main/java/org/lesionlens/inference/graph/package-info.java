/**
 * From the bytes of an ONNX file to the networks that look at it in passes over tiles: sizes, reach, statistics.
 *
 * <p>Runs nothing. Axes of an image are counted from 0 in the order of the tensor: (z,) y, x.
 */
package org.lesionlens.inference.graph;
