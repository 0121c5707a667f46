package org.lesionlens.io.dicom;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.imglib2.view.Views;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.lesionlens.io.VolumeFiles;
import org.lesionlens.io.nifti.NiftiWriter;
import org.lesionlens.model.Label;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.ProbabilityMap;

class SegmentationWriterTest extends SegmentationFixture {
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
