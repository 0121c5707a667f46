package org.lesionlens.cases;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.lesionlens.io.dicom.SegmentationForm;
import org.lesionlens.io.dicom.SegmentationType;
import org.lesionlens.volume.UsageException;

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

    private static final String LESION = "lesion";
    private static final String CLASS = "class";
    private static final String COMPRESSED = "rle";
    private static final String ALL_FRAMES = "all frames";
    private static final String BY_CLASS = "by class";
    private static final String SEEDED = "seeded";

    /** Types of pixels, as a user writes them; the usual one first. */
    public static final List<String> TYPES = Arrays.stream(SegmentationType.values())
            .map(SegmentationType::toString)
            .toList();

    /** What a segment may be, as a user writes it; the usual one first. */
    public static final List<String> SEGMENTS = List.of(LESION, CLASS);

    /**
     * Those of segmentations.
     *
     * @param type of their pixels, as a user writes it
     * @param by what a segment is, as a user writes it
     * @param allFrames whether planes without a voxel of a segment have a frame of it too
     * @param compressed whether frames are run-length coded
     * @throws UsageException if there is no such word, or the type cannot be compressed
     */
    public static DicomChoices of(String type, String by, boolean allFrames, boolean compressed) {
        if (!SEGMENTS.contains(by)) {
            throw new UsageException(
                    "segments of DICOM segmentations are by \"" + by.substring(0, Math.min(100, by.length()))
                            + "\" but must be by one of " + SEGMENTS + ": choose one");
        }
        return new DicomChoices(
                new SegmentationForm(SegmentationType.parse(type), allFrames, compressed), by.equals(CLASS), false);
    }

    /** @throws UsageException if segmentations are to be other than usual, but no format writes them */
    public void requireUse(List<ResultFormat> formats) {
        boolean usual = form.equals(SegmentationForm.USUAL) && !byClass;
        if (!usual) {
            requireSegmentation(formats);
        }
    }

    /** @throws UsageException if no format writes segmentations of DICOM */
    public static void requireSegmentation(List<ResultFormat> formats) {
        if (formats.stream().noneMatch(ResultFormat::segmentsDicom)) {
            throw new UsageException("how DICOM segmentations are to be is said but they are none of the formats: add"
                    + " dicom-seg to these, or leave it out");
        }
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
            words.add(COMPRESSED);
        }
        if (form.allFrames()) {
            words.add(ALL_FRAMES);
        }
        if (byClass) {
            words.add(BY_CLASS);
        }
        if (seeded) {
            words.add(SEEDED);
        }
        return String.join(", ", words);
    }

    /** What {@link #toString} says. */
    static DicomChoices parse(String text) {
        List<String> words = List.of(text.split(", "));
        SegmentationType type = Arrays.stream(SegmentationType.values())
                .filter(each -> words.contains(each.toString()))
                .findFirst()
                .orElse(SegmentationForm.USUAL.type());
        SegmentationForm form = new SegmentationForm(type, words.contains(ALL_FRAMES), words.contains(COMPRESSED));
        return new DicomChoices(form, words.contains(BY_CLASS), words.contains(SEEDED));
    }
}
