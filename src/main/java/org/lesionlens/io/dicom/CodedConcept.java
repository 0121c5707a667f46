package org.lesionlens.io.dicom;

import java.util.ArrayList;
import java.util.List;
import org.lesionlens.model.Code;

/** Coded concepts as items of sequences (PS3.3 8.8), and those that this program writes of itself. */
final class CodedConcept {
    static final Code SEGMENTATION = new Code("DCM", "113076", "Segmentation");
    static final Code SOURCE_IMAGE = new Code("DCM", "121322", "Source image for image processing operation");
    static final Code ARTIFICIAL_INTELLIGENCE = new Code("DCM", "123110", "Artificial Intelligence");
    static final Code ABNORMAL_STRUCTURE = new Code("SCT", "49755003", "Morphologically Abnormal Structure");
    static final Code ANATOMICAL_STRUCTURE = new Code("SCT", "123037004", "Anatomical Structure");
    static final Code LESION = new Code("SCT", "52988006", "Lesion");

    private static final int LONGEST_VALUE = 16;

    private CodedConcept() {}

    /** A sequence of one concept. */
    static DicomElement in(DicomAttribute sequence, Code code, String characterSet) {
        return DicomElement.items(sequence, List.of(item(code, characterSet)));
    }

    /** A concept as one item of a sequence. */
    static DicomDataSet item(Code code, String characterSet) {
        List<DicomElement> elements = new ArrayList<>();
        DicomAttribute value =
                code.value().length() > LONGEST_VALUE ? DicomAttribute.LONG_CODE_VALUE : DicomAttribute.CODE_VALUE;
        elements.add(DicomElement.words(value, code.value(), characterSet));
        elements.add(DicomElement.words(DicomAttribute.CODING_SCHEME_DESIGNATOR, code.scheme(), characterSet));
        elements.add(DicomElement.words(DicomAttribute.CODE_MEANING, code.meaning(), characterSet));
        return DicomDataSet.of(elements);
    }
}
