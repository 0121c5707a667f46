package org.lesionlens.io.dicomweb;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Attributes of queries whose answers are held against what was asked: a server may leave out a key that it does not know (PS3.18
 * 8.3.4), and then finds everybody.
 */
enum QueryKey {
    STUDY_UID("StudyInstanceUID", "0020000D", false),
    PATIENT_ID("PatientID", "00100020", false),
    PATIENT_NAME("PatientName", "00100010", false),
    PATIENT_BIRTH_DATE("PatientBirthDate", "00100030", false),
    STUDY_DATE("StudyDate", "00080020", false),
    STUDY_ID("StudyID", "00200010", false),
    STUDY_DESCRIPTION("StudyDescription", "00081030", false),
    ACCESSION_NUMBER("AccessionNumber", "00080050", false),
    MODALITIES("ModalitiesInStudy", "00080061", false),
    SERIES_UID("SeriesInstanceUID", "0020000E", true),
    MODALITY("Modality", "00080060", true),
    SERIES_NUMBER("SeriesNumber", "00200011", true),
    SERIES_DESCRIPTION("SeriesDescription", "0008103E", true),
    BODY_PART("BodyPartExamined", "00180015", true),
    PROTOCOL("ProtocolName", "00181030", true);

    private static final Pattern DATES = Pattern.compile("(\\d{8})?-(\\d{8})?");

    private final String keyword;
    private final String tag;
    private final boolean ofSeries;

    QueryKey(String keyword, String tag, boolean ofSeries) {
        this.keyword = keyword;
        this.tag = tag;
        this.ofSeries = ofSeries;
    }

    String tag() {
        return tag;
    }

    /** The one that a keyword or tag of a query means. */
    static Optional<QueryKey> of(String key) {
        return Arrays.stream(values())
                .filter(known -> known.keyword.equals(key) || known.tag.equalsIgnoreCase(key))
                .findFirst();
    }

    /** The part of a query that is about studies, or about their series. */
    static Map<String, String> level(Map<String, String> query, boolean series) {
        return query.entrySet().stream()
                .filter(entry -> of(entry.getKey()).map(key -> key.ofSeries).orElse(false) == series)
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, (a, b) -> b, LinkedHashMap::new));
    }

    /** The first key whose value in an answer is another than was asked for. */
    static Optional<String> ignored(Map<String, String> asked, DicomJson answer) {
        boolean fuzzy = "true".equalsIgnoreCase(asked.get("fuzzymatching"));
        return asked.entrySet().stream()
                .filter(entry -> of(entry.getKey())
                        .filter(key -> !(fuzzy && key == PATIENT_NAME))
                        .filter(key -> !key.agrees(entry.getValue(), answer.texts(key.tag)))
                        .isPresent())
                .map(Map.Entry::getKey)
                .findFirst();
    }

    /** Whether a series is of a modality that its study was to have; of any where a query does not say. */
    static boolean areModalities(Map<String, String> asked, String modality) {
        return asked.entrySet().stream()
                .filter(entry -> of(entry.getKey()).equals(Optional.of(MODALITIES)))
                .allMatch(entry -> MODALITIES.agrees(entry.getValue(), List.of(modality)));
    }

    /** What an answer does not hold cannot be told. */
    private boolean agrees(String asked, List<String> found) {
        return found.isEmpty() || found.stream().anyMatch(value -> isOneOf(asked, value.strip()));
    }

    private boolean isOneOf(String asked, String found) {
        Matcher dates = DATES.matcher(asked);
        if (this == STUDY_DATE && dates.matches()) {
            return (dates.group(1) == null || found.compareTo(dates.group(1)) >= 0)
                    && (dates.group(2) == null || found.compareTo(dates.group(2)) <= 0);
        }
        boolean list = this == SERIES_UID || this == STUDY_UID || this == MODALITIES;
        return Arrays.stream(asked.split(list ? "[,\\\\]" : "\\\\")).anyMatch(one -> isLike(one.strip(), found));
    }

    /** Letters' case is left open; so are the carets with which a name may end. */
    private static boolean isLike(String asked, String found) {
        String pattern = Pattern.quote(asked.replaceAll("\\^+$", "").toLowerCase(Locale.ROOT))
                .replace("*", "\\E.*\\Q")
                .replace("?", "\\E.\\Q");
        return found.replaceAll("\\^+$", "").toLowerCase(Locale.ROOT).matches("(?s)" + pattern);
    }
}
