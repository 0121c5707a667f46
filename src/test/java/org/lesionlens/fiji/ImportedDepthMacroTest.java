package org.lesionlens.fiji;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ij.IJ;
import ij.measure.ResultsTable;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lesionlens.fiji.image.StackGrid;
import org.lesionlens.io.dicom.DicomBoxes;
import org.lesionlens.io.table.CsvTable;

/** Stacks that came from DICOM of ImageJ's own importer, of which nobody knows how far the slices are apart. */
class ImportedDepthMacroTest extends MacroFixture {
    private static final String MEASURE = "run(\"Measure Lesions...\", \"\");";
    private static final String DEPTH = "nobody knows how far the slices are apart, so volumes in ml stay empty";

    /** ImageJ's distance of slices is wrong where they are not axial; what it says of one that it made of several is too. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "run(\"Bin...\", \"x=1 y=1 z=2 bin=Max\");",
                "run(\"Scale...\", \"x=1 y=1 z=2 interpolation=None process create\");",
                "run(\"Size...\", \"width=32 height=24 depth=16 interpolation=None\");",
            })
    void slicesThatWereMadeAnewAreOfUnknownDepth(String change) throws IOException {
        Path source = DicomBoxes.even(new double[] {0, 1, 0}, new double[] {0, 0, -1}, 1)
                .write(folder("series"));
        IJ.runMacro(ImportedDicomMacroTest.sequence(source));
        assertThat(StackGrid.of(IJ.getImage()).geometry().placed()).isTrue();
        assertThat(log(change + MEASURE)).contains(DEPTH);
        ResultsTable table = ResultsTable.getResultsTable();
        assertThat(table.size()).isEqualTo(1);
        assertThat(table.getValue("volume_ml", 0)).isNaN();
        IJ.runMacro("run(\"Export Segmentation...\", \"folder=[" + path(folder("out"))
                + "] name=box roizip=false unplaced=true\");");
        assertThat(CsvTable.read(folder("out").resolve("box_lesions.csv"))
                        .get(0)
                        .get("volume_ml"))
                .isEmpty();
    }

    /** What LesionLens measured has the true distance, which ImageJ goes on with. */
    @Test
    void slicesThatWereBinnedAfterAMeasurementHaveTheirVolume() throws IOException {
        Path source = DicomBoxes.even(new double[] {0, 1, 0}, new double[] {0, 0, -1}, 1)
                .write(folder("series"));
        IJ.runMacro(ImportedDicomMacroTest.sequence(source) + MEASURE + "run(\"Bin...\", \"x=1 y=1 z=2 bin=Max\");"
                + MEASURE);
        assertThat(ResultsTable.getResultsTable().getValue("volume_ml", 0))
                .isCloseTo(DicomBoxes.MILLILITRES, within(1e-5));
    }

    @ParameterizedTest
    @ValueSource(ints = {0x00200032, 0x00200037})
    void aSeriesWithoutPositionsIsOfUnknownDepth(int tag) throws IOException {
        Path source = DicomBoxes.axial().writeWithout(folder("series"), tag);
        assertThat(log(ImportedDicomMacroTest.sequence(source) + MEASURE)).contains(DEPTH);
        assertThat(ResultsTable.getResultsTable().getValue("volume_ml", 0)).isNaN();
    }

    /** Of these ImageJ keeps no header at all, so there is a word only. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "run(\"Reslice [/]...\", \"output=5.000 start=Top\");",
                "run(\"Grouped Z Project...\", \"projection=[Max Intensity] group=2\");",
            })
    void whatMayComeFromDicomIsWarnedOf(String change) throws IOException {
        Path source = DicomBoxes.even(new double[] {0, 1, 0}, new double[] {0, 0, -1}, 1)
                .write(folder("series"));
        assertThat(log(ImportedDicomMacroTest.sequence(source) + change + MEASURE))
                .contains("every volume in ml, may be wrong")
                .contains("Open Medical Volume...");
    }
}
