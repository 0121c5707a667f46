package org.lesionlens.model;

import java.util.Locale;

/** The type of a tensor's numbers. */
public enum ElementType {
    FLOAT16,
    FLOAT32,
    FLOAT64,
    UINT8,
    INT8,
    UINT16,
    INT16,
    INT32,
    INT64,
    BOOL;

    /** The name as bioimage.io and NumPy spell it: lower case. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
