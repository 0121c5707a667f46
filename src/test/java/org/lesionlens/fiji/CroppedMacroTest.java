package org.lesionlens.fiji;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ij.IJ;
import ij.ImagePlus;
import ij.measure.ResultsTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lesionlens.fiji.image.StackGrid;

/** What the networks find in a crop is what they find there in the whole image. */
class CroppedMacroTest extends MacroFixture {
    /** Alone it is full of lesions that are not there. */
    private static final String PART = "makeRectangle(14, 14, 92, 92);";

    private static final String SEGMENT = "run(\"Segment Lesions...\", \"device=cpu classify=false\");";
    private static final String SMALL =
            "the slices are 138 x 138 mm large but the model was trained on slices of about 240";

    private static double volume() {
        ResultsTable table = ResultsTable.getResultsTable();
        double sum = 0;
        for (int row = 0; row < table.size(); row++) {
            sum += table.getValue("volume_ml", row);
        }
        return sum;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "run(\"Crop\");",
                "run(\"Duplicate...\", \"duplicate\");",
                "run(\"Crop\"); run(\"Reverse\");",
                "run(\"Crop\"); run(\"32-bit\");",
            })
    void aCropOfAnOpenedImageIsSeenWithWhatLayRoundIt(String crop) {
        IJ.runMacro(open("phantom_t1ce.nii.gz") + PART + SEGMENT);
        double expected = volume();
        double middle = ResultsTable.getResultsTable().getValue("centroid_x_mm", 0);
        IJ.runMacro("close(\"*\");");
        String log = log(open("phantom_t1ce.nii.gz") + PART + crop + SEGMENT);
        assertThat(log).doesNotContain("trained on slices of");
        assertThat(volume()).isCloseTo(expected, within(1e-3));
        assertThat(ResultsTable.getResultsTable().getValue("centroid_x_mm", 0)).isCloseTo(middle, within(1e-3));
        ImagePlus labels = IJ.getImage();
        assertThat(labels.getWidth()).isEqualTo(92);
        assertThat(StackGrid.of(labels).oriented()).isTrue();
    }

    @Test
    void aCropOfADicomSeriesThatImageJOpenedToo() {
        String sequence = "File.openSequence(\"" + path(DATA.resolve("phantom_dicom_implicit")) + "/\");";
        IJ.runMacro(sequence + PART + SEGMENT);
        double expected = volume();
        IJ.runMacro("close(\"*\");" + sequence + PART + "run(\"Crop\");" + SEGMENT);
        assertThat(volume()).isCloseTo(expected, within(1e-3));
    }

    /** Where the file is gone, or somebody else opened the image, nobody knows what lay round it. */
    @Test
    void aCropWithoutItsFileIsWarnedOf() throws IOException {
        Path file =
                Files.copy(DATA.resolve("phantom_t1ce.nii.gz"), folder("gone").resolve("case.nii.gz"));
        IJ.runMacro("run(\"Open Medical Volume...\", \"path=[" + path(file) + "]\");" + PART + "run(\"Crop\");");
        Files.delete(file);
        assertThat(log("run(\"Segment Lesions...\", \"device=cpu frame=2\");"))
                .contains("Segment Lesions...: " + SMALL)
                .contains("take the whole one, in Fiji with a selection");
    }

    /** What lay round it has the intensities of the file, so the network sees air round a crop that was edited. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "run(\"Multiply...\", \"value=2 stack\");",
                "setMinAndMax(200, 900); run(\"8-bit\");",
                "setMinAndMax(200, 900); run(\"Apply LUT\", \"stack\");",
            })
    void aCropThatWasEditedIsWarnedOf(String edit) {
        String crop = open("phantom_t1ce.nii.gz") + PART + "run(\"Crop\"); makeOval(20, 20, 30, 30);";
        String changed = "the intensities of this crop were changed";
        for (String command : new String[] {"Segment Lesions...", "Classify Lesions..."}) {
            String run = "run(\"" + command + "\", \"device=cpu frame=2\");";
            assertThat(log(crop + run)).doesNotContain(changed);
            IJ.runMacro("close(\"*\");");
            assertThat(log(crop + "run(\"Select None\");" + edit + "run(\"Restore Selection\");" + run))
                    .contains(command + ": " + changed)
                    .contains("draw a selection on the whole image");
            IJ.runMacro("close(\"*\");");
        }
    }

    /** After a filter the crop is not even found in its source. */
    @Test
    void aCropThatWasFilteredIsWarnedOf() {
        assertThat(log(open("phantom_t1ce.nii.gz") + PART
                        + "run(\"Crop\"); run(\"Gaussian Blur...\", \"sigma=2 stack\");"
                        + "run(\"Segment Lesions...\", \"device=cpu frame=2\");"))
                .contains("cropped and then edited")
                .contains(SMALL);
    }

    /** Half of the crop is air, which stays 0 in any contrast. */
    @Test
    void airThatStayedAirDoesNotHideAChange() {
        String crop = open("phantom_t1ce.nii.gz") + "makeRectangle(0, 0, 60, 120); run(\"Crop\");";
        assertThat(log(crop + "run(\"Multiply...\", \"value=1.2 stack\");"
                        + "run(\"Segment Lesions...\", \"device=cpu frame=2\");"))
                .contains("the intensities of this crop were changed");
    }

    @Test
    void aCropWhoseFileWasReplacedIsWarnedOf() throws IOException {
        Path file =
                Files.copy(DATA.resolve("phantom_t1ce.nii.gz"), folder("gone").resolve("case.nii.gz"));
        IJ.runMacro("run(\"Open Medical Volume...\", \"path=[" + path(file) + "]\");" + PART + "run(\"Crop\");");
        Files.write(file, new byte[] {1, 2, 3});
        assertThat(log("run(\"Segment Lesions...\", \"device=cpu frame=2\");"))
                .contains("Segment Lesions...: the file of this crop was changed or cannot be read any more");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Segment Lesions...", "Classify Lesions...", "Explain Prediction..."})
    void anyOtherSmallImageIsWarnedOf(String command) {
        IJ.runMacro("newImage(\"small\", \"16-bit ramp\", 92, 92, 3); setVoxelSize(1.5, 1.5, 6, \"mm\");"
                + "makeOval(20, 20, 30, 30);");
        boolean seesSlices = !command.startsWith("Classify");
        String log = log("run(\"" + command + "\", \"device=cpu frame=2\");");
        assertThat(log.contains(SMALL)).as(log).isEqualTo(seesSlices);
    }

    @Test
    void aBatchWarnsOfSmallImages() throws IOException {
        Path in = folder("in");
        IJ.runMacro(open("phantom_t1ce.nii.gz") + PART + "run(\"Crop\"); saveAs(\"Tiff\", \""
                + path(in.resolve("small.tif")) + "\");");
        assertThat(log("run(\"Batch...\", \"input=[" + path(in) + "] output=[" + path(folder("out"))
                        + "] device=cpu\");"))
                .contains("small: " + SMALL);
        try (Stream<String> lines = Files.lines(folder("out").resolve("small").resolve("analysis.json"))) {
            assertThat(lines).anyMatch(line -> line.contains(SMALL));
        }
    }
}
