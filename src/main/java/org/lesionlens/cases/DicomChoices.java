package org.lesionlens.cases;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.lesionlens.io.dicom.SegmentationForm;
import org.lesionlens.io.dicom.SegmentationType;

/**
 * How results are written as DICOM.
 *
 * @param form of segmentations
 * @param byClass whether a segment is all lesions of a class, else one lesion
 * @param seeded whether identifiers and dates follow from the input, so that two runs write the same bytes
 */
public record DicomChoices(SegmentationForm form, boolean byClass, boolean seeded) implements Serializable {
    /** A segment a lesion, in the usual form, with new identifiers. */
    public static final DicomChoices USUAL = new DicomChoices(SegmentationForm.USUAL, false, false);

    /**
     * Those of segmentations.
     *
     * @param type of their pixels, as a user writes it
     * @param allFrames whether planes without a voxel of a segment have a frame of it too
     * @param compressed whether frames are run-length coded
     * @throws org.lesionlens.volume.UsageException if there is no such type, or it cannot be compressed
     */
    public static DicomChoices of(String type, boolean allFrames, boolean compressed) {
        return new DicomChoices(
                new SegmentationForm(SegmentationType.parse(type), allFrames, compressed), false, false);
    }

    /** The same with segments of classes, or of lesions. */
    public DicomChoices by(boolean classes) {
        return new DicomChoices(form, classes, seeded);
    }

    /** The same with identifiers from the input, or with new ones. */
    public DicomChoices seeded(boolean fromInput) {
        return new DicomChoices(form, byClass, fromInput);
    }

    /** For journals and sidecars: what results depend on; empty for the usual choices. */
    @Override
    public String toString() {
        List<String> words = new ArrayList<>();
        if (form.type() != SegmentationForm.USUAL.type()) {
            words.add(form.type().toString());
        }
        if (form.compressed()) {
            words.add("rle");
        }
        if (form.allFrames()) {
            words.add("all frames");
        }
        if (byClass) {
            words.add("by class");
        }
        if (seeded) {
            words.add("seeded");
        }
        return String.join(", ", words);
    }
}
