package org.lesionlens.io.dicom;

import java.util.Arrays;
import java.util.Locale;
import org.lesionlens.volume.UsageException;

/** SegmentationType: what a pixel of a segmentation is. */
public enum SegmentationType {
    /** One bit: whether it belongs to the frame's segment. */
    BINARY,
    /** The share of MaximumFractionalValue: the probability that it belongs to the frame's segment. */
    FRACTIONAL,
    /** The number of its segment (PS3.3 of 2024 and later). */
    LABELMAP;

    /** @throws UsageException if there is no such type */
    public static SegmentationType parse(String text) {
        return Arrays.stream(values())
                .filter(type -> type.toString().equals(text.strip().toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> new UsageException("the type of DICOM segmentations is \""
                        + text.substring(0, Math.min(100, text.length())) + "\" but must be of "
                        + Arrays.toString(values()) + ": choose one"));
    }

    /** As a user writes it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
