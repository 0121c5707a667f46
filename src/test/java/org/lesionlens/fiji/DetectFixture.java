package org.lesionlens.fiji;

import static org.assertj.core.api.Assertions.assertThat;

import ij.ImagePlus;
import ij.ImageStack;
import ij.gui.Roi;
import ij.gui.TextRoi;
import ij.measure.ResultsTable;
import ij.process.ByteProcessor;
import ij.process.ColorProcessor;
import ij.process.ImageProcessor;
import java.awt.Color;
import java.awt.Rectangle;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.lesionlens.inference.TinyDetectors;
import org.lesionlens.model.ModelsFrom;

/** Macros on networks whose boxes are known: exactly round what is bright, or of a pure colour. */
abstract class DetectFixture extends MacroFixture {
    static final String GREY = "model=bright-detector device=cpu ";
    static final String COLOUR = "model=colour-detector device=cpu ";

    ModelsFrom models;

    @BeforeEach
    void useTheDetectors() throws IOException {
        models = ModelsFrom.folder(TinyDetectors.FOLDER);
    }

    @AfterEach
    void forgetThem() throws IOException {
        models.close();
    }

    static ImagePlus show(String title, ImageStack stack) {
        ImagePlus image = new ImagePlus(title, stack);
        image.show();
        return image;
    }

    static ImageStack stack(ImageProcessor... slices) {
        ImageStack stack = new ImageStack(slices[0].getWidth(), slices[0].getHeight());
        Stream.of(slices).forEach(stack::addSlice);
        return stack;
    }

    static ByteProcessor grey(Rectangle... bright) {
        ByteProcessor pixels = new ByteProcessor(64, 48);
        pixels.setValue(255);
        Stream.of(bright).forEach(rectangle -> {
            pixels.setRoi(rectangle);
            pixels.fill();
        });
        pixels.resetRoi();
        return pixels;
    }

    static ColorProcessor colour(Color color, Rectangle rectangle) {
        ColorProcessor pixels = new ColorProcessor(160, 120);
        pixels.setColor(Color.BLACK);
        pixels.fill();
        pixels.setColor(color);
        pixels.fill(new Roi(rectangle));
        return pixels;
    }

    static void detect(String options) {
        assertThat(log("run(\"Detect Lesions...\", \"" + options + "\");")).doesNotContain("Macro Error");
    }

    static List<Rectangle> rectangles(ImagePlus image) {
        return Stream.of(image.getOverlay().toArray())
                .filter(roi -> !(roi instanceof TextRoi))
                .map(Roi::getBounds)
                .toList();
    }

    static ResultsTable table() {
        return ResultsTable.getResultsTable();
    }
}
