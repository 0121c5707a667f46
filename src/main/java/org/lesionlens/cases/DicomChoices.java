package org.lesionlens.cases;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.lesionlens.io.dicom.SegmentationForm;

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
