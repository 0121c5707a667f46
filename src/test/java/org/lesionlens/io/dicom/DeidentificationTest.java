package org.lesionlens.io.dicom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import net.imglib2.view.Views;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lesionlens.io.VolumeFiles;
import org.lesionlens.io.file.MalformedFileException;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.Volume;

class DeidentificationTest extends SegmentationFixture {
    private static final DeidentificationKey KEY = DeidentificationKey.of("a secret of more than sixteen letters");
    private static final String EXPLICIT = "1.2.840.10008.1.2.1";

    private Path identified(SourceImages.Kind kind, String patient, String syntax) throws IOException {
        Path plain = SourceImages.oblique(kind).write(folder.resolve("plain" + kind + patient));
        return IdentifiedImages.write(plain, folder.resolve("identified" + kind + patient), patient, syntax);
    }

    private Deidentification deidentified(Path source, Path images) throws IOException {
        Deidentification done = new Deidentification(KEY, load(source).source());
        done.writeImages(images);
        return done;
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }

    private static List<Float> values(Volume volume) {
        List<Float> all = new ArrayList<>();
        Views.flatIterable(volume.voxels()).forEach(voxel -> all.add(voxel.get()));
        return all;
    }

    private static DicomDataSet first(Path images) throws IOException {
        return DicomFile.read(files(images).get(0)).dataSet();
    }

    @ParameterizedTest
    @CsvSource({
        "MR, 1.2.840.10008.1.2.1",
        "MR, 1.2.840.10008.1.2",
        "MR, 1.2.840.10008.1.2.2",
        "MR, 1.2.840.10008.1.2.1.99",
        "MR, 1.2.840.10008.1.2.1.98",
        "CT, 1.2.840.10008.1.2.1",
        "ENHANCED_MR, 1.2.840.10008.1.2",
        "ULTRASOUND, 1.2.840.10008.1.2.2"
    })
    void imagesKeepPixelsPlaceAndEncodingAndNothingOfThePatient(SourceImages.Kind kind, String syntax)
            throws IOException {
        Path source = identified(kind, "one", syntax);
        Path images = folder.resolve("images");
        deidentified(source, images);
        LoadedSeries before = load(source);
        LoadedSeries after = load(images);
        assertThat(after.volume().geometry().sameGrid(before.volume().geometry(), 0))
                .isTrue();
        assertThat(values(after.volume())).isEqualTo(values(before.volume()));
        assertThat(files(images)).hasSameSizeAs(files(source));
        for (Path file : files(images)) {
            assertThat(DicomFile.read(file).syntax().uid()).isEqualTo(syntax);
            if (!syntax.endsWith(".99")) { // it is deflated
                assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
                        .doesNotContainIgnoringCase(IdentifiedImages.MARK)
                        .doesNotContain(IdentifiedImages.ROOT, IdentifiedImages.MONTH, "19600229", "\u00fcller")
                        .doesNotContain("TEXT");
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "ISO_IR 192, UTF-8, M\u00fcller^Eva, Maker for m\u00fcller",
        "ISO_IR 144, ISO-8859-5, \u0418\u0432\u0430\u043d\u043e\u0432^\u0410, \u0418\u0432\u0430\u043d\u043e\u0432",
        "ISO_IR 6, US-ASCII, Name^One, of 20910702",
        "ISO_IR 6, US-ASCII, Name^One, v1 2091-07-02"
    })
    void namesAndDatesInTextsThatStayAreFoundInEveryCharacterSet(String set, String charset, String name, String text)
            throws IOException {
        DicomDataSet said = cleaned(
                DicomElement.text(DicomAttribute.SPECIFIC_CHARACTER_SET, set),
                DicomElement.text(DicomAttribute.STUDY_DATE, "20910702"),
                DicomElement.bytes(DicomAttribute.PATIENT_NAME, name.getBytes(charset)),
                DicomElement.bytes(DicomAttribute.MANUFACTURER, text.getBytes(charset)));
        assertThat(said.element(DicomAttribute.MANUFACTURER.tag)).isPresent();
        assertThat(said.string(DicomAttribute.MANUFACTURER)).isEmpty();
    }

    @Test
    void whatFollowsTheEndOfATextGoes() {
        DicomDataSet said = cleaned(
                DicomElement.text(DicomAttribute.MANUFACTURER, "Maker\0of Name"),
                DicomElement.text(DicomAttribute.BODY_PART_EXAMINED, "HEAD\0NAME"),
                DicomElement.text(DicomAttribute.ECHO_TIME, "5 \0NAME"));
        for (DicomAttribute attribute :
                List.of(DicomAttribute.MANUFACTURER, DicomAttribute.BODY_PART_EXAMINED, DicomAttribute.ECHO_TIME)) {
            assertThat(text(said, attribute.tag))
                    .doesNotContainIgnoringCase("name")
                    .isNotEmpty();
        }
    }

    private static DicomDataSet cleaned(DicomElement... elements) {
        DicomDataSet original = DicomDataSet.of(elements);
        return new AttributeCleaning(
                        KEY,
                        PatientPseudonym.of(KEY, original),
                        IdentifyingWords.of(original),
                        new ProtectedAttributes())
                .of(original);
    }

    @Test
    void datesOfAPatientAreMovedByOneOffsetAtEveryDepth() throws IOException {
        Path images = folder.resolve("images");
        deidentified(identified(SourceImages.Kind.MR, "one", EXPLICIT), images);
        DicomDataSet said = DicomFile.read(files(images).get(0), ConfidentialityProfile::representation)
                .dataSet();
        long back = days(said, 0x00080020, "20910702");
        assertThat(back).isBetween(1L, 3650L);
        assertThat(days(said, 0x00080022, "20910703")).isEqualTo(back);
        assertThat(days(said, 0x00080012, "20910704")).isEqualTo(back);
        assertThat(days(said, 0x00400244, "20910705")).isEqualTo(back);
        assertThat(days(said, 0x0008002a, "20910703")).isEqualTo(back);
        assertThat(text(said, 0x0008002a)).endsWith("101112.5+0100");
        DicomDataSet nested = said.element(0x00540016).orElseThrow().items().get(0);
        assertThat(days(nested, 0x00181078, "20910703")).isEqualTo(back);
        assertThat(text(said, 0x00080030)).isEqualTo("101112.5");
    }

    private static String text(DicomDataSet said, int tag) {
        return StandardCharsets.ISO_8859_1
                .decode(said.element(tag).orElseThrow().value().duplicate())
                .toString()
                .strip();
    }

    private static long days(DicomDataSet said, int tag, String before) {
        DateTimeFormatter stored = DateTimeFormatter.ofPattern("uuuuMMdd", Locale.ROOT);
        return LocalDate.parse(text(said, tag).substring(0, 8), stored)
                        .until(LocalDate.parse(before, stored))
                        .isNegative()
                ? -1
                : LocalDate.parse(before, stored).toEpochDay()
                        - LocalDate.parse(text(said, tag).substring(0, 8), stored)
                                .toEpochDay();
    }

    @Test
    void imagesSayWhatWasDone() throws IOException {
        Path images = folder.resolve("images");
        deidentified(identified(SourceImages.Kind.MR, "one", EXPLICIT), images);
        DicomDataSet said = first(images);
        assertThat(said.string(DicomAttribute.PATIENT_IDENTITY_REMOVED)).contains("YES");
        assertThat(said.string(DicomAttribute.LONGITUDINAL_TEMPORAL_INFORMATION_MODIFIED))
                .contains("MODIFIED");
        assertThat(said.items(DicomAttribute.DEIDENTIFICATION_METHOD_CODE_SEQUENCE))
                .extracting(item -> item.string(DicomAttribute.CODE_VALUE).orElse(""))
                .containsExactly("113100", "113107", "113108");
        assertThat(said.string(DicomAttribute.PATIENT_AGE)).contains("090Y");
        assertThat(said.string(DicomAttribute.PATIENT_SEX)).contains("F");
        assertThat(said.string(DicomAttribute.PATIENT_WEIGHT)).contains("71.5");
        assertThat(said.string(DicomAttribute.MANUFACTURER)).contains("Maker");
        assertThat(said.string(DicomAttribute.BODY_PART_EXAMINED)).isEmpty(); // it held the accession number
        assertThat(said.string(DicomAttribute.DEVICE_SERIAL_NUMBER)).contains("REMOVED");
    }

    @ParameterizedTest
    @EnumSource(SourceImages.Kind.class)
    void whatIsDerivedRefersToTheImagesThatAreWritten(SourceImages.Kind kind) throws IOException {
        Path source = identified(kind, "one", EXPLICIT);
        Path images = folder.resolve("images");
        SourceSeries shown = deidentified(source, images).source();
        SourceSeries written = load(images).source();
        assertThat(shown.slices()).isEqualTo(written.slices());
        assertThat(shown.study()).isEqualTo(written.study());
        assertThat(shown.series()).isEqualTo(written.series());
        assertThat(shown.frameOfReference()).isEqualTo(written.frameOfReference());
        assertThat(shown.heading().positions()).isEqualTo(written.heading().positions());
        LabelMap labels = labels(load(source).volume().geometry(), 3);
        Path file = write(segmentation(labels, SegmentationForm.USUAL), shown);
        if (kind != SourceImages.Kind.ULTRASOUND) {
            assertThat(at(load(images).volume().geometry(), VolumeFiles.readLabels(file)))
                    .isEqualTo(lesions(labels));
        }
        DicomDataSet seg = DicomFile.read(file).dataSet();
        DicomDataSet image = first(images);
        for (DicomAttribute same : List.of(
                DicomAttribute.PATIENT_NAME,
                DicomAttribute.PATIENT_ID,
                DicomAttribute.STUDY_DATE,
                DicomAttribute.STUDY_INSTANCE_UID,
                DicomAttribute.PATIENT_IDENTITY_REMOVED)) {
            assertThat(seg.string(same)).isEqualTo(image.string(same)).isPresent();
        }
        assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
                .doesNotContainIgnoringCase(IdentifiedImages.MARK)
                .doesNotContain(IdentifiedImages.ROOT, IdentifiedImages.MONTH);
    }

    @Test
    void theSameIsReplacedByTheSameForOnePatientAndKeyOnly() throws IOException {
        SourceSeries mr =
                load(identified(SourceImages.Kind.MR, "one", EXPLICIT)).source();
        SourceSeries ct =
                load(identified(SourceImages.Kind.CT, "one", EXPLICIT)).source();
        SourceSeries other =
                load(identified(SourceImages.Kind.MR, "two", EXPLICIT)).source();
        DicomDataSet first = shown(KEY, mr);
        DicomDataSet second = shown(DeidentificationKey.of("a secret of more than sixteen letters"), ct);
        for (DicomAttribute same :
                List.of(DicomAttribute.PATIENT_ID, DicomAttribute.STUDY_DATE, DicomAttribute.STUDY_INSTANCE_UID)) {
            assertThat(second.string(same)).isEqualTo(first.string(same)).isPresent();
        }
        DicomDataSet third = shown(KEY, other);
        assertThat(third.string(DicomAttribute.PATIENT_ID)).isNotEqualTo(first.string(DicomAttribute.PATIENT_ID));
        assertThat(third.string(DicomAttribute.STUDY_DATE)).isNotEqualTo(first.string(DicomAttribute.STUDY_DATE));
        DicomDataSet elsewhere = shown(DeidentificationKey.random(), mr);
        assertThat(elsewhere.string(DicomAttribute.PATIENT_ID)).isNotEqualTo(first.string(DicomAttribute.PATIENT_ID));
        assertThat(elsewhere.string(DicomAttribute.STUDY_INSTANCE_UID))
                .isNotEqualTo(first.string(DicomAttribute.STUDY_INSTANCE_UID));
    }

    private static DicomDataSet shown(DeidentificationKey key, SourceSeries series) {
        return new Deidentification(key, series).source().heading().attributes();
    }

    @Test
    void seededIdentifiersFollowFromTheKeyToo() throws IOException {
        SourceSeries series =
                load(identified(SourceImages.Kind.MR, "one", EXPLICIT)).source();
        List<String> uids = Stream.of(KEY, KEY, DeidentificationKey.random())
                .map(key -> Derivation.seeded(new Deidentification(key, series).source(), ALGORITHM, "0.1.0", "seed"))
                .map(derivation -> derivation.uids().of("segmentation instance"))
                .toList();
        assertThat(uids.get(0)).isEqualTo(uids.get(1)).isNotEqualTo(uids.get(2));
    }

    @Test
    void objectsAreDatedAsTheirStudy() throws IOException {
        SourceSeries shown = new Deidentification(
                        KEY,
                        load(identified(SourceImages.Kind.MR, "one", EXPLICIT)).source())
                .source();
        Derivation derivation = Derivation.now(shown, ALGORITHM, "0.1.0").datedAsStudy();
        assertThat(shown.heading().attributes().string(DicomAttribute.STUDY_DATE))
                .contains(derivation.date());
    }

    @Test
    void theTableSaysWhatWasDoneAndNoValue() throws IOException {
        Deidentification done =
                deidentified(identified(SourceImages.Kind.MR, "one", EXPLICIT), folder.resolve("images"));
        assertThat(done.table())
                .contains(
                        new DeidentifiedAttribute("(0010,0010)", "PatientName", "replaced by a pseudonym"),
                        new DeidentifiedAttribute("(0008,0080)", "InstitutionName", "replaced by a dummy"),
                        new DeidentifiedAttribute("(0008,1030)", "StudyDescription", "removed"),
                        new DeidentifiedAttribute("(0020,0032)", "ImagePositionPatient", "kept"),
                        new DeidentifiedAttribute("private", "", "removed"),
                        new DeidentifiedAttribute("(0008,FE02)", "", "removed"),
                        new DeidentifiedAttribute(
                                "(0054,0016)>(0018,0031)", "Radiopharmaceutical", "replaced by a dummy"),
                        new DeidentifiedAttribute(
                                "(0018,0015)",
                                "BodyPartExamined",
                                "emptied, since it holds a name or number of the patient"),
                        new DeidentifiedAttribute(
                                "(0018,1314)",
                                "FlipAngle",
                                "removed, since its value is not of the kind that it must be"));
        assertThat(done.table().toString()).doesNotContainIgnoringCase(IdentifiedImages.MARK);
    }

    @Test
    void withoutAPatientTheStudyStandsForOneWhichIsSaid() throws IOException {
        Path plain = SourceImages.oblique(SourceImages.Kind.MR).write(folder.resolve("plain"));
        for (Path file : files(plain)) {
            DicomFile read = DicomFile.read(file);
            StoredPixels.copy(
                    read,
                    read.dataSet().with(List.of(DicomDataSet.of(DicomElement.text(DicomAttribute.PATIENT_ID)))),
                    file);
        }
        Deidentification done = new Deidentification(KEY, load(plain).source());
        assertThat(done.warnings("case", false, false))
                .singleElement()
                .asString()
                .contains("no PatientID", "those of the study");
    }

    @ParameterizedTest
    @ValueSource(strings = {"scan_ZQ7XONE_2", "zq7xüller", "of_One", "zq7xa77", "a 1.2.826.0.1.77 b", "1.2.826.0.1.78"})
    void aNameOfACaseThatNamesThePatientIsSaid(String name) throws IOException {
        Deidentification done = new Deidentification(
                KEY, load(identified(SourceImages.Kind.MR, "one", EXPLICIT)).source());
        assertThat(done.warnings(name, false, false)).singleElement().asString().contains("the name of the case");
        assertThat(done.warnings("case_17", false, false)).isEmpty();
    }

    @Test
    void facesAndTextInPixelsAreSaid() throws IOException {
        SourceSeries head =
                load(identified(SourceImages.Kind.MR, "one", EXPLICIT)).source();
        assertThat(new Deidentification(KEY, head).warnings("case", true, true))
                .singleElement()
                .asString()
                .contains("a face");
        SourceSeries loop =
                load(identified(SourceImages.Kind.ULTRASOUND, "one", EXPLICIT)).source();
        assertThat(new Deidentification(KEY, loop).warnings("case", true, true))
                .singleElement()
                .asString()
                .contains("there may be text in the pixels");
    }

    @Test
    void aFileThatBecameAnotherImageIsRefused() throws IOException {
        Path source = identified(SourceImages.Kind.MR, "one", EXPLICIT);
        Deidentification done = new Deidentification(KEY, load(source).source());
        DicomFile file = DicomFile.read(files(source).get(2));
        StoredPixels.copy(
                file,
                file.dataSet()
                        .with(List.of(DicomDataSet.of(DicomElement.text(DicomAttribute.SOP_INSTANCE_UID, "1.2.3")))),
                files(source).get(2));
        assertThatExceptionOfType(MalformedFileException.class)
                .isThrownBy(() -> done.writeImages(folder.resolve("images")))
                .withMessageContaining("not the image any more");
    }
}
