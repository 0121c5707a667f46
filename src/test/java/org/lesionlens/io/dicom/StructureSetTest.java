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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.lesionlens.io.VolumeFiles;
import org.lesionlens.io.file.MalformedFileException;
import org.lesionlens.io.file.ReadOptions;
import org.lesionlens.io.nifti.NiftiWriter;
import org.lesionlens.lesion.LesionMeasurements;
import org.lesionlens.model.Label;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.UnsuitableImageException;
import org.lesionlens.volume.UserMessageException;
import org.lesionlens.volume.VolumeGeometry;

/** Label maps as RT structure sets, and back. */
class StructureSetTest extends SegmentationFixture {
    private final List<String> warnings = new ArrayList<>();

    private Path structures(LabelMap labels, SourceSeries source) throws IOException {
        Path file = folder.resolve("structures.dcm");
        StructureSetWriter.write(
                file,
                segmentation(labels, SegmentationForm.USUAL),
                Derivation.seeded(source, ALGORITHM, "0.1.0", "seed"));
        return file;
    }

    private LabelMap read(Path file, VolumeGeometry grid) throws IOException {
        return VolumeFiles.readLabels(file, Optional.of(grid), warnings::add);
    }

    @Test
    void theMaskComesBackFromItsContoursInAllStorageOrders() throws IOException {
        List<SourceImages> orders = new ArrayList<>(storageOrders());
        orders.add(SourceImages.oblique(SourceImages.Kind.CT));
        orders.add(SourceImages.oblique(SourceImages.Kind.ENHANCED_MR));
        for (SourceImages order : orders) {
            LoadedSeries series = load(order.write(folder.resolve("source" + orders.indexOf(order))));
            for (int seed = 0; seed < 2; seed++) {
                LabelMap labels = labels(series.volume().geometry(), seed);
                Path file = structures(labels, series.source());
                assertThat(values(read(file, labels.geometry()))).isEqualTo(lesions(labels));
                LabelMap alone = VolumeFiles.readLabels(file);
                assertThat(alone.geometry().sameGrid(labels.geometry(), 1e-6)).isTrue();
                assertThat(values(alone)).isEqualTo(lesions(labels));
            }
        }
    }

    /** A grid may be stored otherwise than the images, as a NIfTI mask of another program is. */
    @Test
    void contoursAreFoundOnAGridOfAnotherAxisOrder() throws IOException {
        LoadedSeries series = load(SourceImages.oblique(SourceImages.Kind.MR).write(folder.resolve("source")));
        LabelMap labels = labels(series.volume().geometry(), 3);
        VolumeGeometry grid = labels.geometry();
        double[][] affine = new double[3][4];
        long[] size = {grid.size(2), grid.size(0), grid.size(1)};
        double[] last = grid.toWorld(0, grid.size(1) - 1, 0);
        for (int row = 0; row < 3; row++) {
            affine[row][0] = grid.direction(row, 2) * grid.spacingMm(2);
            affine[row][1] = grid.direction(row, 0) * grid.spacingMm(0);
            affine[row][2] = -grid.direction(row, 1) * grid.spacingMm(1);
            affine[row][3] = last[row];
        }
        LabelMap turned = read(structures(labels, series.source()), VolumeGeometry.fromAffine(size, affine));
        assertThat(at(grid, turned)).isEqualTo(lesions(labels));
    }

    /** By Green's theorem, contours alone: those of parts together, whose holes have the other sign. */
    @Test
    void centroidsOfContoursAreThoseOfTheTable() throws IOException {
        for (SourceImages images : List.of(
                SourceImages.oblique(SourceImages.Kind.CT),
                storageOrders().get(13),
                storageOrders().get(38))) {
            LoadedSeries series = load(images.write(folder.resolve("source" + images.falling() + images.kind())));
            LabelMap labels = labels(series.volume().geometry(), 4);
            StructureSet set = StructureSet.of(DicomFile.read(structures(labels, series.source())), warnings::add);
            LesionMeasurements.measure(labels, Optional.empty(), Optional.empty()).stream()
                    .limit(2)
                    .forEach(lesion -> {
                        Vector found =
                                centroid(set.regions().get(lesion.label() - 1).contours());
                        assertThat(found.minus(new Vector(
                                                lesion.measurements().centroid().x(),
                                                lesion.measurements().centroid().y(),
                                                lesion.measurements().centroid().z()))
                                        .length())
                                .isLessThan(0.001);
                    });
        }
    }

    private static Vector centroid(List<RegionContour> contours) {
        Vector sum = new Vector(0, 0, 0);
        double area = 0;
        Vector normal = null; // of either sign
        for (RegionContour contour : contours) {
            List<Vector> points = contour.points();
            Vector first = points.get(0);
            for (int i = 1; i + 1 < points.size(); i++) {
                Vector across =
                        points.get(i).minus(first).cross(points.get(i + 1).minus(first));
                normal = normal == null && across.length() > 1e-3 ? across.unit() : normal;
                double part = normal == null ? 0 : across.dot(normal) / 2;
                sum = sum.plus(first.plus(points.get(i)).plus(points.get(i + 1)).times(part / 3));
                area += part;
            }
        }
        return sum.times(1 / area);
    }

    @Test
    void organsAreNoPartOfTheMaskWhichIsSaidAndAloneAreNone() throws IOException {
        LoadedSeries series = load(SourceImages.oblique(SourceImages.Kind.CT).write(folder.resolve("source")));
        LabelMap labels = labels(series.volume().geometry(), 5);
        read(structures(labels, series.source()), labels.geometry());
        assertThat(warnings)
                .contains(
                        "1 of 3 regions are by their type no lesions, as organs and margins, and are left out: 3 Brain");
        LabelMap brain = LabelMap.allocate(series.volume().geometry());
        brain.voxels().getAt(2, 3, 1).set(1);
        List<Label> context = List.of(new Label(1, "Brain", Optional.empty(), "#009E73", false));
        Path file = folder.resolve("organ.dcm");
        StructureSetWriter.write(
                file,
                new Segmentation(brain, Optional.empty(), context, BRAIN, false, SegmentationForm.USUAL),
                Derivation.now(series.source(), ALGORITHM, "0.1.0"));
        assertThat(values(read(file, brain.geometry()))).containsOnly(0);
        assertThat(warnings).contains("the structure set has no closed contour of a lesion: the mask is empty");
    }

    @Test
    void aContourTooLongForAnExplicitLengthIsWrittenImplicitly() throws IOException {
        LoadedSeries series =
                load(new SourceImages(SourceImages.Kind.MR, new double[] {1, 0, 0}, new double[] {0, 1, 0}, false)
                        .write(folder.resolve("source")));
        VolumeGeometry grid = VolumeGeometry.of(
                new long[] {301, 301, 6},
                new double[] {0.7, 0.9, 2.5},
                new double[] {-31.25, 12.5, 103.75},
                new double[][] {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}});
        LabelMap comb = LabelMap.allocate(grid);
        for (int x = 0; x < 301; x++) {
            for (int y = 0; y < 301; y++) {
                boolean tooth = y == 0 || x % 2 == 0 && (y + x) % 7 != 3 || y % 2 == 0 && x % 4 < 3;
                comb.voxels().getAt(x, y, 2).set(tooth ? 1 : 0);
            }
        }
        Path file = structures(comb, series.source());
        DicomFile stored = DicomFile.read(file);
        assertThat(stored.syntax()).isEqualTo(TransferSyntax.IMPLICIT_LITTLE);
        assertThat(values(read(file, grid))).isEqualTo(lesions(comb));
        assertThat(DicomFile.read(structures(labels(series.volume().geometry(), 1), series.source()))
                        .syntax())
                .isEqualTo(TransferSyntax.EXPLICIT_LITTLE);
    }

    @Test
    void seriesWithoutAPlaceOrInterpolatedAreRefused() throws IOException {
        LoadedSeries flat =
                load(SourceImages.oblique(SourceImages.Kind.ULTRASOUND).write(folder.resolve("us")));
        assertThatExceptionOfType(UnsuitableImageException.class)
                .isThrownBy(() -> StructureSetWriter.requireFit(flat.source()))
                .withMessageContaining("choose dicom-seg instead of rtstruct");
        SourceSeries source = load(SourceImages.oblique(SourceImages.Kind.CT).write(folder.resolve("ct")))
                .source();
        SourceHeading heading = source.heading();
        SourceSeries interpolated = new SourceSeries(
                source.study(),
                source.series(),
                source.frameOfReference(),
                source.slices(),
                new SourceHeading(heading.attributes(), heading.positions(), true, false, false, Optional.empty()),
                source.files());
        assertThatExceptionOfType(UnsuitableImageException.class)
                .isThrownBy(() -> StructureSetWriter.requireFit(interpolated))
                .withMessageContaining("its slices were interpolated onto an even grid");
        SourceSeries nameless = new SourceSeries(
                "", source.series(), source.frameOfReference(), source.slices(), heading, source.files());
        assertThatExceptionOfType(UserMessageException.class)
                .isThrownBy(() -> StructureSetWriter.requireFit(nameless))
                .withMessageContaining("has no StudyInstanceUID (0020,000D), but rtstruct refers to each image by it");
    }

    @Test
    void asAnImageItIsRefusedAndBesideImagesPassedOver() throws IOException {
        Path source = SourceImages.oblique(SourceImages.Kind.CT).write(folder.resolve("source"));
        LoadedSeries series = load(source);
        LabelMap labels = labels(series.volume().geometry(), 2);
        Path file = structures(labels, series.source());
        assertThatExceptionOfType(MalformedFileException.class)
                .isThrownBy(() -> VolumeFiles.read(file, new ReadOptions(Optional.empty(), false)))
                .withMessageContaining("is an RT structure set (RTSTRUCT): contours, no image; name the image");
        Files.move(file, source.resolve("structures.dcm"));
        assertThat(load(source).volume().geometry()).isEqualTo(series.volume().geometry());
        assertThat(values(VolumeFiles.readLabels(source))).isEqualTo(lesions(labels));
    }

    @Test
    void whatItSaysOfLesionsIsWhatTheSegmentationSays() throws IOException {
        LoadedSeries series = load(SourceImages.oblique(SourceImages.Kind.CT).write(folder.resolve("source")));
        Path file = structures(labels(series.volume().geometry(), 2), series.source());
        String text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        Derivation derivation = Derivation.seeded(series.source(), ALGORITHM, "0.1.0", "seed");
        assertThat(text)
                .contains(SourceImages.PATIENT, "1 glioma", "393564001", "lesion 1", "AUTOMATIC", "213\\94\\0")
                .contains(derivation.uids().of("lesion 2"), "ORGAN");
        DicomDataSet said = DicomFile.read(file).dataSet();
        assertThat(said.string(DicomAttribute.SERIES_NUMBER)).contains("403");
        assertThat(said.string(DicomAttribute.STRUCTURE_SET_LABEL)).contains("LESIONS");
        byte[] again = Files.readAllBytes(structures(labels(series.volume().geometry(), 2), series.source()));
        assertThat(again).isEqualTo(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** For {@code src/test/python/cross_check_dicom.py}, which rebuilds the labels from the contours alone. */
    @ParameterizedTest
    @EnumSource(
            value = SourceImages.Kind.class,
            names = {"MR", "CT", "ENHANCED_MR"})
    void otherReadersGetStructureSetsOfEveryKindOfSource(SourceImages.Kind kind) throws IOException {
        Path judged = Path.of("target", "cross-check", "structures");
        List<SourceImages> all = new ArrayList<>(List.of(SourceImages.oblique(kind)));
        all.addAll(kind == SourceImages.Kind.MR ? storageOrders() : List.of());
        for (SourceImages images : all) {
            Path place = Files.createDirectories(judged.resolve(kind + "_" + all.indexOf(images)));
            LoadedSeries series = load(images.write(place.resolve("source")));
            LabelMap labels = labels(series.volume().geometry(), 9);
            StructureSetWriter.write(
                    place.resolve("structures.dcm"),
                    segmentation(labels, SegmentationForm.USUAL),
                    Derivation.now(series.source(), ALGORITHM, "0.1.0"));
            NiftiWriter.FAST.writeLabels(place.resolve("labels.nii.gz"), labels);
            assertThat(place.resolve("structures.dcm")).exists();
        }
    }
}
