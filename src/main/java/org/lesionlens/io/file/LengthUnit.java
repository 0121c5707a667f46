package org.lesionlens.io.file;

import java.util.Locale;
import java.util.OptionalDouble;

/** What units of length are in mm, as ImageJ, OME-XML, NRRD and MetaImage name them. */
public final class LengthUnit {
    private LengthUnit() {}

    /** Millimetres in one unit; empty if the unit is no length (pixel). */
    public static OptionalDouble millimetres(String unit) {
        String name = unit == null ? "" : unit.strip().toLowerCase(Locale.ROOT);
        return switch (name) {
            case "mm", "millimeter", "millimetre", "millimeters", "millimetres" -> OptionalDouble.of(1);
            case "\u00b5m", "\u03bcm", "um", "micron", "microns", "micrometer", "micrometre" -> OptionalDouble.of(1e-3);
            case "nm", "nanometer", "nanometre" -> OptionalDouble.of(1e-6);
            case "cm", "centimeter", "centimetre" -> OptionalDouble.of(10);
            case "m", "meter", "metre" -> OptionalDouble.of(1000);
            case "inch", "inches", "in" -> OptionalDouble.of(25.4);
            default -> OptionalDouble.empty();
        };
    }
}
