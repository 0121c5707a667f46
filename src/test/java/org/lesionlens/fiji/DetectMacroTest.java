package org.lesionlens.fiji;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ij.IJ;
import ij.ImagePlus;
import ij.ImageStack;
import ij.WindowManager;
import ij.gui.Overlay;
import ij.gui.Roi;
import ij.gui.TextRoi;
import ij.measure.ResultsTable;
import ij.process.ByteProcessor;
import ij.process.ColorProcessor;
import ij.process.ImageProcessor;
import java.awt.Color;
import java.awt.Rectangle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lesionlens.inference.TinyDetectors;
import org.lesionlens.io.nifti.NiftiWriter;
import org.lesionlens.model.ModelsFrom;
import org.lesionlens.volume.Volume;
import org.lesionlens.volume.VolumeGeometry;

/** Detecting in macros, by networks whose boxes are known: exactly round what is bright, or of a pure colour. */
class DetectMacroTest extends MacroFixture {
    private static final String GREY = "model=bright-detector device=cpu ";
    private static final String COLOUR = "model=colour-detector device=cpu ";

    private ModelsFrom models;

    @BeforeEach
    void useTheDetectors() throws IOException {
        models = ModelsFrom.folder(TinyDetectors.FOLDER);
    }

    @AfterEach
    void forgetThem() throws IOException {
        models.close();
    }

    private static ImagePlus show(String title, ImageStack stack) {
        ImagePlus image = new ImagePlus(title, stack);
        image.show();
        return image;
    }

    private static ImageStack stack(ImageProcessor... slices) {
        ImageStack stack = new ImageStack(slices[0].getWidth(), slices[0].getHeight());
        Stream.of(slices).forEach(stack::addSlice);
        return stack;
    }

    private static ByteProcessor grey(Rectangle... bright) {
        ByteProcessor pixels = new ByteProcessor(64, 48);
        pixels.setValue(255);
        Stream.of(bright).forEach(rectangle -> {
            pixels.setRoi(rectangle);
            pixels.fill();
        });
        pixels.resetRoi();
        return pixels;
    }

    private static ColorProcessor colour(Color color, Rectangle rectangle) {
        ColorProcessor pixels = new ColorProcessor(160, 120);
        pixels.setColor(Color.BLACK);
        pixels.fill();
        pixels.setColor(color);
        pixels.fill(new Roi(rectangle));
        return pixels;
    }

    private static void detect(String options) {
        assertThat(log("run(\"Detect Lesions...\", \"" + options + "\");")).doesNotContain("Macro Error");
    }

    private static List<Rectangle> rectangles(ImagePlus image) {
        return Stream.of(image.getOverlay().toArray())
                .filter(roi -> !(roi instanceof TextRoi))
                .map(Roi::getBounds)
                .toList();
    }

    private static ResultsTable table() {
        return ResultsTable.getResultsTable();
    }

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

    private static final Rectangle WHITE = new Rectangle(10, 12, 16, 9);

    private static ImagePlus explain(String options) {
        String logged = log("run(\"Explain Prediction...\", \"" + GREY + options + "\");");
        assertThat(logged).doesNotContain("Macro Error");
        return IJ.getImage();
    }

    @Test
    void aBoxHasTheMapOfItsKindWhereItLies() {
        ByteProcessor pixels = grey(WHITE);
        pixels.setValue(191);
        pixels.fill(new Roi(40, 20, 6, 8));
        show("us", stack(pixels));
        ImagePlus surest = explain("map=cam");
        assertThat(surest.getTitle()).isEqualTo("cam_bright of us");
        assertThat(surest.getProp("Slice_Label")).isEqualTo("cam_bright of box, bright 1.00, slice 1");
        assertThat(surest.getProcessor().getf(15, 15)).isEqualTo(1);
        assertThat(surest.getProcessor().getf(43, 24)).isZero();
        IJ.selectWindow("us");
        ImagePlus atPoint = explain("map=cam x=43 y=24");
        assertThat(atPoint.getTitle()).isEqualTo("cam_grey of us");
        assertThat(atPoint.getProcessor().getf(43, 24)).isCloseTo(0.498f, within(1e-3f));
        IJ.selectWindow("us");
        assertThat(explain("map=cam_bright x=43 y=24").getProcessor().getf(43, 24))
                .isZero();
    }

    /** Boxes of a lower threshold are those that are meant, with their numbers in the list. */
    @Test
    void theBoxThatIsExplainedIsTheListedOne() {
        ByteProcessor weak = grey(new Rectangle(10, 12, 16, 9));
        weak.setValue(140); // scored 0.1
        weak.fill(new Roi(40, 20, 6, 8));
        show("us", stack(grey(WHITE), weak));
        detect(GREY + "slices=all threshold=0.06");
        assertThat(table().size()).isEqualTo(3);
        IJ.selectWindow("us");
        ImagePlus map = explain("x=43 y=24 z=2");
        assertThat(map.getProp("Slice_Label")).startsWith("cam_grey of box 3, grey 0.10, slice 2");
        ImagePlus image = WindowManager.getImage("us");
        image.getStack().getProcessor(2).set(0, 0, 9);
        IJ.selectWindow("us");
        assertThat(explain("x=43 y=24 z=2").getProp("Slice_Label"))
                .as("of other pixels")
                .startsWith("cam_grey of box, ");
    }

    @Test
    void theWindowOfPointsSaysWhatExplainsABox() {
        show("us", stack(grey(WHITE)));
        assertThat(log("run(\"Explore Attention...\", \"" + GREY + "\");"))
                .contains("the model bright-detector draws boxes", "use Explain Prediction...");
    }

    /** No network is opened for what cannot be shown: not even the device is looked at. */
    @Test
    void aMapThatIsNotOfferedIsRefusedFirst() {
        show("us", stack(grey(WHITE)));
        assertThat(log("run(\"Explain Prediction...\", \"model=bright-detector device=onednn map=cam_red\");"))
                .contains("there is no map \"cam_red\" of a box of the model")
                .doesNotContain("onednn\" ");
    }

    /** A lesion whose middle is beyond the crop is none of it: the network sees what lay round. */
    @Test
    void aCropIsSeenWithWhatLayRoundIt() throws IOException {
        Volume volume = Volume.allocate(VolumeGeometry.axisAligned(new long[] {64, 48, 3}, 0.5, 0.5, 3));
        TinyDetectors.draw(volume, TinyDetectors.box(10, 20, 24, 30, 1), 255);
        TinyDetectors.draw(volume, TinyDetectors.box(36, 20, 60, 30, 1), 255);
        Path file = folder("crop").resolve("case.nii.gz");
        NiftiWriter.FAST.writeVolume(file, volume);
        String logged = log("run(\"Open Medical Volume...\", \"path=[" + path(file) + "]\");"
                + "makeRectangle(4, 4, 40, 40); run(\"Crop\"); setSlice(2);"
                + "run(\"Detect Lesions...\", \"" + GREY + "slices=2\");");
        assertThat(logged).doesNotContain("Macro Error").doesNotContain("crop");
        assertThat(table().size()).isEqualTo(1);
        assertThat(rectangles(IJ.getImage())).containsExactly(new Rectangle(6, 16, 14, 10));
        ImagePlus map = explain("z=2");
        assertThat(map.getProp("Slice_Label")).startsWith("cam_bright of box 1");
        assertThat(map.getWidth()).isEqualTo(40);
        assertThat(map.getProcessor().getf(12, 18)).isEqualTo(1);
        assertThat(map.getProcessor().getf(26, 18)).isZero();
        assertThat(map.getProcessor().getf(36, 18)).isEqualTo(1);
    }

    /** Nothing is listed: a point finds what the model is least sure of, and it has no number. */
    @Test
    void aPointFindsABoxThatNobodyListed() {
        ByteProcessor weak = grey(new Rectangle(10, 12, 16, 9));
        weak.setValue(140);
        weak.fill(new Roi(40, 20, 6, 8));
        show("us", stack(weak));
        assertThat(explain("map=cam x=43 y=24").getProp("Slice_Label"))
                .startsWith("cam_grey of box, grey 0.10, slice 1");
    }

    @Test
    void theWeightsOfAnExcitationAreATable() {
        show("us", stack(grey(WHITE)));
        explain("map=block0_excitation");
        assertThat(table().size()).isEqualTo(4);
        assertThat(table().getValue("weight", 0)).isBetween(0.0, 1.0);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "map=cam_red|choose cam for what it calls the box, one of [cam_bright, cam_grey] or an excitation",
                "map=cam x=1 y=1|no box of slice 2 of \"us\" lies round the point 1,1",
                "map=cam z=1|the model finds no box in slice 1 of \"us\"",
                "map=block0_excitation channels=1|a detector does not show what they respond to",
            })
    void whatCannotBeExplainedIsSaid(String options, String sentence) {
        ImagePlus image = show("us", stack(grey(), grey(WHITE)));
        image.setPosition(1, 2, 1);
        assertThat(log("run(\"Explain Prediction...\", \"" + GREY + options + "\");"))
                .contains(sentence);
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
