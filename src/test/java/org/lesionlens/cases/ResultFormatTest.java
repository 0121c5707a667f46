package org.lesionlens.cases;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ij.IJ;
import ij.ImagePlus;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.imglib2.view.Views;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.lesionlens.io.VolumeFiles;
import org.lesionlens.io.file.ReadOptions;
import org.lesionlens.io.table.JsonFiles;
import org.lesionlens.lesion.Lesion;
import org.lesionlens.lesion.LesionMeasurements;
import org.lesionlens.model.Code;
import org.lesionlens.model.Label;
import org.lesionlens.pipeline.Finding;
import org.lesionlens.pipeline.LesionAnalysis;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.ProbabilityMap;
import org.lesionlens.volume.UnsuitableImageException;
import org.lesionlens.volume.UsageException;
import org.lesionlens.volume.UserMessageException;
import org.lesionlens.volume.VolumeGeometry;

/** Results of two lesions of two classes and an organ, in every format, read back. */
class ResultFormatTest {
    static final Label CORE =
            new Label(4, "core", Optional.of(new Code("SCT", "6574001", "Necrosis")), "#FF0000", true);
    static final Label OEDEMA = new Label(7, "oedema \"x\"", Optional.empty(), "#0000FF", true);
    static final Label LIVER =
            new Label(9, "liver", Optional.of(new Code("SCT", "10200004", "Liver")), "#00FF00", false);

    private static final VolumeGeometry PLACED = VolumeGeometry.of(
            new long[] {5, 4, 3}, new double[] {0.5, 0.75, 2}, new double[] {-10, 20, 30.5}, new double[][] {
                {0, 0.8, 0.6}, {1, 0, 0}, {0, 0.6, -0.8}
            });

    @TempDir
    private Path folder;

    /** Lesion 1 is core, lesion 2 oedema, the last slice liver. */
    static ResultMaps maps(VolumeGeometry grid) {
        LabelMap labels = LabelMap.allocate(grid);
        labels.voxels().getAt(1, 1, 0).set(1);
        labels.voxels().getAt(2, 1, 0).set(1);
        labels.voxels().getAt(4, 3, 0).set(2);
        LabelMap context = LabelMap.allocate(grid);
        Views.hyperSlice(context.voxels(), 2, grid.size(2) - 1).forEach(voxel -> voxel.set(9));
        context.voxels().getAt(1, 1, 0).setZero();
        context.voxels().getAt(2, 1, 0).setZero();
        context.voxels().getAt(4, 3, 0).setZero();
        ProbabilityMap probability = ProbabilityMap.allocate(grid);
        probability.voxels().getAt(1, 1, 0).set(0.8125f);
        List<Finding> findings = new ArrayList<>();
        for (Lesion lesion : LesionMeasurements.measure(labels, Optional.of(probability), Optional.empty())) {
            Label kind = lesion.label() == 1 ? CORE : OEDEMA;
            findings.add(new Finding(
                    lesion.withClass(kind.name(), Double.NaN), Optional.of(kind), Optional.of(kind), Map.of()));
        }
        LesionAnalysis analysis = new LesionAnalysis(
                Optional.of(probability), labels, findings, Optional.of(context), List.of(), null, Map.of());
        return new ResultMaps(analysis, List.of(CORE, OEDEMA, LIVER));
    }

    /** As labels have that were edited by hand. */
    @Test
    void whereNumbersOfLesionsHaveGapsTheContextComesAfterTheLast() {
        ResultMaps maps = maps(PLACED);
        Views.iterable(maps.lesions().voxels()).forEach(voxel -> voxel.set(voxel.get() == 2 ? 3 : voxel.get()));
        Optional<ProbabilityMap> probability = maps.probability();
        List<Finding> findings = LesionMeasurements.measure(maps.lesions(), probability, Optional.empty()).stream()
                .map(Finding::unclassified)
                .toList();
        LesionAnalysis edited =
                new LesionAnalysis(probability, maps.lesions(), findings, maps.context(), List.of(), null, Map.of());
        ResultMaps gaps = new ResultMaps(edited, maps.labels());
        assertThat(gaps.segments()).extracting(Label::value).containsExactly(1, 3, 4);
        assertThat(at(gaps.together(), 4, 3, 0)).isEqualTo(3);
        assertThat(at(gaps.together(), 3, 2, 2)).isEqualTo(4);
    }

    private void write(ResultFormat format, ResultMaps maps) throws IOException {
        for (ResultFile file : format.files(maps)) {
            file.content().write(folder.resolve(file.name()));
        }
    }

    private LabelMap labels(String name) throws IOException {
        return VolumeFiles.readLabels(folder.resolve(name));
    }

    private static int at(LabelMap labels, long... voxel) {
        return labels.voxels().getAt(voxel).get();
    }

    @ParameterizedTest
    @EnumSource(names = {"NIFTI", "NRRD", "TIFF"})
    void everyFormatOfVolumesKeepsTheNumbers(ResultFormat format) throws IOException {
        write(format, maps(PLACED));
        String end = Map.of(ResultFormat.NIFTI, ".nii.gz", ResultFormat.NRRD, ".nrrd", ResultFormat.TIFF, ".tif")
                .get(format);
        LabelMap mask = labels("mask" + end);
        assertThat(mask.geometry().size()).containsExactly(5, 4, 3);
        assertThat(at(mask, 2, 1, 0)).isEqualTo(format == ResultFormat.TIFF ? 255 : 1);
        assertThat(at(mask, 0, 0, 0)).isZero();
        assertThat(at(labels("labels" + end), 4, 3, 0)).isEqualTo(2);
        assertThat(at(labels("classes" + end), 4, 3, 0)).isEqualTo(7);
        assertThat(at(labels("classes" + end), 1, 1, 0)).isEqualTo(4);
        assertThat(at(labels("context" + end), 3, 2, 2)).isEqualTo(9);
        assertThat(VolumeFiles.read(folder.resolve("probability" + end), new ReadOptions(Optional.empty(), false))
                        .volume()
                        .voxels()
                        .getAt(1, 1, 0)
                        .get())
                .isEqualTo(0.8125f);
        assertThat(format.names()).allMatch(name -> Files.exists(folder.resolve(name)));
    }

    @Test
    void nrrdLiesWhereTheSourceLies() throws IOException {
        write(ResultFormat.NRRD, maps(PLACED));
        assertThat(labels("labels.nrrd").geometry().sameGrid(PLACED, 1e-9)).isTrue();
        VolumeGeometry unplaced = VolumeGeometry.unplaced(new long[] {5, 4, 3}, 0.5, 0.75, 2);
        write(ResultFormat.NRRD, maps(unplaced));
        assertThat(labels("labels.nrrd").geometry()).isEqualTo(unplaced);
        VolumeGeometry pixels = VolumeGeometry.uncalibrated(5, 4, 3);
        write(ResultFormat.NRRD, maps(pixels));
        assertThat(labels("labels.nrrd").geometry()).isEqualTo(pixels);
    }

    @Test
    void imageJOpensTiffWithSlicesAndSpacing() throws IOException {
        write(ResultFormat.TIFF, maps(PLACED));
        ImagePlus image = IJ.openImage(folder.resolve("labels.tif").toString());
        assertThat(image.getNSlices()).isEqualTo(3);
        assertThat(image.getBitDepth()).isEqualTo(16);
        assertThat(image.getStack().getProcessor(1).get(4, 3)).isEqualTo(2);
        assertThat(image.getCalibration().pixelWidth).isEqualTo(0.5);
        assertThat(image.getCalibration().pixelHeight).isCloseTo(0.75, org.assertj.core.data.Offset.offset(1e-6));
        assertThat(image.getCalibration().pixelDepth).isEqualTo(2);
        assertThat(image.getCalibration().getUnit()).isEqualTo("mm");
        ImagePlus sure = IJ.openImage(folder.resolve("probability.tif").toString());
        assertThat(sure.getStack().getProcessor(1).getf(1, 1)).isEqualTo(0.8125f);
    }

    @Test
    void pngIsForOneSlice() throws IOException {
        write(ResultFormat.PNG, maps(VolumeGeometry.uncalibrated(5, 4)));
        assertThat(at(labels("mask.png"), 2, 1, 0)).isEqualTo(255);
        assertThat(at(labels("classes.png"), 4, 3, 0)).isEqualTo(7);
        assertThat(folder.resolve("probability.tif")).exists();
        assertThatThrownBy(() -> ResultFormat.PNG.requireFit(PLACED))
                .isInstanceOf(UnsuitableImageException.class)
                .hasMessageContaining("png holds one slice but the image has 3");
        ResultFormat.TIFF.requireFit(PLACED);
    }

    @Test
    void slicerGetsSegmentsWithNamesColoursAndCodes() throws IOException {
        write(ResultFormat.SLICER, maps(PLACED));
        LabelMap segments = labels("segmentation.seg.nrrd");
        assertThat(List.of(at(segments, 1, 1, 0), at(segments, 4, 3, 0), at(segments, 3, 2, 2)))
                .containsExactly(1, 2, 3);
        assertThat(segments.geometry().sameGrid(PLACED, 1e-9)).isTrue();
        String header =
                new String(Files.readAllBytes(folder.resolve("segmentation.seg.nrrd")), StandardCharsets.ISO_8859_1);
        assertThat(header)
                .contains("Segment0_Name:=1 core\n", "Segment0_LabelValue:=1\n", "Segment0_Color:=1.000000 0.000000")
                .contains("Segment2_Name:=liver\n", "Segment2_LabelValue:=3\n", "~SCT^6574001^Necrosis~")
                .contains("SCT^123037004^Anatomical Structure~SCT^10200004^Liver~")
                .contains("Segment1_Extent:=0 4 0 3 0 2\n");
        assertThat(Files.readAllLines(folder.resolve("labels.ctbl")))
                .contains("0 Background 0 0 0 0", "1 1_core 255 0 0 255", "2 2_oedema_\"x\" 0 0 255 255");
    }

    @Test
    void itkSnapGetsLabelsAndTheirDescriptions() throws IOException {
        write(ResultFormat.ITK_SNAP, maps(PLACED));
        assertThat(at(labels("labels.nii.gz"), 4, 3, 0)).isEqualTo(2);
        assertThat(Files.readAllLines(folder.resolve("labels.txt")))
                .contains("    0     0    0    0        0  0  0    \"Clear Label\"")
                .contains("    2     0    0  255        1  1  1    \"2 oedema 'x'\"");
        assertThat(at(labels("context.nii.gz"), 0, 0, 2)).isEqualTo(9);
        assertThat(Files.readAllLines(folder.resolve("context.txt")))
                .contains("    9     0  255    0        1  1  1    \"liver\"");
    }

    /** For {@code src/test/python/cross_check_readers.py}, which reads them with other readers. */
    @Test
    void otherReadersGetFilesOfEveryFormat() throws IOException {
        Path judged = Files.createDirectories(Path.of("target", "cross-check", "formats"));
        for (ResultFormat format : List.of(
                ResultFormat.NIFTI, ResultFormat.NRRD, ResultFormat.TIFF, ResultFormat.SLICER, ResultFormat.ITK_SNAP)) {
            for (ResultFile file : format.files(maps(PLACED))) {
                file.content().write(judged.resolve(file.name()));
            }
        }
        JsonFiles.write(
                judged.resolve("meant.json"),
                Map.of("1", List.of("core", "FF0000", "6574001"), "2", List.of("oedema", "0000FF", "")));
        assertThat(judged.resolve("segmentation.seg.nrrd")).exists();
    }

    @Test
    void contextIsMeasuredAlsoWhereItIsNotThere() throws IOException {
        Label bone = new Label(11, "bone", Optional.empty(), "#FFFFFF", false);
        LabelMap context = maps(PLACED).context().orElseThrow();
        ContextCsv.TABLE.write(folder.resolve("context.csv"), ContextCsv.sizes("a", context, List.of(LIVER, bone)));
        assertThat(Files.readAllLines(folder.resolve("context.csv")))
                .containsExactly(
                        "case,label,name,code_scheme,code,code_meaning,voxels,volume_ml,area_mm2",
                        "a,9,liver,SCT,10200004,Liver,20,0.015,",
                        "a,11,bone,,,,0,0,");
    }

    @Test
    void labelsAloneHaveNoPictureToCapture() {
        assertThatThrownBy(ResultFormat.SECONDARY_CAPTURE::requireNoPicture)
                .isInstanceOf(UserMessageException.class)
                .hasMessageContaining("take it from analyze or batch, or choose dicom-seg here");
        ResultFormat.DICOM_SEG.requireNoPicture();
    }

    @Test
    void formatsAreNamedOnceEachAndOthersRefused() {
        assertThat(ResultFormat.parse(" nifti, ITK-SNAP,nifti"))
                .containsExactly(ResultFormat.NIFTI, ResultFormat.ITK_SNAP);
        assertThat(ResultFormat.parse("")).isEmpty();
        assertThatThrownBy(() -> ResultFormat.parse("nifti,jpeg"))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining(
                        "the format is \"jpeg\" but must be of [nifti, nrrd, tiff, png, slicer, itk-snap, dicom-seg,"
                                + " dicom-sr, rtstruct, secondary-capture]");
        assertThatThrownBy(() -> ResultFormat.parse("nifti,")).isInstanceOf(UsageException.class);
    }
}
