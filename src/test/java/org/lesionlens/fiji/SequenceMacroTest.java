package org.lesionlens.fiji;

import static org.assertj.core.api.Assertions.assertThat;

import ij.IJ;
import ij.ImagePlus;
import ij.ImageStack;
import ij.WindowManager;
import ij.measure.ResultsTable;
import ij.process.ByteProcessor;
import ij.process.ImageProcessor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lesionlens.model.ChangedModel;
import org.lesionlens.model.ModelsFrom;
import org.scijava.Context;
import org.scijava.command.CommandService;

/**
 * A square that goes right, and another where it was in the first of four frames: the network ({@code models/tiny/neighbours}) gives
 * half a probability to what is white in its second channel, and the other half to what is white in the first one of the frames round it.
 */
class SequenceMacroTest extends MacroFixture {
    private static final int SIDE = 32;
    private static final String RUN =
            "run(\"Segment Lesions...\", \"model=weighted-frames threshold=0.4 device=cpu trust=true probability=true %s\");";

    private ModelsFrom models;
    private ImagePlus cine;

    @BeforeEach
    void showFrames() throws IOException {
        models = ModelsFrom.folder(Path.of("models/tiny/neighbours"));
        cine = new ImagePlus("cine", frames());
        cine.setDimensions(2, 1, 4);
        cine.setOpenAsHyperStack(true);
        cine.getCalibration().frameInterval = 0.5;
        cine.getCalibration().setTimeUnit("s");
        cine.getCalibration().setUnit("mm");
        cine.getCalibration().pixelWidth = 0.5;
        cine.getCalibration().pixelHeight = 0.5;
        cine.show();
    }

    @AfterEach
    void forgetModels() {
        models.close();
    }

    private static ImageStack frames() {
        ImageStack stack = new ImageStack(SIDE, SIDE);
        for (int frame = 0; frame < 4; frame++) {
            ImageProcessor first = new ByteProcessor(SIDE, SIDE);
            square(first, 20, 5 + frame, 50 * (frame + 1));
            ImageProcessor second = new ByteProcessor(SIDE, SIDE);
            square(second, 4 + 2 * frame, 4, 255);
            if (frame > 1) {
                square(second, 3, 3, 255);
            }
            stack.addSlice(first);
            stack.addSlice(second);
        }
        return stack;
    }

    private static void square(ImageProcessor image, int x, int side, int value) {
        image.setValue(value);
        image.setRoi(x, 6, side, side);
        image.fill();
    }

    private static String rows() {
        ResultsTable table = ResultsTable.getResultsTable();
        return String.join(
                " ",
                IntStream.range(0, table.size())
                        .mapToObj(row -> table.getStringValue("case", row).replace("cine frame ", "") + ":"
                                + (int) table.getValue("label", row) + "=" + table.getValue("area_mm2", row))
                        .toList());
    }

    private static float[][] probability() {
        ImagePlus map = WindowManager.getImage("Probability of cine");
        return IntStream.rangeClosed(1, map.getStackSize())
                .mapToObj(frame -> (float[])
                        map.getStack().getProcessor(frame).convertToFloat().getPixels())
                .toArray(float[][]::new);
    }

    @Test
    void eachFrameHasItsLesionsWithTheirNumbersAndLabelsFollowTheFrames() {
        IJ.runMacro(RUN.formatted(""));
        assertThat(rows()).isEqualTo("1:1=4.0 2:1=4.0 3:1=4.0 3:2=2.25 4:1=4.0 4:2=2.25");
        ImagePlus labels = IJ.getImage();
        assertThat(labels.getNFrames()).isEqualTo(4);
        assertThat(labels.getStack().getProcessor(2).get(6, 6)).isEqualTo(1);
        assertThat(labels.getStack().getProcessor(3).get(4, 6)).isEqualTo(2);
        assertThat(labels.getStack().getProcessor(3).get(8, 6)).isEqualTo(1);
        assertThat(cine.getOverlay().toArray())
                .extracting(roi -> roi.getTPosition())
                .contains(1, 2, 3, 4);
    }

    @Test
    void framesAreSeenAsTheSameSlicesAre() {
        IJ.runMacro(RUN.formatted(""));
        float[][] frames = probability();
        assertThat(frames[3][7 * SIDE + 21]).isGreaterThan(0.1f);
        closeAll();
        cine = new ImagePlus("cine", frames());
        cine.setDimensions(2, 4, 1);
        cine.show();
        IJ.runMacro(RUN.formatted(""));
        assertThat(probability()).isEqualTo(frames);
    }

    @Test
    void oneFrameIsSeenWithThoseBeforeAndAfterIt() {
        IJ.runMacro(RUN.formatted(""));
        float[][] frames = probability();
        for (int frame = 1; frame <= 4; frame++) {
            IJ.runMacro("close(\"*of cine\"); selectImage(\"cine\");" + RUN.formatted("frame=" + frame));
            assertThat(probability()).isEqualTo(new float[][] {frames[frame - 1]});
        }
        assertThat(ResultsTable.getResultsTable().getColumn("label")).containsExactly(1, 2);
    }

    /** The brightest frame is no neighbour of the first one, but says how bright all are. */
    @Test
    void oneFrameIsPreparedAsAmongAllOthers(@TempDir Path folder) throws IOException {
        models.close();
        ChangedModel.copy(
                "neighbours/weighted-frames",
                folder,
                text -> text.replaceFirst(
                        "step: linear\n +gain: [0-9.]+\n +offset: -1.0",
                        "{step: percentile-range, lower: 0, upper: 100, over: volume, epsilon: 1}"));
        models = ModelsFrom.folder(folder.resolve("neighbours"));
        IJ.runMacro(RUN.formatted(""));
        float[][] frames = probability();
        IJ.runMacro("close(\"*of cine\"); selectImage(\"cine\");" + RUN.formatted("frame=1"));
        assertThat(probability()).isEqualTo(new float[][] {frames[0]});
    }

    @Test
    void aRowForEachFrameHasItsTimeAndItsAreas() throws Exception {
        assertThat(ofTime(cine)).isEqualTo("time_s 0.0 0.5 1.0 1.5, areas 4.0 4.0 6.25 6.25, second NaN NaN 2.25 2.25");
    }

    @Test
    void slicesAreFramesForAModelOfThem() throws Exception {
        cine.setDimensions(2, 4, 1);
        cine.getCalibration().pixelDepth = 3;
        assertThat(ofTime(cine)).isEqualTo("time_s 0.0 0.5 1.0 1.5, areas 4.0 4.0 6.25 6.25, second NaN NaN 2.25 2.25");
        IJ.runMacro(RUN.formatted(""));
        assertThat(ResultsTable.getResultsTable().getColumn("voxels")).containsExactly(64, 18);
        assertThat(ResultsTable.getResultsTable().getColumn("area_mm2")).containsExactly(4, 2.25);
        assertThat(ResultsTable.getResultsTable().getColumn("volume_ml")).containsOnly(Double.NaN);
    }

    private static String ofTime(ImagePlus image) throws Exception {
        try (Context context = new Context(CommandService.class)) {
            ResultsTable table = (ResultsTable) context.service(CommandService.class)
                    .run(
                            SegmentLesionsCommand.class,
                            false,
                            "image",
                            image,
                            "model",
                            "weighted-frames",
                            "device",
                            "cpu",
                            "threshold",
                            0.4,
                            "trust",
                            true)
                    .get()
                    .getOutput("timetable");
            return "time_s " + column(table, "time_s") + ", areas " + column(table, "all_mm2") + ", second "
                    + column(table, "lesion_2_mm2");
        }
    }

    private static String column(ResultsTable table, String name) {
        return String.join(
                " ",
                IntStream.range(0, table.size())
                        .mapToObj(row -> Double.toString(table.getValue(name, row)))
                        .toList());
    }

    @Test
    void aSelectionCountsInEveryFrame() {
        cine.setRoi(0, 0, 7, SIDE);
        IJ.runMacro(RUN.formatted(""));
        assertThat(rows()).isEqualTo("1:1=3.0 2:1=1.0 3:2=2.25 4:2=2.25");
    }

    @Test
    void framesOfSeveralSlicesAreRefused() {
        cine.setDimensions(2, 2, 2);
        assertThat(log(RUN.formatted(""))).contains("2 frames of 2 slices", "Image > Duplicate...");
    }

    private float[] explained(String which) {
        IJ.runMacro(
                "selectImage(\"cine\"); run(\"Explain Prediction...\", \"model=weighted-slices channel=1 device=cpu trust=true"
                        + " map=probability " + which + "\");");
        ImagePlus map = IJ.getImage();
        assertThat(map.getTitle()).isEqualTo("probability of cine");
        float[] pixels = (float[]) map.getProcessor().convertToFloat().getPixels();
        map.close();
        return pixels;
    }

    /** Each of them, the first and the last one too. */
    @Test
    void aFrameIsExplainedAsTheSameSliceIs(@TempDir Path folder) throws IOException {
        ChangedModel.copy("neighbours/weighted-slices", folder, text -> text.replace("axis: slice", "axis: time"));
        models.close();
        models = ModelsFrom.folder(folder.resolve("neighbours"));
        float[][] frames = new float[4][];
        for (int frame = 1; frame <= 4; frame++) {
            frames[frame - 1] = explained("frame=" + frame);
        }
        assertThat(frames[0]).isNotEqualTo(frames[1]);
        cine.setDimensions(2, 4, 1);
        for (int slice = 1; slice <= 4; slice++) {
            assertThat(explained("z=" + slice)).isEqualTo(frames[slice - 1]);
        }
    }

    @Test
    void framesOfSeveralSlicesAreNotToBeMadeSlicesToBeExplained() {
        String explain = "run(\"Explain Prediction...\", \"model=weighted-frames device=cpu trust=true\");";
        cine.setDimensions(2, 2, 2);
        assertThat(log(explain))
                .contains("2 frames of 2 slices", "Image > Duplicate...")
                .doesNotContain("frames 1)");
    }

    @Test
    void nothingIsSaidOfASingleFrameWhereThereAreSeveral() {
        assertThat(log(RUN.formatted(""))).doesNotContain("the image has one");
    }
}
