package org.lesionlens.fiji;

import static org.assertj.core.api.Assertions.assertThat;

import ij.IJ;
import ij.ImagePlus;
import ij.ImageStack;
import ij.WindowManager;
import ij.gui.PlotWindow;
import ij.measure.ResultsTable;
import ij.process.ByteProcessor;
import ij.process.ImageProcessor;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import javax.swing.JSlider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lesionlens.model.ModelsFrom;

/** Table and plot of lesions over time beside the sliders of their window. */
class OverTimeWindowTest extends WindowFixture {
    private static final String NAME = "Lesions over time of cine";
    private static final int SIDE = 32;

    /** A white square in the second channel, which the network gives half a probability; it grows. */
    private static ImagePlus cine(int slices, int frames) {
        ImageStack stack = new ImageStack(SIDE, SIDE);
        for (int frame = 0; frame < slices * frames; frame++) {
            ImageProcessor first = new ByteProcessor(SIDE, SIDE);
            first.set(0, 0, 50);
            stack.addSlice(first);
            ImageProcessor second = new ByteProcessor(SIDE, SIDE);
            second.setValue(255);
            second.setRoi(8, 8, 4 + frame, 4);
            second.fill();
            stack.addSlice(second);
        }
        ImagePlus image = new ImagePlus("cine", stack);
        image.setDimensions(2, slices, frames);
        image.setOpenAsHyperStack(true);
        image.show();
        return image;
    }

    private static String lesions() {
        ResultsTable table = ResultsTable.getResultsTable(NAME);
        return String.join(
                " ",
                IntStream.range(0, table.size())
                        .mapToObj(row ->
                                (int) table.getValue("lesions", row) + ":" + (int) table.getValue("all_pixels", row))
                        .toList());
    }

    /** The plots that are open, the first one first. */
    private static List<ImagePlus> plots() {
        return Arrays.stream(WindowManager.getIDList())
                .mapToObj(WindowManager::getImage)
                .filter(image -> image.getWindow() instanceof PlotWindow)
                .toList();
    }

    private static float last(ImagePlus plot) {
        float[] values = ((PlotWindow) plot.getWindow()).getYValues();
        return values[values.length - 1];
    }

    private static void segment(String options) {
        IJ.runMacro("run(\"Segment Lesions...\","
                + " \"model=weighted-frames threshold=0.4 device=cpu trust=true labels=false" + options + "\");");
    }

    @ParameterizedTest
    @CsvSource({"1, 4", "4, 1"})
    void theyFollowTheThreshold(int slices, int frames) throws Exception {
        try (ModelsFrom models = ModelsFrom.folder(Path.of("models/tiny/neighbours"))) {
            cine(slices, frames);
            segment("");
            ImagePlus plot = plots().get(0);
            assertThat(lesions()).isEqualTo("1:16 1:20 1:24 1:28");
            assertThat(last(plot)).isEqualTo(28);
            onEventThread(() -> ResultWindowTest.slider("cine", "Threshold").setValue(60));
            await(() -> lesions().equals("0:0 0:0 0:0 0:0") ? "none" : null);
            await(() -> last(plot) == 0 ? "none" : null);
            onEventThread(() -> ResultWindowTest.slider("cine", "Threshold").setValue(45));
            await(() -> lesions().equals("1:16 1:20 1:24 1:28") ? "again" : null);
            await(() -> last(plot) == 28 ? "again" : null);
        }
    }

    /** A run of one of two images of one title: its table took the place of the other's. */
    @Test
    void thoseOfAnotherImageStay() throws Exception {
        try (ModelsFrom models = ModelsFrom.folder(Path.of("models/tiny/neighbours"))) {
            cine(1, 4);
            segment("");
            JSlider first = ResultWindowTest.slider("cine", "Threshold");
            cine(1, 5);
            segment("");
            String shown = lesions();
            assertThat(shown).isEqualTo("1:16 1:20 1:24 1:28 1:32");
            onEventThread(() -> first.setValue(60));
            await(() -> last(plots().get(0)) == 0 ? "none" : null);
            assertThat(last(plots().get(1))).isEqualTo(32);
            assertThat(lesions()).isEqualTo(shown);
        }
    }

    /** What was found in a selection has a plot of its own, beside that of the whole image. */
    @Test
    void thoseOfAnEarlierRunStay() throws Exception {
        try (ModelsFrom models = ModelsFrom.folder(Path.of("models/tiny/neighbours"))) {
            ImagePlus cine = cine(1, 4);
            segment("");
            cine.setRoi(0, 0, 20, 20);
            segment("");
            assertThat(plots()).hasSize(2);
            onEventThread(() -> ResultWindowTest.slider("cine", "Threshold").setValue(60));
            await(() -> last(plots().get(1)) == 0 ? "none" : null);
            assertThat(last(plots().get(0))).isEqualTo(28);
            assertThat(lesions()).isEqualTo("0:0 0:0 0:0 0:0");
        }
    }
}
