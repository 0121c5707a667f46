package org.lesionlens.fiji;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ij.IJ;
import ij.measure.ResultsTable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lesionlens.io.VolumeFiles;
import org.lesionlens.io.dicom.WrittenDicom;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.NearestLabels;
import org.lesionlens.volume.VoxelValues;

/** Labels as DICOM segmentations. */
class ExportDicomMacroTest extends MacroFixture {
    private static final String SEGMENT =
            "run(\"Segment Lesions...\", \"model=brain-t1ce-segmenter device=cpu classify\");";

    private String export(String formats) throws IOException {
        return "run(\"Export Segmentation...\", \"folder=[" + path(folder("out")) + "] name=x format=" + formats
                + " csv=false roizip=false\");";
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(folder("out"))) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private void assertSameLabels() throws IOException {
        LabelMap nifti = VolumeFiles.readLabels(folder("out").resolve("x_labels.nii.gz"));
        LabelMap dicom = VolumeFiles.readLabels(folder("out").resolve("x_segmentation.dcm"));
        LabelMap placed = NearestLabels.on(nifti.geometry(), dicom);
        assertThat(VoxelValues.of(nifti.voxels())).contains(1);
        assertThat(VoxelValues.of(placed.voxels())).isEqualTo(VoxelValues.of(nifti.voxels()));
    }

    @Test
    void labelsOfASeriesBecomeASegmentationOfIt() throws IOException {
        assertThat(log(open("phantom_dicom") + SEGMENT + export("nifti,dicom-seg")))
                .doesNotContain("Exception");
        assertThat(files()).containsExactly("x_labels.nii.gz", "x_segmentation.dcm");
        assertSameLabels();
        assertThat(new String(
                        Files.readAllBytes(folder("out").resolve("x_segmentation.dcm")), StandardCharsets.ISO_8859_1))
                .contains("Phantom^Head", "SEMIAUTOMATIC", "lesion 1", "1 meningioma", "302820008");
    }

    /** Its place alone says where its few slices lie. */
    @Test
    void theSegmentationIsAReferenceAndIsMeasuredLikeTheLabels() throws IOException {
        log(open("phantom_dicom") + SEGMENT + export("nifti,dicom-seg") + "close(\"*\");");
        String openLabels = "run(\"Open Medical Volume...\", \"path=["
                + path(folder("out").resolve("x_labels.nii.gz")) + "]\"); rename(\"a\");";
        String openSegmentation = "run(\"Open Medical Volume...\", \"path=["
                + path(folder("out").resolve("x_segmentation.dcm")) + "]\"); rename(\"b\");";
        IJ.runMacro(
                openLabels + openSegmentation + "run(\"Compare With Reference...\", \"prediction=a reference=b\");");
        assertThat(ResultsTable.getResultsTable().getValue("dice", 0)).isEqualTo(1);
        double[] millilitres = new double[2];
        double[] heights = new double[2];
        for (int i = 0; i < 2; i++) {
            IJ.runMacro("close(\"*\");" + (i == 0 ? openLabels : openSegmentation) + "run(\"Measure Lesions...\");");
            millilitres[i] = ResultsTable.getResultsTable().getValue("volume_ml", 0);
            heights[i] = ResultsTable.getResultsTable().getValue("centroid_z_mm", 0);
        }
        assertThat(millilitres[1]).isCloseTo(millilitres[0], within(1e-6)).isPositive();
        assertThat(heights[1]).isCloseTo(heights[0], within(0.01));
    }

    @Test
    void labelsOfAPartOfTheSlicesLieOnTheWholeSeries() throws IOException {
        String part = "run(\"Duplicate...\", \"title=part duplicate range=2-19\");";
        String said = log(open("phantom_dicom") + part + SEGMENT + export("nifti,dicom-seg"));
        assertThat(files()).as(said).containsExactly("x_labels.nii.gz", "x_segmentation.dcm");
        assertSameLabels();
    }

    /** Also of a part of the slices, whose diameters lie on other numbers of slices than those of the series. */
    @ParameterizedTest
    @ValueSource(strings = {"", "run(\"Duplicate...\", \"title=part duplicate range=4-19\");"})
    void labelsOfASeriesBecomeAReportOfIt(String part) throws IOException {
        String said = log(open("phantom_dicom") + part + SEGMENT + export("dicom-seg,dicom-sr"));
        assertThat(files()).as(said).containsExactly("x_report.dcm", "x_segmentation.dcm");
        WrittenDicom seg = WrittenDicom.of(folder("out").resolve("x_segmentation.dcm"));
        WrittenDicom group =
                WrittenDicom.of(folder("out").resolve("x_report.dcm")).groups().get(0);
        assertThat(group.child("DCM:121191").items(0x00081199).get(0).text(0x00081155))
                .isEqualTo(seg.text(0x00080018));
        assertThat(group.child("DCM:112040").text(0x0040a124))
                .isEqualTo(seg.items(0x00620002).get(0).text(0x00620021));
        assertThat(group.child("SCT:118565006").number()).isCloseTo(15, within(0.2));
        assertThat(group.child("DCM:121073").child("DCM:122157").number()).isBetween(0.5, 1.0);
        assertThat(group.child("DCM:122157").number()).isBetween(0.5, 1.0);
        WrittenDicom line = group.child("SCT:103339001").children().get(0);
        assertThat(line.children().get(0).items(0x00081199).get(0).text(0x00081155))
                .as("the fifteenth slice")
                .isEqualTo(instance(14));
    }

    /** SOPInstanceUID of a slice, from 0, by their positions. */
    private static String instance(int slice) throws IOException {
        try (Stream<Path> files = Files.list(Path.of("test-data", "phantom_dicom"))) {
            return files.map(WrittenDicom::of)
                    .sorted(Comparator.comparingDouble(image -> image.decimals(0x00200032)[2]))
                    .toList()
                    .get(slice)
                    .text(0x00080018);
        }
    }

    @Test
    void segmentsMayBeClassesAndPixelsLabels() throws IOException {
        assertThat(log(open("phantom_dicom") + SEGMENT + export("nifti,dicom-seg segtype=labelmap segby=class")))
                .doesNotContain("Exception");
        assertThat(new String(
                        Files.readAllBytes(folder("out").resolve("x_segmentation.dcm")), StandardCharsets.ISO_8859_1))
                .contains("LABELMAP", "class meningioma");
        assertSameLabels();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "dicom-seg segtype=fractional|fractional",
                "dicom-seg segby=organ|organ",
                "nifti segby=class|they are none of the formats: add dicom-seg"
            })
    void segmentsThatCannotBeAreRefused(String keys, String said) throws IOException {
        assertThat(log(open("phantom_dicom") + SEGMENT + export(keys))).contains(said);
        assertThat(files()).isEmpty();
    }

    @Test
    void labelsOfWhatIsNoDicomAreRefusedAndNothingIsWritten() throws IOException {
        assertThat(log(open("phantom_t1ce.nii.gz") + SEGMENT + export("nifti,dicom-seg")))
                .contains("the image does not come from DICOM");
        assertThat(files()).isEmpty();
    }

    @Test
    void labelsWhoseSourceIsNotKnownAreRefused() throws IOException {
        String closed = "source = getTitle();" + "selectWindow(\"phantom_dicom\"); close();"
                + "selectWindow(\"Labels of phantom_dicom\");";
        assertThat(log(open("phantom_dicom") + SEGMENT + closed + export("nifti,dicom-seg")))
                .contains("nobody knows any more which files the labels");
        assertThat(files()).isEmpty();
    }
}
