package org.lesionlens.model;

import java.util.Locale;
import org.lesionlens.volume.ForeignText;
import org.lesionlens.volume.UsageException;

/** How exact the numbers are that a network computes with. */
public enum Precision {
    /** As its authors gave it. */
    FULL,
    /** Most of it in whole numbers of 8 bits, where its folder has such weights: faster, with slightly other results. */
    INT8;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** @throws UsageException if there is no such precision */
    public static Precision parse(String text) {
        for (Precision precision : values()) {
            if (precision.toString().equals(text)) {
                return precision;
            }
        }
        throw new UsageException(
                "the precision is \"" + ForeignText.shown(text) + "\" but must be " + FULL + " or " + INT8);
    }
}
