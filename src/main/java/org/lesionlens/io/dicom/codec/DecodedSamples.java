package org.lesionlens.io.dicom.codec;

import java.awt.image.Raster;

/** Samples as a codec hands them out. */
final class DecodedSamples {
    private DecodedSamples() {}

    /**
     * Reads a raster as stored numbers.
     *
     * @param precision bits a sample as the coded data say: where they are the stored bits alone, nothing lies below
     */
    static FramePixels of(Raster raster, PixelFormat format, int precision) {
        int width = raster.getWidth();
        PixelFormat bits = precision <= format.bits() ? format.unshifted() : format;
        return (pixel, sample) -> bits.stored(
                raster.getSample(raster.getMinX() + pixel % width, raster.getMinY() + pixel / width, sample));
    }

    /**
     * Reads planes of components as stored numbers.
     *
     * @param planes of unsigned samples, row by row
     * @param precision as for a raster
     */
    static FramePixels of(short[][] planes, PixelFormat format, int precision) {
        PixelFormat bits = precision <= format.bits() ? format.unshifted() : format;
        return (pixel, sample) -> bits.stored(planes[sample][pixel] & 0xffff);
    }
}
