package org.lesionlens.io.dicom;

import java.util.ArrayList;
import java.util.List;
import org.lesionlens.io.file.MalformedFileException;

/** The attributes of single frames of an enhanced multi-frame image (PS3.3 C.7.6.16). */
final class FunctionalGroups {
    private FunctionalGroups() {}

    static boolean in(DicomFile file) {
        return !file.dataSet()
                .items(DicomAttribute.PER_FRAME_FUNCTIONAL_GROUPS_SEQUENCE)
                .isEmpty();
    }

    /** The file as each of its frames sees it: its attributes, over them the shared groups, over these the frame's. */
    static List<DicomFile> frames(DicomFile file, int count) throws MalformedFileException {
        List<DicomDataSet> perFrame = file.dataSet().items(DicomAttribute.PER_FRAME_FUNCTIONAL_GROUPS_SEQUENCE);
        if (perFrame.size() != count) {
            throw file.malformed(DicomAttribute.NUMBER_OF_FRAMES + " is " + count + " but "
                    + DicomAttribute.PER_FRAME_FUNCTIONAL_GROUPS_SEQUENCE + " has " + perFrame.size() + " items");
        }
        List<DicomDataSet> shared = file.dataSet().items(DicomAttribute.SHARED_FUNCTIONAL_GROUPS_SEQUENCE).stream()
                .flatMap(groups -> groups.allItems().stream())
                .toList();
        DicomDataSet common = file.dataSet().with(shared);
        List<DicomFile> frames = new ArrayList<>();
        for (DicomDataSet groups : perFrame) {
            frames.add(file.with(common.with(groups.allItems())));
        }
        return frames;
    }
}
