package org.lesionlens.io.file;

/** The brightness of a colour, 0.299 R + 0.587 G + 0.114 B (Rec. 601): the Y of DICOM's and JPEG's YBR_FULL. */
public final class Luminance {
    private static final double RED = 0.299;
    private static final double GREEN = 0.587;
    private static final double BLUE = 0.114;

    private Luminance() {}

    /** In the units of the three. */
    public static double of(double red, double green, double blue) {
        return RED * red + GREEN * green + BLUE * blue;
    }
}
