package org.lesionlens.io.dicom;

import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Segments of a segmentation that are anatomy, as organs, by their SegmentedPropertyCategoryCodeSequence (PS3.16 CID 7150):
 * beside segments of another category, as lesions, they are no part of the mask.
 */
final class AnatomySegments {
    /** Designator and value; the last ones are older names of the first. */
    private static final Set<String> ANATOMY =
            Set.of("SCT 123037004", "SCT 91723000", "SRT T-D000A", "SNM3 T-D000A", "99SDM T-D000A");

    private static final int MOST_LETTERS = 100;

    private AnatomySegments() {}

    /**
     * The numbers of those to leave out; none where there is nothing else.
     *
     * @param warnings is told how many these are, and how they are called
     */
    static Set<Integer> leftOut(DicomFile file, Consumer<String> warnings) {
        TreeMap<Integer, String> anatomy = new TreeMap<>();
        int others = 0;
        for (DicomDataSet item : file.dataSet().items(DicomAttribute.SEGMENT_SEQUENCE)) {
            double[] number = item.numbers(DicomAttribute.SEGMENT_NUMBER);
            if (number.length > 0 && number[0] > 0) { // 0 is the background of a label map
                if (isAnatomy(item)) {
                    anatomy.put((int) number[0], name(file, item));
                } else {
                    others++;
                }
            }
        }
        if (others == 0 || anatomy.isEmpty()) {
            return Set.of();
        }
        warnings.accept(anatomy.size() + " of " + (anatomy.size() + others)
                + " segments are anatomy, no lesions, and are left out: " + names(anatomy));
        return Set.copyOf(anatomy.keySet());
    }

    /** Whether all that is said of its category is that it is anatomy. */
    static boolean isAnatomy(DicomDataSet segment) {
        List<DicomDataSet> categories = segment.items(DicomAttribute.SEGMENTED_PROPERTY_CATEGORY_CODE_SEQUENCE);
        return !categories.isEmpty()
                && categories.stream()
                        .allMatch(code -> ANATOMY.contains(code.string(DicomAttribute.CODING_SCHEME_DESIGNATOR)
                                        .orElse("")
                                + " " + code.string(DicomAttribute.CODE_VALUE).orElse("")));
    }

    private static String name(DicomFile file, DicomDataSet segment) {
        return name(file, segment, DicomAttribute.SEGMENT_LABEL);
    }

    /** In the letters of the file. */
    static String name(DicomFile file, DicomDataSet item, DicomAttribute attribute) {
        return file.dataSet()
                .with(List.of(item))
                .string(attribute)
                .orElse("without a name")
                .replaceAll("\\p{Cntrl}", " ");
    }

    /** Numbers and names, so many of them as can be shown. */
    static String names(SortedMap<Integer, String> segments) {
        String all = segments.entrySet().stream()
                .map(segment -> segment.getKey() + " " + segment.getValue())
                .collect(Collectors.joining(", "));
        return all.length() > MOST_LETTERS ? all.substring(0, MOST_LETTERS) + "..." : all;
    }
}
