package org.lesionlens.io.dicom.codec;

import java.util.Arrays;
import java.util.Optional;

/** What the samples of a pixel mean (PS3.3 C.7.6.3.1.2). */
public enum Photometric {
    MONOCHROME1(1),
    MONOCHROME2(1),
    PALETTE_COLOR(1),
    RGB(3),
    YBR_FULL(3),
    YBR_FULL_422(3),
    YBR_PARTIAL_422(3),
    YBR_ICT(3),
    YBR_RCT(3);

    public final int samples;

    Photometric(int samples) {
        this.samples = samples;
    }

    public static Optional<Photometric> of(String text) {
        return Arrays.stream(values()).filter(p -> p.text().equals(text)).findFirst();
    }

    /** Whether a pixel has a colour. */
    public boolean isInColour() {
        return this != MONOCHROME1 && this != MONOCHROME2;
    }

    /** Whether every second pixel lends its colour to the next, where the pixels are not compressed. */
    public boolean sharesColour() {
        return this == YBR_FULL_422 || this == YBR_PARTIAL_422;
    }

    /** As the standard writes it. */
    public String text() {
        return name().replace("PALETTE_", "PALETTE ");
    }
}
