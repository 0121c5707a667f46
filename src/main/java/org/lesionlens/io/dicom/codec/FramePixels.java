package org.lesionlens.io.dicom.codec;

/** The decoded samples of a frame. */
@FunctionalInterface
public interface FramePixels {
    /** The number of a pixel, counted row by row, and of a sample. */
    double at(int pixel, int sample);
}
