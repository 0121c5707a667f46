package org.lesionlens.fiji;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ij.IJ;
import ij.ImagePlus;
import ij.measure.ResultsTable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import net.imglib2.Cursor;
import net.imglib2.type.numeric.real.FloatType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lesionlens.fiji.image.StackGrid;
import org.lesionlens.io.VolumeFiles;
import org.lesionlens.io.dicom.DicomBoxes;
import org.lesionlens.io.table.CsvTable;
import org.lesionlens.volume.Volume;

/** DICOM that ImageJ's own importer opened. */
class ImportedDicomMacroTest extends MacroFixture {
    private static final String MEASURE = "run(\"Measure Lesions...\", \"\");";
    private static final String LOST = "nobody knows where it lies in the patient";
    private static final String CROP = "makeRectangle(2, 1, 20, 17);";

    static String sequence(Path folder) {
        return "File.openSequence(\"" + path(folder) + "/\");";
    }

    private static String virtual(Path folder) {
        return "File.openSequence(\"" + path(folder) + "/\", \"virtual\");";
    }

    private String export(String options) throws IOException {
        return "run(\"Export Segmentation...\", \"folder=[" + path(folder("out")) + "] name=box roizip=false " + options
                + "\"); return \"survived\";";
    }

    static Stream<Arguments> series() {
        double c = Math.cos(0.25);
        double s = Math.sin(0.25);
        double[] x = {1, 0, 0};
        double[] y = {0, 1, 0};
        double[] up = {0, 0, 1};
        double[] down = {0, 0, -1};
        return Stream.of(
                Arguments.of("axial", DicomBoxes.even(x, y, 1)),
                Arguments.of("oblique", DicomBoxes.even(x, new double[] {0, c, s}, 1)),
                Arguments.of(
                        "twice oblique", DicomBoxes.even(new double[] {c, s, 0}, new double[] {-s * c, c * c, s}, 1)),
                Arguments.of("sagittal", DicomBoxes.even(y, down, 1)),
                Arguments.of("coronal", DicomBoxes.even(x, down, 1)),
                Arguments.of("numbered backwards", DicomBoxes.even(x, y, 8)),
                Arguments.of("sagittal, numbered backwards", DicomBoxes.even(y, down, 8)),
                Arguments.of(
                        "patient on the belly", DicomBoxes.even(new double[] {-1, 0, 0}, new double[] {0, -1, 0}, 1)),
                Arguments.of("rows to the head", DicomBoxes.even(x, up, 1)));
    }

    /** What lies at a place of one volume lies at the same place of another. */
    private static void assertLiesIn(Path file, Path source) throws IOException {
        Volume found = VolumeFiles.read(file, Optional.empty()).volume();
        Volume truth = VolumeFiles.read(source, Optional.empty()).volume();
        Cursor<FloatType> cursor = found.voxels().localizingCursor();
        double[] index = new double[3];
        long lesion = 0;
        while (cursor.hasNext()) {
            float value = cursor.next().get();
            cursor.localize(index);
            double[] there = truth.geometry().toIndex(found.geometry().toWorld(index));
            long[] voxel = new long[3];
            for (int axis = 0; axis < 3; axis++) {
                voxel[axis] = Math.round(there[axis]);
                assertThat(there[axis]).isCloseTo(voxel[axis], within(1e-3));
            }
            assertThat(value).isEqualTo(truth.voxels().getAt(voxel).get());
            lesion += value > 0 ? 1 : 0;
        }
        assertThat(lesion).isEqualTo(320);
    }

    private void assertBoxIsRight(DicomBoxes box, Path source) throws IOException {
        assertThat(StackGrid.of(IJ.getImage()).geometry().placed()).isTrue();
        IJ.runMacro(MEASURE);
        ResultsTable table = ResultsTable.getResultsTable();
        assertThat(table.size()).isEqualTo(1);
        assertThat(table.getValue("volume_ml", 0)).isCloseTo(DicomBoxes.MILLILITRES, within(1e-5));
        assertThat(table.getValue("centroid_x_mm", 0)).isCloseTo(box.middle()[0], within(1e-4));
        assertThat(table.getValue("centroid_y_mm", 0)).isCloseTo(box.middle()[1], within(1e-4));
        assertThat(table.getValue("centroid_z_mm", 0)).isCloseTo(box.middle()[2], within(1e-4));
        assertThat(IJ.runMacro(export(""))).isEqualTo("survived");
        assertLiesIn(folder("out").resolve("box_labels.nii.gz"), source);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("series")
    void aSeriesHasItsTrueVolumeAndPlace(String name, DicomBoxes box) throws IOException {
        Path source = box.write(folder("series"));
        IJ.runMacro(sequence(source));
        assertBoxIsRight(box, source);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("series")
    void aVirtualSeriesToo(String name, DicomBoxes box) throws IOException {
        Path source = box.write(folder("series"));
        IJ.runMacro(virtual(source));
        assertBoxIsRight(box, source);
    }

    /** Labels stay with their slices, and what became of the pixels shows beside the files. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                CROP + "run(\"Crop\");",
                "run(\"Reverse\");",
                "run(\"Flip Z\");",
                "run(\"8-bit\");",
                "run(\"32-bit\");",
                "run(\"Duplicate...\", \"duplicate\");",
                "run(\"Duplicate...\", \"duplicate range=2-7\");",
                "run(\"Make Substack...\", \"slices=3-6\");",
                "setSlice(1); run(\"Delete Slice\");",
                "run(\"Canvas Size...\", \"width=25 height=20 position=Top-Left zero\");",
                "run(\"Flip Horizontally\", \"stack\"); run(\"Flip Horizontally\", \"stack\");",
                "run(\"Rotate 90 Degrees Right\"); run(\"Rotate 90 Degrees Left\");",
                "run(\"Stack to Images\"); run(\"Images to Stack\", \"\");",
            })
    void whatIsLeftOfASeriesLiesWhereItLay(String change) throws IOException {
        DicomBoxes box = DicomBoxes.even(new double[] {0, 1, 0}, new double[] {0, 0, -1}, 1);
        Path source = box.write(folder("series"));
        IJ.runMacro(sequence(source) + change);
        assertBoxIsRight(box, source);
    }

    /** After LesionLens has seen the image the files are not needed any more. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                CROP + "run(\"Duplicate...\", \"duplicate\");",
                CROP + "run(\"Duplicate...\", \"duplicate range=2-7\");",
                CROP + "run(\"Crop\"); run(\"Reverse\");",
                "run(\"Reverse\");" + CROP + "run(\"Crop\");",
            })
    void aCropOfASeriesThatWasSeenLiesWhereItLay(String change) throws IOException {
        DicomBoxes box = DicomBoxes.even(new double[] {1, 0, 0}, new double[] {0, 0, -1}, 1);
        Path source = box.write(folder("series"));
        IJ.runMacro(sequence(source));
        ImagePlus image = IJ.getImage();
        assertThat(StackGrid.of(image).geometry().placed()).isTrue();
        Path moved = Files.move(source, source.resolveSibling("moved"));
        IJ.runMacro(change);
        assertBoxIsRight(box, moved);
    }

    /** The size is right all the same, but where ImageJ forgot how far the slices are apart. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                CROP + "run(\"Duplicate...\", \"duplicate\");",
                "run(\"Scale...\", \"x=2 y=2 z=1.0 interpolation=None process create\");",
                "run(\"Canvas Size...\", \"width=60 height=60 position=Top-Left zero\");",
            })
    void whatLostItsPlaceKeepsItsSizeIsWarnedOfAndNotExported(String change) throws IOException {
        Path source = DicomBoxes.even(new double[] {0, 1, 0}, new double[] {0, 0, -1}, 1)
                .write(folder("series"));
        assertThat(log(sequence(source) + change + MEASURE))
                .contains("Measure Lesions...: the image")
                .contains(LOST);
        ResultsTable table = ResultsTable.getResultsTable();
        assertThat(table.getValue("volume_ml", 0)).isCloseTo(DicomBoxes.MILLILITRES, within(1e-5));
        assertThat(table.getValue("centroid_x_mm", 0)).isNaN();
        assertThat(log(export(""))).contains(LOST).contains("unplaced=true");
        assertThat(folder("out")).isEmptyDirectory();
        IJ.runMacro(sequence(source) + change + MEASURE + export("unplaced=true"));
        assertUnknown();
    }

    private void assertUnknown() throws IOException {
        try (InputStream labels =
                new GZIPInputStream(Files.newInputStream(folder("out").resolve("box_labels.nii.gz")))) {
            assertThat(Arrays.copyOfRange(labels.readNBytes(256), 252, 256))
                    .as("qform_code and sform_code")
                    .containsOnly(0);
        }
        Map<String, String> row =
                CsvTable.read(folder("out").resolve("box_lesions.csv")).get(0);
        assertThat(row.get("centroid_x_mm") + row.get("centroid_y_mm") + row.get("centroid_z_mm"))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "run(\"Flip Horizontally\", \"stack\");",
                "run(\"Flip Vertically\", \"stack\");",
                "run(\"Rotate 90 Degrees Right\");",
                "run(\"Flip Vertically\", \"stack\"); run(\"Flip Horizontally\", \"stack\");",
            })
    void aSeriesThatWasTurnedIsRefused(String change) throws IOException {
        Path source = DicomBoxes.axial().write(folder("series"));
        assertThat(log(sequence(source) + change + MEASURE)).contains("was flipped, reversed or rotated");
    }

    @Test
    void aSingleFileLiesInItsPlace() throws IOException {
        DicomBoxes box = DicomBoxes.even(new double[] {0, 1, 0}, new double[] {0, 0, -1}, 1);
        Path source = box.write(folder("series"));
        IJ.runMacro("open(\"" + path(source.resolve("IM3.dcm")) + "\");" + MEASURE);
        ResultsTable table = ResultsTable.getResultsTable();
        assertThat(table.getValue("area_mm2", 0)).isCloseTo(80 * 0.72, within(1e-4));
        assertThat(table.getValue("centroid_y_mm", 0)).isCloseTo(box.middle()[1], within(1e-4));
        assertThat(table.getValue("centroid_z_mm", 0)).isCloseTo(box.middle()[2], within(1e-4));
    }

    @Test
    void aSingleFileOfUnknownThicknessHasAreasButNoVolume() throws IOException {
        Path source = DicomBoxes.axial().writeWithout(folder("series"), 0x00180050);
        IJ.runMacro("open(\"" + path(source.resolve("IM3.dcm")) + "\");" + MEASURE);
        assertThat(ResultsTable.getResultsTable().getValue("area_mm2", 0)).isCloseTo(80 * 0.72, within(1e-4));
        assertThat(ResultsTable.getResultsTable().getValue("volume_ml", 0)).isNaN();
    }

    /** Two channels or frames of one grid: their headers prove it. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "run(\"Merge Channels...\", \"c1=A c2=B create\");",
                "run(\"Concatenate...\", \"open image1=A image2=B\");",
            })
    void whatWasMergedOfOneGridLiesInIt(String merge) throws IOException {
        DicomBoxes box = DicomBoxes.even(new double[] {0, 1, 0}, new double[] {0, 0, -1}, 1);
        Path source = box.write(folder("series"));
        IJ.runMacro(sequence(source) + "rename(\"A\");" + sequence(source) + "rename(\"B\");" + merge);
        StackGrid grid = StackGrid.of(IJ.getImage());
        assertThat(grid.geometry().placed()).isTrue();
        assertThat(grid.geometry().spacingMm(2)).isCloseTo(5, within(1e-6));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "run(\"Merge Channels...\", \"c1=A c2=B create\");",
                "run(\"Concatenate...\", \"open image1=A image2=B\");",
            })
    void whatWasMergedOfSeveralPlacesIsNowhere(String merge) throws IOException {
        Path here = DicomBoxes.axial().write(folder("here"));
        Path there = new DicomBoxes(new double[] {1, 0, 0}, new double[] {0, 1, 0}, 1, 3, 8, 13, 18, 23, 28, 33, 38)
                .write(folder("there"));
        IJ.runMacro(sequence(here) + "rename(\"A\");" + sequence(there) + "rename(\"B\");" + merge);
        assertThat(StackGrid.of(IJ.getImage()).lost()).contains("lie in different places");
    }

    /** Of stacks that LesionLens opened too: ImageJ forgets their grid then. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "run(\"Merge Channels...\", \"c1=A c2=B create\");",
                "run(\"Concatenate...\", \"open image1=A image2=B\");",
                "run(\"Concatenate...\", \"  title=C image1=A image2=B image3=[-- None --]\");",
                "run(\"Stack to Images\"); run(\"Images to Stack\", \"\");",
            })
    void whatNobodyKnowsIsWarnedOfOnceAndNotExported(String merge) throws IOException {
        String mask = open("phantom_mask.nii.gz");
        String make = mask + "rename(\"A\");" + mask + "rename(\"B\");" + merge + MEASURE;
        String log = log(make);
        assertThat(log.split(LOST, -1)).as(log).hasSize(2);
        assertThat(log(export(""))).contains(LOST);
        assertThat(folder("out")).isEmptyDirectory();
        IJ.runMacro("close(\"*\");" + make + export("unplaced=true"));
        assertUnknown();
    }

    @Test
    void aStackWithoutAnyHeaderIsWarnedOfAndNotExported() throws IOException {
        String stack = "newImage(\"stack\", \"16-bit black\", 32, 24, 8); setColor(1); setSlice(3);"
                + " fillRect(5, 4, 10, 8); setVoxelSize(0.8, 0.9, 5, \"mm\");";
        assertThat(log(stack + MEASURE))
                .contains("Measure Lesions...: the image")
                .contains(LOST);
        assertThat(ResultsTable.getResultsTable().getValue("volume_ml", 0)).isCloseTo(0.288, within(1e-6));
        assertThat(log(export(""))).contains(LOST);
        IJ.runMacro(stack + MEASURE + export("unplaced=true"));
        assertUnknown();
    }

    static Stream<Arguments> unevenSeries() {
        double[] x = {1, 0, 0};
        double[] y = {0, 1, 0};
        return Stream.of(
                Arguments.of(new DicomBoxes(x, y, 1, 0, 5, 10, 15, 20, 25, 30, 37), "at unequal distances"),
                Arguments.of(new DicomBoxes(x, y, 1, 0, 5, 10, 20, 25, 30, 35, 40), "at unequal distances"),
                Arguments.of(new DicomBoxes(x, y, 1, 0, 5, 10, 15, 0, 5, 10, 15), "at unequal distances"),
                Arguments.of(new DicomBoxes(x, y, 1, 0, 0, 5, 5, 10, 10, 15, 15), "in one place"));
    }

    @ParameterizedTest
    @MethodSource("unevenSeries")
    void unevenSlicesAreRefused(DicomBoxes box, String why) throws IOException {
        assertThat(log(sequence(box.write(folder("series"))) + MEASURE))
                .contains(why)
                .contains("Open Medical Volume...");
    }

    @ParameterizedTest
    @ValueSource(ints = {0x00200032, 0x00200037})
    void aSeriesWithoutPositionsIsNowhere(int tag) throws IOException {
        Path source = DicomBoxes.axial().writeWithout(folder("series"), tag);
        IJ.runMacro(sequence(source));
        assertThat(StackGrid.of(IJ.getImage()).lost()).contains("does not say where its slices lie");
    }

    @Test
    void slicesOfSeveralDirectionsAreNowhere() throws IOException {
        Path source = DicomBoxes.axial().write(folder("series"));
        Path other = DicomBoxes.even(new double[] {0, 1, 0}, new double[] {0, 0, -1}, 1)
                .write(folder("other"));
        for (int i : List.of(1, 4)) {
            Files.copy(other.resolve("IM" + i + ".dcm"), source.resolve("JM" + i + ".dcm"));
        }
        IJ.runMacro(sequence(source));
        assertThat(StackGrid.of(IJ.getImage()).lost()).contains("several directions");
    }

    @ParameterizedTest
    @ValueSource(strings = {"phantom_dicom_implicit"})
    void theNetworksSeeASeriesAsTheyDoWhereLesionLensOpensIt(String series) {
        String segment = "run(\"Segment Lesions...\", \"device=cpu classify=false\");";
        IJ.runMacro(open(series) + segment);
        double expected = ResultsTable.getResultsTable().getValue("volume_ml", 0);
        double middle = ResultsTable.getResultsTable().getValue("centroid_z_mm", 0);
        IJ.runMacro("close(\"*\");" + sequence(DATA.resolve(series)) + segment);
        assertThat(ResultsTable.getResultsTable().getValue("volume_ml", 0)).isCloseTo(expected, within(1e-4));
        assertThat(ResultsTable.getResultsTable().getValue("centroid_z_mm", 0)).isCloseTo(middle, within(1e-3));
        assertThat(StackGrid.of(IJ.getImage()).lost()).as("labels of it").isEmpty();
    }
}
