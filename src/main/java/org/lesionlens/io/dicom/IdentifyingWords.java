package org.lesionlens.io.dicom;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Texts that lead to a patient, for a look at texts that are to stay.
 *
 * @param whole values of at least {@value #FEWEST_LETTERS} letters, in lower case; of dates with dashes too
 * @param names the parts of names, likewise
 */
record IdentifyingWords(Set<String> whole, Set<String> names) {
    private static final int FEWEST_LETTERS = 4;
    private static final List<DicomAttribute> NUMBERS = List.of(
            DicomAttribute.PATIENT_ID,
            DicomAttribute.OTHER_PATIENT_IDS,
            DicomAttribute.ACCESSION_NUMBER,
            DicomAttribute.STUDY_ID);
    private static final List<DicomAttribute> DATES =
            List.of(DicomAttribute.STUDY_DATE, DicomAttribute.SERIES_DATE, DicomAttribute.PATIENT_BIRTH_DATE);

    IdentifyingWords {
        whole = Set.copyOf(whole);
        names = Set.copyOf(names);
    }

    static IdentifyingWords of(DicomDataSet attributes) {
        Set<String> whole = new LinkedHashSet<>();
        Set<String> names = new LinkedHashSet<>();
        for (DicomAttribute number : NUMBERS) {
            attributes.string(number).ifPresent(text -> add(whole, text.split("\\\\")));
        }
        for (DicomAttribute date : DATES) {
            attributes.string(date).map(text -> text.replace(".", "")).ifPresent(day -> add(whole, day, dashed(day)));
        }
        for (DicomAttribute person : List.of(DicomAttribute.PATIENT_NAME, DicomAttribute.REFERRING_PHYSICIAN_NAME)) {
            attributes.string(person).ifPresent(text -> {
                add(whole, text, text.replace('^', ' '));
                add(names, text.split("[^\\p{L}\\p{N}]+"));
            });
        }
        return new IdentifyingWords(whole, names);
    }

    private static String dashed(String day) {
        return day.replaceFirst("^(\\d{4})(\\d{2})(\\d{2})$", "$1-$2-$3");
    }

    private static void add(Set<String> words, String... texts) {
        for (String text : texts) {
            if (text.strip().length() >= FEWEST_LETTERS) {
                words.add(text.strip().toLowerCase(Locale.ROOT));
            }
        }
    }

    /** Whether a text holds one, also a part of a name. */
    boolean isIn(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        return isWholeIn(text) || names.stream().anyMatch(lower::contains);
    }

    /** Whether a text holds one as it is, for texts in which a name may mean something else, as Head. */
    boolean isWholeIn(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        return whole.stream().anyMatch(lower::contains);
    }

    @Override
    public String toString() {
        return "identifying words";
    }
}
