package org.lesionlens.io.dicom;

import java.util.List;

/**
 * Which images of which study a volume was read from, for those who write DICOM that refers to them. Its identifiers lead to
 * the patient: they go into no sidecar, no message and no log.
 *
 * @param study StudyInstanceUID; empty, like the others, if the files do not say
 * @param series SeriesInstanceUID
 * @param frameOfReference FrameOfReferenceUID: images of one lie in one space
 * @param slices the images in the order of the volume's slices along z; where slices were interpolated, those that they were
 *     made of
 */
public record SourceSeries(String study, String series, String frameOfReference, List<Slice> slices) {
    /**
     * The image of a slice.
     *
     * @param sopClass SOPClassUID
     * @param instance SOPInstanceUID
     * @param frame of the image, from 1
     */
    public record Slice(String sopClass, String instance, int frame) {
        @Override
        public String toString() {
            return "a slice";
        }
    }

    public SourceSeries {
        slices = List.copyOf(slices);
    }

    static SourceSeries of(List<DicomSlice> slices) {
        DicomSlice first = slices.get(0);
        return new SourceSeries(
                uid(first, DicomAttribute.STUDY_INSTANCE_UID),
                uid(first, DicomAttribute.SERIES_INSTANCE_UID),
                uid(first, DicomAttribute.FRAME_OF_REFERENCE_UID),
                slices.stream().map(SourceSeries::slice).toList());
    }

    private static Slice slice(DicomSlice slice) {
        return new Slice(
                uid(slice, DicomAttribute.SOP_CLASS_UID),
                uid(slice, DicomAttribute.SOP_INSTANCE_UID),
                slice.frame() + 1);
    }

    private static String uid(DicomSlice slice, DicomAttribute attribute) {
        return slice.attributes().dataSet().string(attribute).map(String::strip).orElse("");
    }

    /** Whether two volumes are known to lie in one space. */
    public boolean sharesSpaceWith(SourceSeries other) {
        return !frameOfReference.isEmpty() && frameOfReference.equals(other.frameOfReference);
    }

    /** Whether two volumes are known to lie in different spaces. */
    public boolean liesElsewhereThan(SourceSeries other) {
        return !frameOfReference.isEmpty()
                && !other.frameOfReference.isEmpty()
                && !frameOfReference.equals(other.frameOfReference);
    }

    @Override
    public String toString() {
        return "a series of " + slices.size() + " slices";
    }
}
