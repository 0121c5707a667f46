package org.lesionlens.fiji;

import static org.assertj.core.api.Assertions.assertThat;

import ij.IJ;
import ij.ImagePlus;
import ij.process.ImageProcessor;
import ij.process.ShortProcessor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import net.imglib2.view.Views;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lesionlens.fiji.image.LabelImage;
import org.lesionlens.fiji.image.LesionClasses;
import org.lesionlens.io.VolumeFiles;
import org.lesionlens.lesion.Lesion;
import org.lesionlens.lesion.LesionMeasurements;
import org.lesionlens.volume.LabelMap;

/** Labels in the formats that {@code --format} knows too. */
class ExportFormatsMacroTest extends MacroFixture {
    private static void showLabels() {
        ImageProcessor pixels = new ShortProcessor(6, 2);
        int[] values = {1, 1, 1, 2, 2, 0};
        for (int x = 0; x < values.length; x++) {
            pixels.set(x, 0, values[x]);
        }
        ImagePlus image = new ImagePlus("Labels of case 7", pixels);
        LabelMap labels = LabelImage.of(image, 1).labels();
        List<Lesion> lesions = LesionMeasurements.measure(labels, Optional.empty(), Optional.empty());
        LesionClasses.attach(image, 1, labels, List.of(lesions.get(0).withClass("glioma", 0.75), lesions.get(1)));
        image.show();
    }

    private String export(String options) throws IOException {
        return IJ.runMacro("run(\"Export Segmentation...\", \"folder=[" + path(folder("out"))
                + "] name=x unplaced=true csv=false" + " roizip=false " + options + "\"); return \"survived\";");
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(folder("out"))) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private List<Integer> values(String file) throws IOException {
        return Views.flatIterable(
                        VolumeFiles.readLabels(folder("out").resolve(file)).voxels())
                .stream()
                .limit(6)
                .map(voxel -> voxel.get())
                .toList();
    }

    @Test
    void labelsAndMaskAreWrittenInTheFormatsThatAreNamed() throws IOException {
        showLabels();
        assertThat(export("format=[nrrd, png] mask=true")).isEqualTo("survived");
        assertThat(files()).containsExactly("x_labels.nrrd", "x_labels.png", "x_mask.nrrd", "x_mask.png");
        assertThat(values("x_labels.nrrd")).containsExactly(1, 1, 1, 2, 2, 0);
        assertThat(values("x_mask.nrrd")).containsExactly(1, 1, 1, 1, 1, 0);
        assertThat(values("x_labels.png")).containsExactly(1, 1, 1, 2, 2, 0);
    }

    @Test
    void programsThatShowLabelsAreToldTheClasses() throws IOException {
        showLabels();
        assertThat(export("format=slicer,itk-snap")).isEqualTo("survived");
        assertThat(files())
                .containsExactly("x_labels.ctbl", "x_labels.nii.gz", "x_labels.txt", "x_segmentation.seg.nrrd");
        assertThat(folder("out").resolve("x_labels.txt")).content().contains("\"1 glioma\"", "\"2 lesion\"");
        assertThat(folder("out").resolve("x_labels.ctbl")).content().contains("1 1_glioma ", "2 2_lesion ");
        assertThat(values("x_labels.nii.gz")).containsExactly(1, 1, 1, 2, 2, 0);
    }

    @Test
    void withoutAFormatItIsNifti() throws IOException {
        showLabels();
        assertThat(export("")).isEqualTo("survived");
        assertThat(export("mask=true nifti=false format=[]")).isEqualTo("survived");
        assertThat(files()).containsExactly("x_labels.nii.gz", "x_mask.nii.gz");
        assertThat(export("format=itk-snap")).as("labels.nii.gz is there").isNotEqualTo("survived");
    }

    @ParameterizedTest
    @ValueSource(strings = {"jpeg", "nifti,,nrrd"})
    void whatIsNoFormatEndsTheMacro(String format) throws IOException {
        showLabels();
        assertThat(export("format=" + format)).isNotEqualTo("survived");
        assertThat(files()).isEmpty();
    }

    @Test
    void aVolumeIsNoPng() throws IOException {
        assertThat(log(open("phantom_mask.nii.gz") + "run(\"Export Segmentation...\", \"folder=[" + path(folder("out"))
                        + "] format=png\");"))
                .contains("the format png holds one slice but the image has");
        assertThat(files()).isEmpty();
    }
}
