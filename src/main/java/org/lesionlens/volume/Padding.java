package org.lesionlens.volume;

/**
 * Which intensities of a volume stand for no tissue, so that they take no part in statistics and are air to a network:
 * NaN always, and the range that its file declares (DICOM PixelPaddingValue to PixelPaddingRangeLimit).
 *
 * @param lowest least intensity of the range; NaN if there is no range
 * @param highest largest intensity of the range; NaN if there is no range
 */
public record Padding(float lowest, float highest) {
    /** Nothing is declared: only NaN is no tissue. */
    public static final Padding NONE = new Padding(Float.NaN, Float.NaN);

    /** Whether an intensity is no tissue. */
    public boolean contains(float intensity) {
        return Float.isNaN(intensity) || intensity >= lowest && intensity <= highest;
    }
}
