package org.lesionlens.io.dicom;

import java.time.LocalDate;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.lesionlens.volume.UserMessageException;

/**
 * Which images of which study a volume was read from, for those who write DICOM that refers to them. Its identifiers lead to
 * the patient: they go into no sidecar, no message and no log.
 *
 * @param study StudyInstanceUID; empty, like the others, if the files do not say
 * @param series SeriesInstanceUID
 * @param frameOfReference FrameOfReferenceUID: images of one lie in one space
 * @param slices the images in the order of the volume's slices along z; where slices were interpolated, those that they were
 *     made of
 * @param heading what it says of patient, study and place
 * @param files that the images lie in
 */
public record SourceSeries(
        String study,
        String series,
        String frameOfReference,
        List<Slice> slices,
        SourceHeading heading,
        SourceFiles files) {
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

    /** @param interpolated whether the volume's planes lie elsewhere than the slices */
    static SourceSeries of(List<DicomSlice> slices, boolean interpolated) {
        DicomSlice first = slices.get(0);
        return new SourceSeries(
                uid(first, DicomAttribute.STUDY_INSTANCE_UID),
                uid(first, DicomAttribute.SERIES_INSTANCE_UID),
                uid(first, DicomAttribute.FRAME_OF_REFERENCE_UID),
                slices.stream().map(SourceSeries::slice).toList(),
                SourceHeading.of(slices, interpolated),
                SourceFiles.of(slices));
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

    /**
     * Proves that DICOM objects can refer to every image, without saying which identifiers there are.
     *
     * @param format that wants to, as users call it
     * @throws UserMessageException if an identifier is missing, two images have the same, or they are of several patients or
     *     studies
     */
    public void requireIdentifiers(String format) {
        if (heading.mixed().isPresent()) {
            throw new UserMessageException("the series has slices of different "
                    + heading.mixed().get() + ", but " + format
                    + " is of one patient and one study: keep only the slices"
                    + " that agree in the folder, or export the series again, or choose another format, as nifti");
        }
        require(study, DicomAttribute.STUDY_INSTANCE_UID, format);
        require(series, DicomAttribute.SERIES_INSTANCE_UID, format);
        if (!heading.positions().isEmpty()) {
            require(frameOfReference, DicomAttribute.FRAME_OF_REFERENCE_UID, format);
        }
        Set<Slice> known = new HashSet<>();
        for (Slice slice : slices) {
            require(slice.sopClass, DicomAttribute.SOP_CLASS_UID, format);
            require(slice.instance, DicomAttribute.SOP_INSTANCE_UID, format);
            known.add(slice);
        }
        if (known.size() < slices.size() && known.size() > 1) {
            throw refusal("several images of the series have one " + DicomAttribute.SOP_INSTANCE_UID, format);
        }
    }

    private static void require(String uid, DicomAttribute attribute, String format) {
        if (uid.isEmpty()) {
            throw refusal("the series has no " + attribute, format);
        }
    }

    private static UserMessageException refusal(String found, String format) {
        return new UserMessageException(found + ", but " + format + " refers to each image by it: export the series"
                + " again from the scanner or archive, or choose another format, as nifti");
    }

    /** The day of the examination; empty if the files do not say. For tables that the user asks for, not for messages or logs. */
    public Optional<LocalDate> date() {
        return origin().date();
    }

    /** Whose it is, of which day, and in which space. */
    public DicomOrigin origin() {
        return DicomOrigin.ofImage(heading.attributes(), frameOfReference);
    }

    /** Whether both say whose images they are, and it is not the same patient. */
    public boolean isOfAnotherPatientThan(SourceSeries other) {
        return origin().isOfAnotherPatientThan(other.origin());
    }

    /** Whether two volumes are known to lie in one space. */
    public boolean sharesSpaceWith(SourceSeries other) {
        return origin().sharesSpaceWith(other.origin());
    }

    /** Whether two volumes are known to lie in different spaces. */
    public boolean liesElsewhereThan(SourceSeries other) {
        return origin().liesElsewhereThan(other.origin());
    }

    @Override
    public String toString() {
        return "a series of " + slices.size() + " slices";
    }
}
