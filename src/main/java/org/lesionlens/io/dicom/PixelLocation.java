package org.lesionlens.io.dicom;

import java.util.List;

/**
 * Where the pixel data of a file lie.
 *
 * @param attribute PixelData, FloatPixelData or DoubleFloatPixelData
 * @param words whether the value is a string of 16-bit words (OW), which counts where its bytes are swapped
 * @param offset first byte of the value, counted as {@link DicomSource} does
 * @param length its declared length in bytes; -1 if it is encapsulated
 * @param offsetTable of encapsulated data: where frames begin, counted from the first fragment's item; may be empty
 * @param fragments of encapsulated data
 */
record PixelLocation(
        DicomAttribute attribute,
        boolean words,
        long offset,
        long length,
        List<Long> offsetTable,
        List<Fragment> fragments) {
    /**
     * A piece of encapsulated data; its item header lies in the eight bytes before the offset.
     *
     * @param begin its first two bytes, the first of them above the second; 0 if it has fewer
     */
    record Fragment(long offset, int length, int begin) {}

    PixelLocation {
        offsetTable = List.copyOf(offsetTable);
        fragments = List.copyOf(fragments);
    }

    static PixelLocation nativeBytes(DicomAttribute attribute, boolean words, long offset, long length) {
        return new PixelLocation(attribute, words, offset, length, List.of(), List.of());
    }

    boolean isEncapsulated() {
        return length < 0;
    }

    /** How many bytes the fragments have together. */
    long fragmentBytes() {
        return fragments.stream().mapToLong(Fragment::length).sum();
    }
}
