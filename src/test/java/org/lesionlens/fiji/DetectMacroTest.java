package org.lesionlens.fiji;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ij.IJ;
import ij.ImagePlus;
import ij.gui.Overlay;
import ij.gui.Roi;
import ij.gui.TextRoi;
import ij.process.ByteProcessor;
import java.awt.Color;
import java.awt.Rectangle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Detecting in macros. */
class DetectMacroTest extends DetectFixture {
    @Test
    void aPictureInColourHasABoxOfTheKindOfItsColour() {
        ImagePlus image = show("fundus", stack(colour(Color.GREEN, new Rectangle(70, 40, 12, 9))));
        Roi own = new Roi(1, 1, 5, 5);
        image.setOverlay(new Overlay(own));
        detect(COLOUR);
        assertThat(rectangles(image)).containsExactlyInAnyOrder(own.getBounds(), new Rectangle(70, 40, 12, 9));
        assertThat(table().size()).isEqualTo(1);
        assertThat(table().getStringValue("class", 0)).isEqualTo("green");
        assertThat(table().getValue("score", 0)).isCloseTo(1, within(1e-3));
        assertThat(List.of(
                        table().getValue("x_min", 0),
                        table().getValue("y_min", 0),
                        table().getValue("x_max", 0),
                        table().getValue("y_max", 0)))
                .containsExactly(70.0, 40.0, 82.0, 49.0);
        assertThat(table().getValue("width_pixels", 0)).isEqualTo(12);
    }

    /** As separate channels they are the same picture. */
    @Test
    void aCompositeOfThreeChannelsIsAPictureInColour() {
        ImagePlus image = show("fundus", stack(colour(Color.BLUE, new Rectangle(70, 40, 12, 9))));
        IJ.run(image, "Make Composite", "");
        detect(COLOUR);
        assertThat(table().getStringValue("class", 0)).isEqualTo("blue");
        assertThat(table().getValue("x_max", 0)).isEqualTo(82);
    }

    @Test
    void aSecondRunTakesThePlaceOfTheFirst() {
        ImagePlus image = show("us", stack(grey(new Rectangle(10, 12, 16, 9), new Rectangle(40, 20, 6, 8))));
        detect(GREY);
        assertThat(rectangles(image))
                .containsExactlyInAnyOrder(new Rectangle(10, 12, 16, 9), new Rectangle(40, 20, 6, 8));
        image.setRoi(30, 0, 30, 40);
        detect(GREY);
        assertThat(rectangles(image)).as("in the selection").containsExactly(new Rectangle(40, 20, 6, 8));
        assertThat(table().getValue("box", 0)).isEqualTo(1);
        image.killRoi();
        image.getOverlay().add(new Roi(1, 1, 5, 5));
        detect(GREY + " outlines=false");
        assertThat(rectangles(image)).as("the user's own").containsExactly(new Rectangle(1, 1, 5, 5));
    }

    @Test
    void aGreyModelSeesTheBrightnessOfColours() {
        ImagePlus image = show("white", stack(colour(Color.WHITE, new Rectangle(60, 40, 25, 15))));
        detect(GREY);
        assertThat(rectangles(image)).hasSize(1);
        assertThat(rectangles(image).get(0).intersects(new Rectangle(60, 40, 25, 15)))
                .isTrue();
    }

    @Test
    void aGreyPictureIsRefusedByAModelOfColours() {
        ImagePlus image = show("grey", stack(grey(new Rectangle(10, 12, 16, 9))));
        assertThat(log("run(\"Detect Lesions...\", \"" + COLOUR + "\");"))
                .contains("the image \"grey\" is grey but the model looks at a picture in colour");
        image.show(); // the macro that ended closed it
        IJ.run(image, "RGB Color", "");
        assertThat(log("run(\"Detect Lesions...\", \"" + COLOUR + "\");")).contains("the picture has no colours");
        assertThat(image.getOverlay().size()).as("no box").isEqualTo(1);
    }

    @Test
    void aStackWithoutSlicesChosenIsRefusedAndTheRemedyWorks() {
        ImagePlus image = show(
                "volume",
                stack(
                        grey(),
                        grey(new Rectangle(10, 12, 16, 9)),
                        grey(new Rectangle(40, 20, 6, 8)),
                        grey(new Rectangle(20, 20, 8, 8))));
        image.setPosition(1, 2, 1);
        assertThat(log("run(\"Detect Lesions...\", \"" + GREY + "\");"))
                .contains("has 4 slices and the model looks at single ones: choose some, slices=2 for the one that is"
                        + " shown, slices=1-4 or slices=all for all");
        assertThat(image.getOverlay()).isNull();
        image.show(); // the macro that ended closed it
        assertThat(slicesFound("slices=2")).containsExactly(2);
        assertThat(slicesFound("slices=1-4")).containsExactly(2, 3, 4);
        assertThat(slicesFound("slices=all")).containsExactly(2, 3, 4);
        assertThat(slicesFound("slices=[4, 1-2]")).containsExactly(2, 4);
        assertThat(image.getOverlay().toArray())
                .filteredOn(roi -> roi instanceof TextRoi text && text.getText().startsWith("no box"))
                .extracting(Roi::getPosition)
                .containsExactly(1);
    }

    private static List<Integer> slicesFound(String slices) {
        detect(GREY + slices);
        List<Integer> found = new ArrayList<>();
        for (int row = 0; row < table().size(); row++) {
            found.add((int) table().getValue("stack_slice", row));
            assertThat(table().getValue("z_min", row)).isEqualTo(found.get(row) - 1);
        }
        return found.stream().sorted().toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "5", "3-2", "1-9", "one", "1,,2", "-1", "2-", "1;2"})
    void slicesThatAreNoneAreRefused(String slices) {
        ImagePlus image = show("volume", stack(grey(), grey(), grey(), grey()));
        assertThat(log("run(\"Detect Lesions...\", \"" + GREY + "slices=" + slices + "\");"))
                .contains("has 1 to 4: write slices=1 for the one that is shown");
        assertThat(image.getOverlay()).isNull();
    }

    @Test
    void aModelOfVolumesTakesNoSlices() {
        ImagePlus image = show("volume", stack(grey(), grey(), grey(), grey(), grey(), grey(), grey(), grey()));
        assertThat(log("run(\"Detect Lesions...\", \"model=volume-detector device=cpu slices=1\");"))
                .contains("looks at the whole volume: leave them out");
        assertThat(image.getOverlay()).isNull();
    }

    @Test
    void eachSelectionHasANameOfItsOwnAndItsSlice() throws IOException {
        Path zip = folder("rois").resolve("boxes.zip");
        show("volume", stack(grey(), grey(new Rectangle(10, 12, 16, 9), new Rectangle(40, 20, 6, 8))));
        detect(GREY + "slices=all roizip=[" + path(zip) + "]");
        List<String> names = new ArrayList<>();
        try (ZipInputStream in = new ZipInputStream(Files.newInputStream(zip))) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                names.add(entry.getName());
            }
        }
        assertThat(names).containsExactly("1 bright 1.00.roi", "2 bright 1.00.roi");
    }

    @ParameterizedTest
    @CsvSource({"0.95, 1", "0.5, 2"})
    void theThresholdIsTheLeastScore(double threshold, int count) {
        ByteProcessor pixels = grey(new Rectangle(10, 12, 16, 9));
        pixels.setValue(230); // scored 0.8
        pixels.fill(new Roi(40, 20, 6, 8));
        show("us", stack(pixels));
        detect(GREY + "threshold=" + threshold);
        assertThat(table().size()).isEqualTo(count);
    }

    @Test
    void sizesAreInMillimetresWhereThePixelSizeIsKnown() {
        ImagePlus image = show("us", stack(grey(new Rectangle(10, 12, 16, 9))));
        image.getCalibration().setUnit("mm");
        image.getCalibration().pixelWidth = 0.5;
        image.getCalibration().pixelHeight = 0.25;
        detect(GREY);
        assertThat(table().getValue("width_mm", 0)).isCloseTo(8, within(1e-9));
        assertThat(table().getValue("height_mm", 0)).isCloseTo(2.25, within(1e-9));
    }

    /** Which want regions. */
    @ParameterizedTest
    @ValueSource(strings = {"Measure Lesions...", "Export Segmentation..."})
    void commandsOnLabelsSayWhatCanBeDoneWithBoxes(String command) throws IOException {
        ImagePlus image = show("fundus", stack(colour(Color.GREEN, new Rectangle(70, 40, 12, 9))));
        detect(COLOUR);
        String options = command.startsWith("Export")
                ? "folder=[" + path(folder("out")) + "] name=x unplaced=true"
                : "labels=false";
        assertThat(log("run(\"" + command + "\", \"" + options + "\");"))
                .contains("has boxes, which have no region, and no labels: save the table of the boxes");
        assertThat(image.getOverlay().size()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "threshold=1.5",
                "threshold=0.01",
                "labels=true",
                "roizip=boxes.txt",
                "frame=2",
                "channel=3",
                "slice=1",
            })
    void aWrongOptionEndsTheMacro(String options) {
        show("us", stack(grey(new Rectangle(10, 12, 16, 9))));
        String result = IJ.runMacro("run(\"Detect Lesions...\", \"" + GREY + options + "\"); return \"survived\";");
        assertThat(result).isNotEqualTo("survived");
    }
}
