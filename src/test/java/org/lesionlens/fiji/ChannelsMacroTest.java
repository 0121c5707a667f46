package org.lesionlens.fiji;

import static org.assertj.core.api.Assertions.assertThat;

import ij.IJ;
import ij.ImagePlus;
import ij.ImageStack;
import ij.WindowManager;
import ij.gui.Roi;
import ij.measure.ResultsTable;
import ij.process.FloatProcessor;
import ij.process.ImageProcessor;
import java.awt.Color;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.lesionlens.inference.TwoChannelModel;
import org.lesionlens.model.ModelsFrom;

/** A model of two channels and three labels in macros. */
class ChannelsMacroTest extends MacroFixture {
    private ModelsFrom models;

    @BeforeEach
    void write() throws IOException {
        Path folder = folder("models");
        TwoChannelModel.write(folder, "two");
        models = ModelsFrom.folder(folder);
    }

    @AfterEach
    void forget() {
        models.close();
    }

    /** 24 x 20 pixels of 1 mm, two slices: t1 is 1 for x below 12, flair in a box across its border, the rest is noise. */
    private static ImagePlus stack(int t1, int flair, int channels) {
        ImageStack stack = new ImageStack(24, 20);
        for (int slice = 1; slice <= 2; slice++) {
            for (int channel = 1; channel <= channels; channel++) {
                FloatProcessor pixels = new FloatProcessor(24, 20);
                if (channel == t1) {
                    pixels.setRoi(0, 0, 12, 20);
                } else if (channel == flair) {
                    pixels.setRoi(10, 5, 6, 4);
                } else {
                    pixels.setRoi(3, 3, 9, 9);
                }
                pixels.setValue(1);
                pixels.fill();
                stack.addSlice(pixels);
            }
        }
        ImagePlus image = new ImagePlus("stack", stack);
        image.setDimensions(channels, 2, 1);
        image.setOpenAsHyperStack(true);
        image.getCalibration().setUnit("mm");
        image.getCalibration().pixelDepth = 2;
        image.show();
        return image;
    }

    private static String segment(String more) {
        return "run(\"Segment Lesions...\", \"model=two device=cpu classify=false " + more + "\");";
    }

    private static void assertThatBothLesionsAreThere(ImagePlus image) {
        ResultsTable table = ResultsTable.getResultsTable();
        assertThat(table.size()).isEqualTo(2);
        assertThat(table.getStringValue("class", 0)).isEqualTo("oedema");
        assertThat(table.getStringValue("class", 1)).isEqualTo("core");
        assertThat(table.getValue("volume_ml", 0)).isEqualTo(0.064);
        assertThat(table.getValue("volume_ml", 1)).isEqualTo(0.032);
        assertThat(image.getOverlay().toArray())
                .filteredOn(roi -> roi.getFillColor() == null)
                .extracting(Roi::getStrokeColor)
                .containsOnly(new Color(0, 0, 255), new Color(255, 0, 0));
        ImagePlus labels = WindowManager.getImage("Labels of stack");
        assertThat(labels.getStack().getProcessor(1).getPixel(13, 6)).isEqualTo(1);
        assertThat(new Color(labels.getLuts()[0].getRGB(1))).isEqualTo(Color.BLUE);
        assertThat(new Color(labels.getLuts()[0].getRGB(2))).isEqualTo(Color.RED);
        ImagePlus context = WindowManager.getImage("Context of stack");
        assertThat(context.getStack().getProcessor(1).getPixel(1, 1)).isEqualTo(2);
        assertThat(context.getStack().getProcessor(1).getPixel(11, 6)).isZero();
    }

    @Test
    void channelsAreTakenInTheirOrderWhereThereAreAsMany() {
        ImagePlus image = stack(1, 2, 2);
        IJ.runMacro(segment(""));
        assertThatBothLesionsAreThere(image);
    }

    @Test
    void aMacroSaysWhichChannelIsWhich() {
        ImagePlus image = stack(3, 1, 3);
        IJ.runMacro(segment("channels=[flair=1, t1=3]"));
        assertThatBothLesionsAreThere(image);
    }

    @Test
    void nothingIsGuessedWhereTheImageHasOtherChannelsThanTheModel() {
        stack(1, 2, 3);
        assertThat(log(segment(""))).contains("has 3 channels but the model takes t1, flair: choose one for each");
        stack(1, 2, 3);
        assertThat(log(segment("channels=1,4"))).contains("the channels are \"1,4\" but the model takes t1, flair");
        assertThat(WindowManager.getImage("Labels of stack")).isNull();
    }

    @Test
    void aMacroSaysWhichChannelsAreExplained() {
        stack(3, 1, 3);
        assertThat(log("run(\"Explain Prediction...\", \"model=two device=cpu map=probability\");"))
                .contains("has 3 channels but the model takes t1, flair: choose one for each, in a macro inputs=[t1=1");
        stack(3, 1, 3);
        IJ.runMacro(
                "run(\"Explain Prediction...\", \"model=two device=cpu map=probability inputs=[flair=1,t1=3] z=1\");");
        ImageProcessor map = IJ.getImage().getProcessor();
        assertThat(IJ.getImage().getTitle()).isEqualTo("probability of stack");
        for (int x = 0; x < 24; x++) {
            for (int y = 0; y < 20; y++) {
                boolean flair = x >= 10 && x < 16 && y >= 5 && y < 9;
                assertThat(map.getf(x, y) > 0.5).isEqualTo(flair);
            }
        }
    }

    private static void fill(ImageProcessor pixels, Roi roi) {
        pixels.setValue(1);
        pixels.fill(roi);
    }

    @Test
    void oneSliceIsSegmentedAsVolumesAre() {
        ImagePlus stack = IJ.createHyperStack("stack", 24, 20, 3, 1, 1, 32);
        stack.getCalibration().setUnit("mm");
        stack.getCalibration().pixelWidth = 10;
        stack.getCalibration().pixelHeight = 10;
        fill(stack.getStack().getProcessor(3), new Roi(0, 0, 12, 20));
        fill(stack.getStack().getProcessor(1), new Roi(10, 5, 6, 4));
        stack.show();
        IJ.runMacro("run(\"Segment Lesions...\", \"model=two device=cpu channels=[t1=3,flair=1]\");");
        assertThat(ResultsTable.getResultsTable().getStringValue("class", 0)).isEqualTo("oedema");
        assertThat(ResultsTable.getResultsTable().getStringValue("class", 1)).isEqualTo("core");
        assertThat(ResultsTable.getResultsTable().getValue("area_mm2", 0)).isEqualTo(1600);
    }

    @Test
    void theSelectionCountsForContextToo() {
        ImagePlus image = stack(1, 2, 2);
        image.setRoi(8, 0, 16, 20);
        IJ.runMacro(segment(""));
        assertThat(ResultsTable.getResultsTable().size()).isEqualTo(2);
        assertThat(WindowManager.getImage("Context of stack")
                        .getStack()
                        .getProcessor(1)
                        .getPixel(1, 1))
                .isZero();
    }

    @Test
    void aBatchWritesTheFormatsThatAMacroNames() throws IOException {
        Path images = folder("images");
        Files.copy(Path.of("test-data/phantom_slice.png"), images.resolve("a.png"));
        try (ModelsFrom tiny = ModelsFrom.folder(Path.of("models/tiny"))) {
            IJ.runMacro("run(\"Batch...\", \"input=[" + path(images) + "] output=[" + path(folder("out"))
                    + "] format=nrrd,itk-snap classify=false\");");
        }
        assertThat(folder("out").resolve("a/mask.nrrd")).exists();
        assertThat(folder("out").resolve("a/labels.txt")).exists();
        assertThat(folder("out").resolve("a/mask.png")).doesNotExist();
    }
}
