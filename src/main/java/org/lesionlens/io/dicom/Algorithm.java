package org.lesionlens.io.dicom;

/**
 * What made a segmentation or measurement, for objects that name it.
 *
 * @param type how far people took part
 * @param name of the model
 * @param version of the model
 * @param parameters in words; may be empty
 */
public record Algorithm(Type type, String name, String version, String parameters) {
    /** SegmentAlgorithmType. */
    public enum Type {
        AUTOMATIC,
        /** Found or corrected by people with the help of a program. */
        SEMIAUTOMATIC
    }
}
