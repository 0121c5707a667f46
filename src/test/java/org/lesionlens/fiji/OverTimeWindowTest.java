package org.lesionlens.fiji;

import static org.assertj.core.api.Assertions.assertThat;

import ij.IJ;
import ij.ImagePlus;
import ij.ImageStack;
import ij.gui.PlotWindow;
import ij.measure.ResultsTable;
import ij.process.ByteProcessor;
import ij.process.ImageProcessor;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lesionlens.fiji.image.LesionsOverTime;
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

    private static float last(ImagePlus cine) {
        PlotWindow window = LesionsOverTime.plotsOf(cine).get(0);
        float[] values = window.getYValues();
        return values[values.length - 1];
    }

    @ParameterizedTest
    @CsvSource({"1, 4", "4, 1"})
    void theyFollowTheThreshold(int slices, int frames) throws Exception {
        try (ModelsFrom models = ModelsFrom.folder(Path.of("models/tiny/neighbours"))) {
            ImagePlus cine = cine(slices, frames);
            IJ.runMacro("run(\"Segment Lesions...\","
                    + " \"model=weighted-frames threshold=0.4 device=cpu trust=true labels=false\");");
            assertThat(lesions()).isEqualTo("1:16 1:20 1:24 1:28");
            assertThat(last(cine)).isEqualTo(28);
            onEventThread(() -> ResultWindowTest.slider("cine", "Threshold").setValue(60));
            await(() -> lesions().equals("0:0 0:0 0:0 0:0") ? "none" : null);
            await(() -> last(cine) == 0 ? "none" : null);
            onEventThread(() -> ResultWindowTest.slider("cine", "Threshold").setValue(45));
            await(() -> lesions().equals("1:16 1:20 1:24 1:28") ? "again" : null);
            await(() -> last(cine) == 28 ? "again" : null);
        }
    }
}
