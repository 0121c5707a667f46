package org.lesionlens.io.dicom;

/** The decoded samples of a frame. */
@FunctionalInterface
interface FramePixels {
    /** The number of a pixel, counted row by row, and of a sample. */
    double at(int pixel, int sample);
}
