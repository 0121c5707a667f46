package org.lesionlens.io.dicom;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.lesionlens.model.Code;
import org.lesionlens.volume.UserMessageException;

/**
 * A series without what leads to its patient: the Basic Application Level Confidentiality Profile (PS3.15 annex E) with modified
 * dates, and of the patient's characteristics sex, age, size and weight. Whatever is derived from {@link #source()} says of patient,
 * study and images what {@link #writeImages the images} say that are written too. For any number of threads.
 */
public final class Deidentification {
    private static final String METHOD = "LesionLens: PS3.15 Basic Profile, modified dates";
    private static final List<Code> CODES = List.of(
            new Code("DCM", "113100", "Basic Application Confidentiality Profile"),
            new Code("DCM", "113107", "Retain Longitudinal Temporal Information Modified Dates Option"),
            new Code("DCM", "113108", "Retain Patient Characteristics Option"));
    private static final int FEWEST_LETTERS = 3;
    private static final List<DicomAttribute> NUMBERS =
            List.of(DicomAttribute.PATIENT_ID, DicomAttribute.OTHER_PATIENT_IDS, DicomAttribute.ACCESSION_NUMBER);

    private final SourceSeries original;
    private final AttributeCleaning cleaning;
    private final ProtectedAttributes done = new ProtectedAttributes();

    /** @param key that pseudonym, dates and identifiers follow from: the same for the same patient */
    public Deidentification(DeidentificationKey key, SourceSeries original) {
        DicomDataSet said = original.heading().attributes();
        this.original = original;
        this.cleaning = new AttributeCleaning(key, PatientPseudonym.of(key, said), IdentifyingWords.of(said), done);
    }

    /** The series as those see it who write DICOM that refers to it. */
    public SourceSeries source() {
        List<SourceSeries.Slice> slices = original.slices().stream()
                .map(slice -> new SourceSeries.Slice(slice.sopClass(), cleaning.uid(slice.instance()), slice.frame()))
                .toList();
        return new SourceSeries(
                cleaning.uid(original.study()),
                cleaning.uid(original.series()),
                cleaning.uid(original.frameOfReference()),
                slices,
                original.heading().with(deidentified(original.heading().attributes())),
                original.files());
    }

    /**
     * Writes the images that the series was read from: pixels and geometry as they are, in their transfer syntaxes.
     *
     * @throws IOException if a file is not what it was when the series was read, or the disk fails
     */
    public void writeImages(Path folder) throws IOException {
        Set<String> instances = new HashSet<>();
        original.slices().forEach(slice -> instances.add(slice.instance()));
        int number = 1;
        for (Path path : original.files().paths()) {
            DicomFile file = DicomFile.read(path, ConfidentialityProfile::representation);
            String instance =
                    file.dataSet().string(DicomAttribute.SOP_INSTANCE_UID).orElse("");
            if (!instances.contains(instance)) {
                throw file.malformed("is not the image any more that it was when the series was read");
            }
            String name = String.format(Locale.ROOT, "IM%05d.dcm", number++);
            StoredPixels.copy(file, deidentified(file.dataSet()), folder.resolve(name));
        }
    }

    /** What stays of a data set, with what says how it came about. */
    DicomDataSet deidentified(DicomDataSet dataSet) {
        List<DicomElement> elements = new ArrayList<>(cleaning.of(dataSet).elements());
        String id = cleaning.patient().id();
        elements.add(DicomElement.text(
                DicomAttribute.PATIENT_NAME, cleaning.patient().name()));
        elements.add(DicomElement.text(DicomAttribute.PATIENT_ID, id));
        elements.add(DicomElement.text(DicomAttribute.PATIENT_IDENTITY_REMOVED, "YES"));
        elements.add(DicomElement.text(DicomAttribute.DEIDENTIFICATION_METHOD, METHOD));
        elements.add(DicomElement.items(
                DicomAttribute.DEIDENTIFICATION_METHOD_CODE_SEQUENCE,
                CODES.stream().map(code -> CodedConcept.item(code, "")).toList()));
        boolean removed = dataSet.string(DicomAttribute.LONGITUDINAL_TEMPORAL_INFORMATION_MODIFIED)
                .filter("REMOVED"::equals)
                .isPresent();
        elements.add(DicomElement.text(
                DicomAttribute.LONGITUDINAL_TEMPORAL_INFORMATION_MODIFIED, removed ? "REMOVED" : "MODIFIED"));
        return DicomDataSet.of(elements);
    }

    /** What was done to the attributes of all data sets up to now. */
    public List<DeidentifiedAttribute> table() {
        return done.rows();
    }

    /**
     * What a user has to look at, a sentence each.
     *
     * @param caseName that stands in names of folders, in tables and pictures
     * @param ofHead whether the images are of a head, as far as others know than the images
     * @param images whether the images are passed on
     */
    public List<String> warnings(String caseName, boolean ofHead, boolean images) {
        List<String> warnings = new ArrayList<>();
        if (cleaning.patient().ofStudy()) {
            warnings.add(
                    "the images have no PatientID, so pseudonym and dates are those of the study: other studies of the"
                            + " patient get others");
        }
        if (namesPatient(caseName)) {
            warnings.add(
                    "the name of the case holds a part of the PatientName, or a number or UID of patient or study, and"
                            + " stands in the name of its folder, in tables and in overview.png: rename the input, or give the case"
                            + " another name in a table of a cohort");
        }
        warnings.addAll(original.files().pixels().warnings(ofHead, images));
        return warnings;
    }

    private boolean namesPatient(String caseName) {
        DicomDataSet said = original.heading().attributes();
        String name = caseName.toLowerCase(Locale.ROOT);
        List<String> parts = new ArrayList<>(List.of(original.study(), original.series()));
        NUMBERS.forEach(number -> said.string(number).ifPresent(text -> parts.addAll(List.of(text.split("\\\\")))));
        said.string(DicomAttribute.PATIENT_NAME).ifPresent(text -> parts.addAll(List.of(text.split("[\\s^=,]+"))));
        return parts.stream()
                .map(part -> part.strip().toLowerCase(Locale.ROOT))
                .anyMatch(part -> part.length() >= FEWEST_LETTERS && name.contains(part));
    }

    /**
     * Proves that the images can be written.
     *
     * @throws UserMessageException if a file is not there any more, as one out of an archive
     */
    public static void requireFiles(SourceSeries series) {
        if (series.files().areGone()) {
            throw new UserMessageException(
                    "--with-images writes the images of the series from their files, but these are"
                            + " gone, as those out of an archive are: unpack it and name the folder");
        }
    }

    @Override
    public String toString() {
        return "a de-identification";
    }
}
