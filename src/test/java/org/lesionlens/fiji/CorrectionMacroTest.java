package org.lesionlens.fiji;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ij.IJ;
import ij.ImagePlus;
import ij.ImageStack;
import ij.gui.Roi;
import ij.measure.ResultsTable;
import ij.process.ByteProcessor;
import ij.process.ImageProcessor;
import ij.process.ShortProcessor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.ZipInputStream;
import net.imglib2.view.Views;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lesionlens.fiji.image.LabelImage;
import org.lesionlens.fiji.image.LesionClasses;
import org.lesionlens.io.VolumeFiles;
import org.lesionlens.io.table.CsvTable;
import org.lesionlens.lesion.Lesion;
import org.lesionlens.lesion.LesionMeasurements;
import org.lesionlens.volume.LabelMap;

/** What is done with a label image in macros: measure it again, classify, compare and export it. */
class CorrectionMacroTest extends MacroFixture {
    /** What radiologists do most: correct by hand, measure again. */
    @Test
    void correctedLabelsAreMeasuredAndNumberedAnew() throws IOException {
        showPhantom();
        IJ.runMacro("""
                run("Segment Lesions...", "device=cpu classify=false");
                setSlice(1);
                setColor(7);
                fillRect(2, 2, 60, 60);
                run("Measure Lesions...", "outlines=phantom");
                """);
        ResultsTable table = ResultsTable.getResultsTable();
        assertThat(table.size()).isEqualTo(2);
        assertThat(table.getValue("label", 0)).isEqualTo(1);
        assertThat(table.getValue("voxels", 0)).isGreaterThanOrEqualTo(table.getValue("voxels", 1));
        assertThat(IJ.getImage().getTitle()).isEqualTo("Labels of phantom (2)");
    }

    @Test
    void aSelectionAndALabelImageAreClassified() throws IOException {
        ImagePlus phantom = showPhantom();
        IJ.runMacro("run(\"Segment Lesions...\", \"device=cpu classify=false\");");
        ImagePlus labels = IJ.getImage();
        int slice = (int) ResultsTable.getResultsTable().getValue("stack_slice", 0);
        IJ.runMacro("selectImage(\"phantom\"); run(\"Classify Lesions...\", \"lesions=[Labels of phantom]\");");
        ResultsTable table = ResultsTable.getResultsTable();
        assertThat(table.getStringValue("class", 0)).isNotBlank();
        double[] classes = Stream.of("meningioma", "glioma", "pituitary")
                .mapToDouble(name -> table.getValue("probability_" + name, 0))
                .toArray();
        assertThat(DoubleStream.of(classes).sum()).isCloseTo(1, within(1e-6));
        assertThat(DoubleStream.of(classes).max()).hasValue(table.getValue("class_probability", 0));
        assertThat(IJ.runMacro("return \"\" + getResult(\"probability_glioma\", 0);"))
                .startsWith(Double.toString(classes[1]).substring(0, 3));
        assertThat(LesionClasses.classified(
                        labels,
                        1,
                        LabelImage.of(labels, 1).labels(),
                        LesionMeasurements.measure(
                                LabelImage.of(labels, 1).labels(), Optional.empty(), Optional.empty())))
                .extracting(Lesion::lesionClass)
                .containsExactly(table.getStringValue("class", 0));
        phantom.setSlice(slice);
        labels.setSlice(slice);
        phantom.setRoi(phantom.getWidth() / 3, phantom.getHeight() / 3, 20, 20);
        IJ.runMacro("selectImage(\"phantom\"); run(\"Classify Lesions...\", \"lesions=selection\");");
        assertThat(ResultsTable.getResultsTable().getValue("voxels", 0)).isEqualTo(400);
        assertThat(ResultsTable.getResultsTable().getStringValue("class", 0)).isNotBlank();
    }

    @ParameterizedTest
    @ValueSource(strings = {"makePoint(9, 9);", "makeLine(9, 9, 30, 30);", "makeText(\"here\", 9, 9);"})
    void aSelectionThatEnclosesNothingIsNotClassified(String selection) throws IOException {
        showPhantom();
        assertThat(log(selection + "run(\"Classify Lesions...\", \"device=cpu\");"))
                .contains("\"phantom\" has no selection of an area: draw one round the finding");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Classify Lesions...", "Segment Lesions..."})
    void aSelectionOutsideTheImageIsSaid(String command) throws IOException {
        showPhantom();
        assertThat(log("makeRectangle(160, 20, 20, 20); run(\"" + command + "\", \"device=cpu\");"))
                .contains("the selection lies outside the image \"phantom\"");
    }

    @Test
    void aSegmentationIsComparedWithItsReference() {
        IJ.runMacro("run(\"Open Medical Volume...\", \"path=[" + path(DATA.resolve("phantom_mask.nii.gz")) + "]\");"
                + "rename(\"reference\"); run(\"Duplicate...\", \"title=found duplicate\");"
                + "run(\"Compare With Reference...\", \"prediction=found reference=reference\");");
        assertThat(ResultsTable.getResultsTable().getValue("dice", 0)).isEqualTo(1);
        assertThat(ResultsTable.getResultsTable().getValue("hd95_mm", 0)).isZero();
        assertThat(IJ.getImage().getTitle()).isEqualTo("Agreement of found and reference");
    }

    private static ImagePlus showLabels() {
        ShortProcessor pixels = new ShortProcessor(8, 2);
        int[] values = {1, 1, 1, 2, 2, 0, 1, 0};
        for (int x = 0; x < values.length; x++) {
            pixels.set(x, 0, values[x]);
        }
        ImagePlus image = new ImagePlus("Labels of case 7", pixels);
        LabelMap labels = LabelImage.of(image, 1).labels();
        List<Lesion> lesions = LesionMeasurements.measure(labels, Optional.empty(), Optional.empty());
        LesionClasses.attach(
                image,
                1,
                labels,
                List.of(lesions.get(0).withClass("glioma", 0.75), lesions.get(1).withClass("meningioma", 0.5)));
        image.show();
        return image;
    }

    @Test
    void labelsThatTouchAreMeasuredApartAndPartsOfALabelToo() {
        showLabels();
        IJ.runMacro("run(\"Measure Lesions...\");");
        ResultsTable table = ResultsTable.getResultsTable();
        assertThat(IntStream.range(0, table.size())
                        .mapToObj(row -> (int) table.getValue("label", row) + " " + table.getStringValue("class", row)
                                + " " + (int) table.getValue("voxels", row)))
                .containsExactly("1 glioma 3", "2 meningioma 2", "3 glioma 1");
    }

    @Test
    void exportedTablesKeepTheClassesAndTheMaskIsZeroAndOne() throws IOException {
        showLabels();
        Path out = folder("export");
        IJ.runMacro("run(\"Export Segmentation...\", \"folder=[" + path(out)
                + "] mask=true roizip=false unplaced=true\");");
        assertThat(CsvTable.read(out.resolve("case 7_lesions.csv")))
                .extracting(row -> row.get("label") + " " + row.get("class") + " " + row.get("class_probability"))
                .containsExactly("1 glioma 0.75", "2 meningioma 0.5");
        List<Float> mask = new ArrayList<>();
        Views.flatIterable(VolumeFiles.read(out.resolve("case 7_mask.nii.gz"), Optional.empty())
                        .volume()
                        .voxels())
                .forEach(voxel -> mask.add(voxel.get()));
        assertThat(mask.subList(0, 8)).containsExactly(1f, 1f, 1f, 1f, 1f, 0f, 1f, 0f);
        assertThat(mask.subList(8, 16)).containsOnly(0f);
    }

    private static final List<String> PROBABILITIES =
            List.of("mean_probability", "max_probability", "class_probability");

    /** What the table says is in the file, also after the label image was cropped, saved and opened again. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "run(\"Measure Lesions...\");",
                "makeRectangle(10, 10, 140, 140); run(\"Crop\");",
                "saveAs(\"Tiff\", \"TIFF\"); close(); open(\"TIFF\");",
                "run(\"Classify Lesions...\", \"lesions=[Labels of phantom_t1ce] device=cpu\");"
                        + "selectWindow(\"Labels of phantom_t1ce\");",
            })
    void anExportedTableKeepsTheProbabilities(String meanwhile) throws IOException {
        String change = meanwhile.replace("TIFF", path(folder("tiff").resolve("labels.tif")));
        String first = change.contains("Classify") ? "selectWindow(\"phantom_t1ce\");" : "";
        IJ.runMacro(open("phantom_t1ce.nii.gz") + "run(\"Segment Lesions...\", \"device=cpu\");");
        ResultsTable table = ResultsTable.getResultsTable();
        List<Double> expected =
                PROBABILITIES.stream().map(column -> table.getValue(column, 0)).toList();
        IJ.runMacro(first + change + "run(\"Export Segmentation...\", \"folder=[" + path(folder("sure"))
                + "] name=sure roizip=false\");");
        Map<String, String> row =
                CsvTable.read(folder("sure").resolve("sure_lesions.csv")).get(0);
        for (int i = 0; i < expected.size(); i++) {
            assertThat(Double.parseDouble(row.get(PROBABILITIES.get(i)))).isCloseTo(expected.get(i), within(1e-4));
        }
        assertThat(row.keySet().stream().filter(column -> column.startsWith("probability_")))
                .hasSize(change.contains("Classify") ? 3 : 0);
    }

    @Test
    void aLesionThatWasCorrectedHasNoProbabilities() throws IOException {
        IJ.runMacro(open("phantom_t1ce.nii.gz") + "run(\"Segment Lesions...\", \"device=cpu\");"
                + "Stack.setSlice(nSlices / 2); setColor(1); fillRect(3, 3, 2, 2);"
                + "run(\"Export Segmentation...\", \"folder=[" + path(folder("sure")) + "] name=sure roizip=false\");");
        Map<String, String> row =
                CsvTable.read(folder("sure").resolve("sure_lesions.csv")).get(0);
        assertThat(row.get("mean_probability") + row.get("max_probability")).isEmpty();
    }

    private static ImagePlus showTwice() throws IOException {
        ImagePlus once = showPhantom();
        ImageStack stack = new ImageStack(once.getWidth(), once.getHeight());
        for (int i = 0; i < 2 * once.getStackSize(); i++) {
            ImageProcessor slice = once.getStack().getProcessor(i % once.getStackSize() + 1);
            stack.addSlice(slice.duplicate());
        }
        ImagePlus twice = new ImagePlus("twice", stack);
        twice.setDimensions(1, once.getStackSize(), 2);
        twice.setOpenAsHyperStack(true);
        twice.setCalibration(once.getCalibration());
        twice.show();
        return twice;
    }

    private static List<Integer> framesOfOutlines(ImagePlus image) {
        return Stream.of(image.getOverlay().toArray())
                .map(Roi::getTPosition)
                .distinct()
                .sorted()
                .toList();
    }

    @Test
    void theLesionsOfAFrameAreOutlinedOnThatFrame() throws IOException {
        ImagePlus twice = showTwice();
        IJ.runMacro("run(\"Segment Lesions...\", \"device=cpu classify=false outlines=false frame=2\");"
                + "run(\"Measure Lesions...\", \"outlines=twice\");"
                + "run(\"Export Segmentation...\", \"folder=[" + path(folder("frame")) + "] unplaced=true\");");
        assertThat(framesOfOutlines(twice)).containsExactly(2);
        assertThat(ResultsTable.getResultsTable().getStringValue("case", 0)).isEqualTo("twice frame 2");
        try (ZipInputStream in =
                new ZipInputStream(Files.newInputStream(folder("frame").resolve("twice_rois.zip")))) {
            assertThat(in.getNextEntry().getName()).contains("-t2-");
        }
    }

    @Test
    void everyFrameOfALabelImageIsMeasured() throws IOException {
        ImagePlus twice = showTwice();
        IJ.runMacro("run(\"Segment Lesions...\", \"device=cpu classify=false outlines=false\");"
                + "run(\"Measure Lesions...\", \"outlines=twice\");");
        ResultsTable table = ResultsTable.getResultsTable();
        assertThat(table.size()).isEqualTo(2);
        assertThat(table.getStringValue("case", 1)).isEqualTo("twice frame 2");
        assertThat(framesOfOutlines(twice)).containsExactly(1, 2);
        assertThat(IJ.getImage().getNFrames()).isEqualTo(2);
    }

    @Test
    void measuredAgainALabelImageIsStillOfItsSource() throws IOException {
        showLabels();
        IJ.runMacro("run(\"Measure Lesions...\"); run(\"Measure Lesions...\");"
                + "run(\"Export Segmentation...\", \"folder=[" + path(folder("again")) + "] unplaced=true\");");
        assertThat(IJ.getImage().getTitle()).isEqualTo("Labels of case 7 (3)");
        assertThat(ResultsTable.getResultsTable().getStringValue("case", 0)).isEqualTo("case 7");
        assertThat(CsvTable.read(folder("again").resolve("case 7_lesions.csv"))
                        .get(0)
                        .get("case"))
                .isEqualTo("case 7");
    }

    @Test
    void theEndingOfAPictureIsNoPartOfTheNamesOfItsResults() throws IOException {
        showLabels().setTitle("Labels of picture.png");
        IJ.runMacro("run(\"Export Segmentation...\", \"folder=[" + path(folder("picture")) + "] unplaced=true\");");
        assertThat(folder("picture").resolve("picture_labels.nii.gz")).isNotEmptyFile();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "run(\"Export Segmentation...\", \"folder=nowhere\");",
                "run(\"Measure Lesions...\");",
                "run(\"Duplicate...\", \"title=copy duplicate\");"
                        + "run(\"Compare With Reference...\", \"prediction=phantom reference=copy\");"
            })
    void anImageOfIntensitiesIsNoLabelImage(String command) throws IOException {
        showPhantom();
        assertThat(log(command)).containsPattern("\"phantom\" has [0-9]+ different values, like an intensity image");
    }

    private static ImagePlus showMask(String title, int frames, double pixel, int... values) {
        ImageStack stack = new ImageStack(values.length, 1);
        for (int frame = 0; frame < frames; frame++) {
            ByteProcessor pixels = new ByteProcessor(values.length, 1);
            for (int x = 0; x < values.length; x++) {
                pixels.set(x, 0, values[x]);
            }
            stack.addSlice(pixels);
        }
        ImagePlus image = new ImagePlus(title, stack);
        image.setDimensions(1, 1, frames);
        image.getCalibration().setUnit("mm");
        image.getCalibration().pixelWidth = pixel;
        image.show();
        return image;
    }

    private static final String COMPARE = "run(\"Compare With Reference...\", \"prediction=a reference=b\");";

    @Test
    void masksWhosePixelsDifferInSizeAreNotCompared() {
        showMask("a", 1, 1, 0, 255, 255);
        showMask("b", 1, 2, 0, 255, 255);
        assertThat(log(COMPARE))
                .contains("the pixels of \"a\" measure 1.000 x 1.000 x 1.000 mm but those of \"b\" 2.000");
    }

    /** After a run the label image is the current one. */
    @ParameterizedTest
    @ValueSource(strings = {"Segment Lesions...", "Classify Lesions...", "Explain Prediction..."})
    void aLabelImageIsNotTakenForItsSource(String command) {
        ImagePlus labels = showLabels();
        LabelImage.setSource(labels, "case 7", 0);
        assertThat(log("run(\"" + command + "\", \"device=cpu\");"))
                .contains("\"Labels of case 7\" holds the labels of \"case 7\", not intensities");
    }

    @Test
    void imagesOfOneNameAreNotTakenForOneAnother() {
        showMask("a", 1, 1, 0, 255, 255);
        showMask("a", 1, 1, 255, 0, 0);
        showMask("b", 1, 1, 255, 0, 0);
        assertThat(log(COMPARE)).contains("2 open images are called \"a\" and nobody knows which one is meant");
        showMask("a", 1, 1, 0, 255, 255);
        showMask("a", 1, 1, 255, 0, 0);
        assertThat(log("run(\"Measure Lesions...\", \"outlines=a\");")).contains("2 open images are called \"a\"");
    }

    @Test
    void anImageIsNotComparedWithItself() {
        showMask("a", 1, 1, 0, 255, 255);
        assertThat(log(COMPARE.replace("=b", "=a"))).contains("\"a\" would be compared with itself");
    }

    @Test
    void everyFrameIsCompared() {
        showMask("a", 2, 1, 0, 255, 255);
        showMask("b", 2, 1, 0, 255, 0).getStack().getProcessor(2).set(2, 0, 255);
        IJ.runMacro(COMPARE);
        ResultsTable table = ResultsTable.getResultsTable();
        assertThat(IntStream.range(0, table.size()).mapToObj(row -> table.getValue("dice", row)))
                .containsExactly(2 / 3.0, 1.0);
        assertThat(IJ.getImage().getNFrames()).isEqualTo(2);
        showMask("c", 1, 1, 0, 255, 255);
        assertThat(log(COMPARE.replace("=b", "=c"))).contains("\"a\" has 2 frames but \"c\" has 1");
    }

    @Test
    void twoEmptyMasksAgreeWithoutAScore() {
        showMask("a", 1, 1, 0, 0, 0);
        showMask("b", 1, 1, 0, 0, 0);
        IJ.runMacro(COMPARE);
        ResultsTable table = ResultsTable.getResultsTable();
        assertThat(table.getValue("dice", 0)).isNaN();
        assertThat(table.getValue("f1", 0)).isNaN();
        assertThat(table.getStringValue("note", 0)).startsWith("both are empty");
    }
}
