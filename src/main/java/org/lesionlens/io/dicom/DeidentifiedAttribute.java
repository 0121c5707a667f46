package org.lesionlens.io.dicom;

/**
 * What was done to an attribute that images have; never its value.
 *
 * @param tag with those of the sequences that it lies in before it; of private ones {@code private}
 * @param name its keyword; empty if it is not known
 * @param action in words
 */
public record DeidentifiedAttribute(String tag, String name, String action) {}
