package org.lesionlens.io.dicom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lesionlens.io.VolumeFiles;
import org.lesionlens.io.file.MalformedFileException;
import org.lesionlens.io.file.ReadOptions;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.UserMessageException;
import org.lesionlens.volume.VolumeGeometry;
import org.lesionlens.volume.VoxelValues;

/** What a segmentation takes from the series that it was made of, and which series have none. */
class SegmentationSourceTest extends SegmentationFixture {
    @Test
    void patientAndStudyAreThoseOfTheSourceLetterByLetter() throws IOException {
        Path source = SourceImages.oblique(SourceImages.Kind.MR).write(folder.resolve("source"));
        LoadedSeries series = load(source);
        LabelMap labels = labels(series.volume().geometry(), 1);
        DicomDataSet seg = DicomFile.read(write(segmentation(labels, SegmentationForm.USUAL), series.source()))
                .dataSet();
        DicomDataSet image = DicomFile.read(source.resolve("IM0.dcm")).dataSet();
        for (DicomAttribute attribute : List.of(
                DicomAttribute.SPECIFIC_CHARACTER_SET,
                DicomAttribute.PATIENT_NAME,
                DicomAttribute.PATIENT_ID,
                DicomAttribute.PATIENT_BIRTH_DATE,
                DicomAttribute.STUDY_INSTANCE_UID,
                DicomAttribute.STUDY_DATE,
                DicomAttribute.ACCESSION_NUMBER,
                DicomAttribute.FRAME_OF_REFERENCE_UID)) {
            assertThat(seg.bytes(attribute)).isEqualTo(image.bytes(attribute)).isPresent();
        }
        assertThat(seg.string(DicomAttribute.PATIENT_NAME)).contains(SourceImages.PATIENT);
        assertThat(seg.string(DicomAttribute.SERIES_INSTANCE_UID))
                .isNotEqualTo(image.string(DicomAttribute.SERIES_INSTANCE_UID));
        assertThat(seg.numbers(DicomAttribute.SERIES_NUMBER)).containsExactly(401);
        assertThat(series.source().toString() + series.source().slices()).doesNotContain("Müller", "1.2.826");
    }

    @Test
    void theSameSeedGivesTheSameBytesAndAnotherOneOtherIdentifiers() throws IOException {
        LoadedSeries series = load(SourceImages.oblique(SourceImages.Kind.MR).write(folder.resolve("source")));
        Segmentation segmentation = segmentation(labels(series.volume().geometry(), 1), SegmentationForm.USUAL);
        byte[] once = Files.readAllBytes(write(segmentation, series.source()));
        assertThat(Files.readAllBytes(write(segmentation, series.source()))).isEqualTo(once);
        Derivation other = Derivation.seeded(series.source(), ALGORITHM, "0.1.0", "other");
        Derivation random = Derivation.now(series.source(), ALGORITHM, "0.1.0");
        assertThat(List.of(
                        other.uids().of("a"),
                        random.uids().of("a"),
                        random.uids().of("b")))
                .doesNotHaveDuplicates()
                .allMatch(uid -> uid.matches("2\\.25\\.[1-9][0-9]{30,38}"));
        assertThat(random.uids().of("a")).isEqualTo(random.uids().of("a"));
        assertThat(other.date() + other.time()).isEqualTo("20210304101112");
    }

    @Test
    void aSeriesWithoutIdentifiersIsRefused() throws IOException {
        Path source = DicomBoxes.axial().write(folder);
        LoadedSeries series = load(source);
        Segmentation segmentation = new Segmentation(
                LabelMap.allocate(series.volume().geometry()),
                Optional.empty(),
                List.of(),
                BRAIN,
                false,
                SegmentationForm.USUAL);
        assertThatExceptionOfType(UserMessageException.class)
                .isThrownBy(() -> write(segmentation, series.source()))
                .withMessage("the series has no StudyInstanceUID (0020,000D), but dicom-seg refers to each image by it:"
                        + " export the series again from the scanner or archive, or choose another format, as nifti");
        assertThat(folder.resolve("seg.dcm")).doesNotExist();
    }

    /** The heading of the first slice would name one patient for the other's voxels. */
    @ParameterizedTest
    @CsvSource({
        "0x00100020, LO, 4712, PatientID",
        "0x00100010, PN, Other^Name, PatientName",
        "0x0020000d, UI, 1.2.78, StudyInstanceUID"
    })
    void aSeriesOfTwoPatientsOrStudiesIsRefused(String tag, String vr, String other, String name) throws IOException {
        LoadedSeries series = load(boxes(5, slice -> slice.text(Integer.decode(tag), vr, other)));
        Segmentation segmentation = segmentation(labels(series.volume().geometry(), 3), SegmentationForm.USUAL);
        assertThatExceptionOfType(UserMessageException.class)
                .isThrownBy(() -> write(segmentation, series.source()))
                .satisfies(e -> assertThat(e.getMessage())
                        .startsWith("the series has slices of different " + name)
                        .contains("but dicom-seg is of one patient and one study: keep only the slices that agree")
                        .doesNotContain(other, "4711", "Secret"));
        assertThat(folder.resolve("seg.dcm")).doesNotExist();
    }

    @Test
    void emptyPartsAtANamesEndAndMissingNamesAreOfNoOtherPatient() throws IOException {
        LoadedSeries series = load(
                boxes(5, slice -> slice.text(0x00100010, "PN", "Secret^Name^^").without(0x00100020)));
        Segmentation segmentation = segmentation(labels(series.volume().geometry(), 3), SegmentationForm.USUAL);
        assertThat(write(segmentation, series.source())).exists();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 5})
    void whatOneSliceHasLostIsLost(int lossy) throws IOException {
        LoadedSeries series =
                load(boxes(lossy, slice -> slice.text(0x00282110, "CS", "01").text(0x00282112, "DS", "12.5")));
        Segmentation segmentation = segmentation(labels(series.volume().geometry(), 3), SegmentationForm.USUAL);
        DicomDataSet seg = DicomFile.read(write(segmentation, series.source())).dataSet();
        assertThat(seg.string(DicomAttribute.LOSSY_IMAGE_COMPRESSION)).contains("01");
        assertThat(seg.numbers(DicomAttribute.LOSSY_IMAGE_COMPRESSION_RATIO)).containsExactly(12.5);
    }

    /** Files of one series, of which one has another change. */
    private Path boxes(int changed, UnaryOperator<DicomBytes> change) {
        AtomicInteger index = new AtomicInteger();
        return DicomBoxes.axial().write(folder, slice -> {
            DicomBytes usual = identified(slice).text(0x00282110, "CS", "00");
            return index.getAndIncrement() == changed ? change.apply(usual) : usual;
        });
    }

    @Test
    void whatTheSourceSaysOfThePatientIsInTheSeededIdentifiers() throws IOException {
        List<String> instances = new ArrayList<>();
        for (String[] said : new String[][] {{"4711", ""}, {"4712", ""}, {"4711", "ISO_IR 100"}, {"4711", ""}}) {
            DicomBoxes.axial()
                    .write(
                            folder,
                            slice -> identified(slice)
                                    .text(0x00100020, "LO", said[0])
                                    .text(0x00080005, "CS", said[1]));
            instances.add(Derivation.seeded(load(folder).source(), ALGORITHM, "0.1.0", "seed")
                    .uids()
                    .of("instance"));
        }
        assertThat(instances.subList(0, 3)).doesNotHaveDuplicates();
        assertThat(instances.get(3)).isEqualTo(instances.get(0));
    }

    /** To export it again would not give it a place. */
    @Test
    void ofImagesWithoutAPlaceTheMaskIsToBeOfAnotherFormat() throws IOException {
        LoadedSeries series =
                load(SourceImages.oblique(SourceImages.Kind.ULTRASOUND).write(folder.resolve("source")));
        Path file = write(segmentation(labels(series.volume().geometry(), 3), SegmentationForm.USUAL), series.source());
        assertThatExceptionOfType(MalformedFileException.class)
                .isThrownBy(() -> VolumeFiles.readLabels(file))
                .withMessageContaining("has no ImagePositionPatient (0020,0032), as segmentations of ultrasound")
                .withMessageContaining("name the mask as NIfTI or PNG instead")
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("export"));
    }

    /** As a user keeps the result with the images. */
    @Test
    void besideItsSeriesASegmentationIsPassedOver() throws IOException {
        Path source = SourceImages.oblique(SourceImages.Kind.MR).write(folder.resolve("source"));
        LoadedSeries alone = load(source);
        Segmentation segmentation = segmentation(labels(alone.volume().geometry(), 3), SegmentationForm.USUAL);
        Path file = write(segmentation, alone.source());
        Files.move(file, source.resolve("segmentation.dcm"));
        LoadedSeries beside = load(source);
        assertThat(beside.source().slices()).isEqualTo(alone.source().slices());
        assertThat(VoxelValues.of(beside.volume().voxels()))
                .isEqualTo(VoxelValues.of(alone.volume().voxels()));
        assertThat(DicomSeriesReader.volumeCounts(source)).hasSize(1).containsValue(1);
        assertThat(values(VolumeFiles.readLabels(source))).as("still a mask").contains(1, 2);
    }

    @Test
    void aFolderOfASegmentationAloneIsSaidToHoldNoImage() throws IOException {
        LoadedSeries series = load(SourceImages.oblique(SourceImages.Kind.MR).write(folder.resolve("source")));
        Path file = write(segmentation(labels(series.volume().geometry(), 3), SegmentationForm.USUAL), series.source());
        Path alone = Files.createDirectory(folder.resolve("alone"));
        Files.move(file, alone.resolve("segmentation.dcm"));
        assertThatExceptionOfType(MalformedFileException.class)
                .isThrownBy(() -> load(alone))
                .withMessageContaining("is a DICOM segmentation (SEG): a mask, no image");
    }

    private static DicomBytes identified(DicomBytes slice) {
        return slice.text(0x00080016, "UI", "1.2.840.10008.5.1.4.1.1.4")
                .text(0x00100020, "LO", "4711")
                .text(0x0020000d, "UI", "1.2.77");
    }

    /** Whatever the source's transfer syntax. */
    @Test
    void patientAndStudyComeFromImplicitFilesToo() throws IOException {
        DicomBoxes.axial().write(folder, slice -> identified(slice).syntax(DicomBytes.IMPLICIT));
        LoadedSeries series = load(folder);
        Path file = write(segmentation(labels(series.volume().geometry(), 3), SegmentationForm.USUAL), series.source());
        DicomDataSet seg = DicomFile.read(file).dataSet();
        assertThat(seg.string(DicomAttribute.PATIENT_NAME)).contains("Secret^Name");
        assertThat(seg.string(DicomAttribute.PATIENT_ID)).contains("4711");
        assertThat(seg.element(DicomAttribute.PATIENT_ID.tag).orElseThrow().vr())
                .isEqualTo(ValueRepresentation.LO);
    }

    /** Planes of interpolated slices lie on the volume's grid; each names the slice nearest to it. */
    @Test
    void ofInterpolatedSlicesTheFramesLieOnTheVolumesGrid() throws IOException {
        double[] row = {1, 0, 0};
        double[] column = {0, 1, 0};
        new DicomBoxes(row, column, 1, 0, 5, 10, 14, 19, 24, 29, 34).write(folder, SegmentationSourceTest::identified);
        LoadedSeries series = DicomSeriesReader.load(folder, new ReadOptions(Optional.empty(), true), warning -> {});
        assertThat(series.source().heading().interpolated()).isTrue();
        VolumeGeometry grid = series.volume().geometry();
        LabelMap labels = LabelMap.allocate(grid);
        labels.voxels().getAt(5, 6, 1).set(1);
        labels.voxels().getAt(6, 6, 7).set(1);
        LabelMap read = VolumeFiles.readLabels(write(segmentation(labels, SegmentationForm.USUAL), series.source()));
        assertThat(at(grid, read)).isEqualTo(values(labels));
        DicomElement image = SourceReferences.derivation(series.source(), grid, 7);
        DicomDataSet reference =
                image.items().get(0).items(DicomAttribute.SOURCE_IMAGE_SEQUENCE).get(0);
        assertThat(reference.string(DicomAttribute.REFERENCED_SOP_INSTANCE_UID))
                .as("at 35 mm, the last slice lies at 34 mm")
                .contains("1.2.3.4.7");
        assertThat(reference.contains(DicomAttribute.SPATIAL_LOCATIONS_PRESERVED))
                .isFalse();
    }

    /** At most a bit a pixel and 1 kB a frame, and 100 kB. */
}
