package org.lesionlens.fiji;

import static org.assertj.core.api.Assertions.assertThat;

import ij.IJ;
import ij.ImagePlus;
import ij.ImageStack;
import ij.WindowManager;
import ij.measure.ResultsTable;
import ij.process.ImageProcessor;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.scijava.Context;
import org.scijava.command.CommandService;

/** Frames that follow each other: the phantom's lesion; a larger one beside it; that one alone; both again. */
class TimeSeriesMacroTest extends MacroFixture {
    private static final int BRIGHT = 193;
    private static final int DARK = 104;

    private ImagePlus cine;

    @BeforeEach
    void showFrames() {
        ImageProcessor small =
                IJ.openImage(path(DATA.resolve("phantom_slice.png"))).getProcessor();
        ImageProcessor both = with(small, 85, 105, 42, BRIGHT);
        ImageProcessor large = with(both, 144, 76, 48, DARK);
        ImageStack frames = new ImageStack(small.getWidth(), small.getHeight());
        for (ImageProcessor frame : new ImageProcessor[] {small, both, large, both.duplicate()}) {
            frames.addSlice(frame);
        }
        cine = new ImagePlus("cine", frames);
        cine.setDimensions(1, 1, 4);
        cine.getCalibration().frameInterval = 0.5;
        cine.getCalibration().setTimeUnit("s");
        cine.show();
    }

    private static ImageProcessor with(ImageProcessor image, int x, int y, int side, int value) {
        ImageProcessor other = image.duplicate();
        other.setValue(value);
        other.fillOval(x, y, side, side);
        return other;
    }

    private static double[] column(ResultsTable table, String name) {
        return IntStream.range(0, table.size())
                .mapToDouble(row -> table.getValue(name, row))
                .toArray();
    }

    @Test
    void aLesionHasOneNumberInAllFramesThoughAnotherIsLarger() {
        IJ.runMacro("run(\"Segment Lesions...\", \"device=cpu classify=false\");");
        ResultsTable table = ResultsTable.getResultsTable();
        assertThat(IntStream.range(0, table.size())
                        .mapToObj(row -> table.getStringValue("case", row) + ": " + (int) table.getValue("label", row)))
                .containsExactly(
                        "cine frame 1: 1",
                        "cine frame 2: 1",
                        "cine frame 2: 2",
                        "cine frame 3: 2",
                        "cine frame 4: 1",
                        "cine frame 4: 2");
        double[] pixels = column(table, "voxels");
        assertThat(pixels[1]).isEqualTo(pixels[4]).isLessThan(pixels[2] / 1.2);
        assertThat(IJ.getImage().getTitle()).isEqualTo("Labels of cine");
        assertThat(IJ.getImage().getStack().getProcessor(3).getStats().max).isEqualTo(2);
        assertThat(WindowManager.getImage("Lesions over time of cine")).isNotNull();
    }

    @Test
    void aRowForEachFrameHasItsTimeAndItsSizes() throws Exception {
        try (Context context = new Context(CommandService.class)) {
            ResultsTable table = (ResultsTable) context.service(CommandService.class)
                    .run(SegmentLesionsCommand.class, false, "image", cine, "device", "cpu", "classify", false)
                    .get()
                    .getOutput("timetable");
            assertThat(column(table, "frame")).containsExactly(1, 2, 3, 4);
            assertThat(column(table, "time_s")).containsExactly(0, 0.5, 1, 1.5);
            assertThat(column(table, "lesions")).containsExactly(1, 2, 1, 2);
            double[] first = column(table, "lesion_1_pixels");
            double[] second = column(table, "lesion_2_pixels");
            assertThat(first[2]).isNaN();
            assertThat(second[0]).isNaN();
            assertThat(second[3]).isEqualTo(second[1]);
            assertThat(column(table, "all_pixels"))
                    .containsExactly(first[0], first[1] + second[1], second[2], first[3] + second[3]);
        }
    }

    @Test
    void aMacroGoesOnWithTheImageWhereItWantsNoOther() {
        IJ.runMacro("run(\"Segment Lesions...\", \"device=cpu classify=false labels=false\");");
        assertThat(IJ.getImage()).isSameAs(cine);
    }

    @Test
    void oneFrameHasNothingOverTime() {
        IJ.runMacro("run(\"Segment Lesions...\", \"device=cpu classify=false frame=2\");");
        assertThat(WindowManager.getImage("Lesions over time of cine")).isNull();
        assertThat(ResultsTable.getResultsTable().size()).isEqualTo(2);
    }
}
