package org.lesionlens.io.dicom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import net.imglib2.Cursor;
import net.imglib2.type.numeric.integer.UnsignedShortType;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.view.Views;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lesionlens.io.VolumeFiles;
import org.lesionlens.io.file.MalformedFileException;
import org.lesionlens.io.file.ReadOptions;
import org.lesionlens.io.nifti.NiftiWriter;
import org.lesionlens.model.Code;
import org.lesionlens.model.Label;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.ProbabilityMap;
import org.lesionlens.volume.UserMessageException;
import org.lesionlens.volume.VolumeGeometry;

class SegmentationWriterTest {
    private static final Algorithm ALGORITHM =
            new Algorithm(Algorithm.Type.AUTOMATIC, "brain-t1ce-segmenter", "1.2.0", "threshold 0.5");
    private static final List<Label> LABELS = List.of(
            new Label(1, "1 glioma", Optional.of(new Code("SCT", "393564001", "Glioma")), "#D55E00", true),
            new Label(2, "2 lesion", Optional.empty(), "#E69F00", true),
            new Label(3, "Brain", Optional.of(new Code("SCT", "12738006", "Brain")), "#009E73", false));
    private static final Optional<Code> BRAIN = Optional.of(new Code("SCT", "12738006", "Brain"));

    @TempDir
    private Path folder;

    private static LoadedSeries load(Path series) throws IOException {
        return DicomSeriesReader.load(series, new ReadOptions(Optional.empty(), false), warning -> {});
    }

    /** Every label somewhere, none in the fourth slice, the second in one slice alone. */
    private static LabelMap labels(VolumeGeometry grid, long seed) {
        Random random = new Random(seed);
        LabelMap labels = LabelMap.allocate(grid);
        Cursor<UnsignedShortType> voxel = Views.flatIterable(labels.voxels()).localizingCursor();
        while (voxel.hasNext()) {
            voxel.fwd();
            int label = random.nextInt(5);
            long z = voxel.getLongPosition(2);
            boolean empty = z == 3 || label > 3 || label == 2 && z != 1;
            voxel.get().set(empty ? 0 : label);
        }
        return labels;
    }

    private static Optional<ProbabilityMap> probability(LabelMap labels) {
        ProbabilityMap map = ProbabilityMap.allocate(labels.geometry());
        Cursor<FloatType> share = Views.flatIterable(map.voxels()).cursor();
        for (UnsignedShortType voxel : Views.flatIterable(labels.voxels())) {
            share.next().set(voxel.get() == 0 ? 0.3f : 0.5f + voxel.get() / 10f);
        }
        return Optional.of(map);
    }

    private static Segmentation segmentation(LabelMap labels, SegmentationForm form) {
        return new Segmentation(labels, probability(labels), LABELS, BRAIN, false, form);
    }

    private Path write(Segmentation segmentation, SourceSeries source) throws IOException {
        Path file = folder.resolve("seg.dcm");
        SegmentationWriter.write(file, segmentation, Derivation.seeded(source, ALGORITHM, "0.1.0", "seed"));
        return file;
    }

    /** What a map says at the places of another's voxels. */
    private static List<Integer> at(VolumeGeometry places, LabelMap map) {
        List<Integer> found = new ArrayList<>();
        for (int z = 0; z < places.size(2); z++) {
            for (int y = 0; y < places.size(1); y++) {
                for (int x = 0; x < places.size(0); x++) {
                    double[] index = map.geometry().toIndex(places.toWorld(x, y, z));
                    long[] voxel = {Math.round(index[0]), Math.round(index[1]), Math.round(index[2])};
                    boolean outside = voxel[2] < 0 || voxel[2] >= map.geometry().size(2);
                    found.add(outside ? 0 : map.voxels().getAt(voxel).get());
                }
            }
        }
        return found;
    }

    private static List<Integer> values(LabelMap map) {
        List<Integer> values = new ArrayList<>();
        Views.flatIterable(map.voxels()).forEach(voxel -> values.add(voxel.get()));
        return values;
    }

    /** What a reader of masks gets of labels: the brain is none. */
    private static List<Integer> lesions(LabelMap map) {
        return values(map).stream().map(value -> value == 3 ? 0 : value).toList();
    }

    /** All ways in which rows and columns run along the patient's axes, slices in either order. */
    private static List<SourceImages> storageOrders() {
        List<SourceImages> all = new ArrayList<>();
        for (int rowAxis = 0; rowAxis < 3; rowAxis++) {
            for (int columnAxis = 0; columnAxis < 3; columnAxis++) {
                for (int signs = 0; signs < 8 && rowAxis != columnAxis; signs++) {
                    double[] row = new double[3];
                    double[] column = new double[3];
                    row[rowAxis] = (signs & 1) == 0 ? 1 : -1;
                    column[columnAxis] = (signs & 2) == 0 ? 1 : -1;
                    all.add(new SourceImages(SourceImages.Kind.MR, row, column, (signs & 4) != 0));
                }
            }
        }
        return all;
    }

    @Test
    void everyVoxelLiesWhereItLayInAllStorageOrders() throws IOException {
        List<SourceImages> orders = storageOrders();
        assertThat(orders).hasSize(48);
        for (int i = 0; i < orders.size(); i++) {
            LoadedSeries series = load(orders.get(i).write(folder.resolve("source")));
            LabelMap labels = labels(series.volume().geometry(), i);
            LabelMap read =
                    VolumeFiles.readLabels(write(segmentation(labels, SegmentationForm.USUAL), series.source()));
            assertThat(at(labels.geometry(), read)).isEqualTo(lesions(labels));
        }
    }

    @ParameterizedTest
    @EnumSource(SegmentationType.class)
    void everyTypeIsReadBack(SegmentationType type) throws IOException {
        LoadedSeries series = load(SourceImages.oblique(SourceImages.Kind.CT).write(folder.resolve("source")));
        LabelMap labels = labels(series.volume().geometry(), 5);
        for (boolean all : List.of(true, false)) {
            for (boolean compressed : type == SegmentationType.BINARY ? List.of(false) : List.of(true, false)) {
                SegmentationForm form = new SegmentationForm(type, all, compressed);
                LabelMap read = VolumeFiles.readLabels(write(segmentation(labels, form), series.source()));
                assertThat(at(labels.geometry(), read)).isEqualTo(lesions(labels));
                assertThat(read.geometry().size(2)).isEqualTo(6);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(SegmentationType.class)
    void organsAreNoPartOfTheMaskWhichIsSaid(SegmentationType type) throws IOException {
        LoadedSeries series = load(SourceImages.oblique(SourceImages.Kind.CT).write(folder.resolve("source")));
        LabelMap labels = labels(series.volume().geometry(), 5);
        Path file = write(segmentation(labels, new SegmentationForm(type, false, false)), series.source());
        List<String> warnings = new ArrayList<>();
        assertThat(values(VolumeFiles.readLabels(file, warnings::add)))
                .contains(1, 2)
                .doesNotContain(3);
        assertThat(warnings)
                .contains("1 of 3 segments are anatomy, no lesions, and are left out: 3 Brain")
                .noneMatch(warning -> warning.contains("overlap"));
    }

    /** An organ alone: no lesion, though nothing else is there. */
    @ParameterizedTest
    @EnumSource(SegmentationType.class)
    void whereNoLesionIsFoundTheOrganIsNone(SegmentationType type) throws IOException {
        LoadedSeries series = load(SourceImages.oblique(SourceImages.Kind.CT).write(folder.resolve("source")));
        LabelMap brain = LabelMap.allocate(series.volume().geometry());
        brain.voxels().getAt(2, 3, 1).set(1);
        List<Label> context = List.of(new Label(1, "Brain", Optional.empty(), "#009E73", false));
        Path file = write(
                new Segmentation(
                        brain, probability(brain), context, BRAIN, false, new SegmentationForm(type, false, false)),
                series.source());
        assertThat(values(VolumeFiles.readLabels(file))).containsOnly(0);
        assertThat(DicomFile.read(file).dataSet().string(DicomAttribute.CONTENT_DESCRIPTION))
                .contains("No lesion found, for research use only");
    }

    @Test
    void ofFractionsAnOrganHasItsWholeMask() throws IOException {
        LoadedSeries series = load(SourceImages.oblique(SourceImages.Kind.CT).write(folder.resolve("source")));
        LabelMap labels = LabelMap.allocate(series.volume().geometry());
        labels.voxels().getAt(2, 3, 1).set(1);
        labels.voxels().getAt(4, 3, 1).set(3);
        ProbabilityMap sure = ProbabilityMap.allocate(labels.geometry());
        Views.flatIterable(sure.voxels()).forEach(voxel -> voxel.set(0.2f));
        SegmentationForm form = new SegmentationForm(SegmentationType.FRACTIONAL, false, false);
        PixelData pixels = PixelData.of(DicomFile.read(
                write(new Segmentation(labels, Optional.of(sure), LABELS, BRAIN, false, form), series.source())));
        assertThat(pixels.frames()).isEqualTo(2);
        assertThat(pixels.frame(0).at(3 * SourceImages.COLUMNS + 2, 0)).isEqualTo(51);
        assertThat(pixels.frame(1).at(3 * SourceImages.COLUMNS + 4, 0)).isEqualTo(255);
        assertThat(pixels.frame(1).at(3 * SourceImages.COLUMNS + 2, 0)).isZero();
    }

    @Test
    void framesHoldSomethingUnlessAllAreWanted() throws IOException {
        LoadedSeries series = load(SourceImages.oblique(SourceImages.Kind.MR).write(folder.resolve("source")));
        LabelMap labels = labels(series.volume().geometry(), 5);
        assertThat(frames(segmentation(labels, SegmentationForm.USUAL), series)).isEqualTo(5 + 1 + 5);
        assertThat(frames(segmentation(labels, new SegmentationForm(SegmentationType.BINARY, true, false)), series))
                .isEqualTo(3 * 6);
        assertThat(frames(segmentation(labels, new SegmentationForm(SegmentationType.LABELMAP, false, false)), series))
                .isEqualTo(5);
    }

    private double frames(Segmentation segmentation, LoadedSeries series) throws IOException {
        return DicomFile.read(write(segmentation, series.source())).numbers(DicomAttribute.NUMBER_OF_FRAMES)[0];
    }

    @Test
    void nothingFoundIsSaidByOneEmptyFrame() throws IOException {
        LoadedSeries series = load(SourceImages.oblique(SourceImages.Kind.MR).write(folder.resolve("source")));
        LabelMap nothing = LabelMap.allocate(series.volume().geometry());
        Segmentation none =
                new Segmentation(nothing, Optional.empty(), List.of(), BRAIN, false, SegmentationForm.USUAL);
        Path file = write(none, series.source());
        assertThat(frames(none, series)).isEqualTo(1);
        assertThat(values(VolumeFiles.readLabels(file))).containsOnly(0);
        assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
                .contains("no lesion found");
    }

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
        assertThat(Views.flatIterable(beside.volume().voxels()))
                .containsExactlyElementsOf(Views.flatIterable(alone.volume().voxels()));
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
        new DicomBoxes(row, column, 1, 0, 5, 10, 14, 19, 24, 29, 34).write(folder, SegmentationWriterTest::identified);
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
    @Test
    void aBinarySegmentationIsSmall() throws IOException {
        LoadedSeries series = load(SourceImages.oblique(SourceImages.Kind.MR).write(folder.resolve("source")));
        Segmentation all = segmentation(
                labels(series.volume().geometry(), 1), new SegmentationForm(SegmentationType.BINARY, true, false));
        long empty = Files.size(write(
                new Segmentation(all.labels(), all.probability(), LABELS, BRAIN, false, SegmentationForm.USUAL),
                series.source()));
        long full = Files.size(write(all, series.source()));
        double perFrame = (full - empty) / (18.0 - 11.0);
        assertThat(perFrame).isLessThan(SourceImages.ROWS * SourceImages.COLUMNS / 8.0 + 1000);
        assertThat(full - 18 * perFrame).isLessThan(100_000);
    }

    /** White, black and the three primaries in L*a*b* of D50, as ICC's tables have them. */
    @Test
    void coloursAreThoseOfTheProfileConnectionSpace() {
        assertThat(CielabColor.of("#FFFFFF")).containsExactly(65535, 32896, 32896);
        assertThat(CielabColor.of("#000000")).containsExactly(0, 32896, 32896);
        assertLab("#FF0000", 54.29, 80.81, 69.89);
        assertLab("#00FF00", 87.82, -79.29, 80.99);
        assertLab("#0000FF", 29.57, 68.30, -112.03);
    }

    private static void assertLab(String rgb, double l, double a, double b) {
        double[] found = CielabColor.of(rgb);
        org.assertj.core.data.Offset<Double> near = org.assertj.core.data.Offset.offset(0.02);
        assertThat(found[0] * 100 / 65535).isCloseTo(l, near);
        assertThat(found[1] * 255 / 65535 - 128).isCloseTo(a, near);
        assertThat(found[2] * 255 / 65535 - 128).isCloseTo(b, near);
    }

    /** For {@code src/test/python/cross_check_dicom.py}, which rebuilds the labels from the files alone. */
    @Test
    void otherReadersGetSegmentationsOfEveryKindOfSource() throws IOException {
        Path judged = Path.of("target", "cross-check", "segmentations");
        for (SourceImages.Kind kind : SourceImages.Kind.values()) {
            for (SegmentationType type : SegmentationType.values()) {
                Path place = Files.createDirectories(judged.resolve(kind + "_" + type.name()));
                judge(place, SourceImages.oblique(kind), new SegmentationForm(type, false, type.ordinal() == 1));
            }
        }
        for (SourceImages order : storageOrders()) {
            String name = "order_" + order.falling() + "_" + List.of(order.row()[0], order.row()[1], order.row()[2])
                    + List.of(order.column()[0], order.column()[1], order.column()[2]);
            judge(
                    Files.createDirectories(judged.resolve(name.replaceAll("[^a-z0-9_-]+", "_"))),
                    order,
                    SegmentationForm.USUAL);
        }
    }

    private static void judge(Path place, SourceImages images, SegmentationForm form) throws IOException {
        LoadedSeries series = load(images.write(place.resolve("source")));
        LabelMap labels = labels(series.volume().geometry(), 9);
        SegmentationWriter.write(
                place.resolve("segmentation.dcm"),
                segmentation(labels, form),
                Derivation.now(series.source(), ALGORITHM, "0.1.0"));
        NiftiWriter.FAST.writeLabels(place.resolve("labels.nii.gz"), labels);
        assertThat(place.resolve("segmentation.dcm")).exists();
    }
}
