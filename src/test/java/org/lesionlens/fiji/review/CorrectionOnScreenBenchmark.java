package org.lesionlens.fiji.review;

import ij.ImagePlus;
import java.awt.EventQueue;
import java.awt.Robot;
import java.awt.event.InputEvent;
import java.awt.event.MouseEvent;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import javax.swing.JFrame;
import org.lesionlens.correction.Brush;
import org.lesionlens.correction.Correction;
import org.lesionlens.correction.Ink;
import org.lesionlens.correction.Stroke;
import org.lesionlens.fiji.image.FijiVolumes;
import org.lesionlens.fiji.image.StackGrid;
import org.lesionlens.lesion.Lesion;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.ProbabilityMap;
import org.lesionlens.volume.Volume;
import org.lesionlens.volume.VolumeGeometry;

/**
 * What a reviewer waits for on a screen: medians of 50 events on a volume of 512 x 512 x 300 with a lesion of 40 mm. A step of
 * the mouse counts until the canvas is painted, a lesion until its row is.
 */
public final class CorrectionOnScreenBenchmark {
    private static final int EVENTS = 50;
    private static final int WARM_UP = 10;
    private static final VolumeGeometry GRID = VolumeGeometry.axisAligned(new long[] {512, 512, 300}, 0.7, 0.7, 1);

    private final CorrectionTools tools;
    private final LesionsOnScreen lesions;

    private CorrectionOnScreenBenchmark(CorrectionTools tools, LesionsOnScreen lesions) {
        this.tools = tools;
        this.lesions = lesions;
    }

    /** Prints the medians. */
    public static void main(String[] none) throws Exception {
        CorrectionOnScreenBenchmark benchmark = onEventThread(CorrectionOnScreenBenchmark::open);
        new Robot().waitForIdle();
        for (boolean ball : new boolean[] {false, true}) {
            if (ball) {
                EventQueue.invokeAndWait(benchmark.tools.values()::turnBall);
            }
            double[] moves = new double[EVENTS];
            double[] ends = new double[EVENTS];
            for (int i = -WARM_UP; i < EVENTS; i++) {
                int at = 150 + 3 * (i + WARM_UP);
                benchmark.mouse(MouseEvent.MOUSE_PRESSED, at, 200);
                double move = benchmark.mouse(MouseEvent.MOUSE_DRAGGED, at + 3, 203);
                double end = benchmark.mouse(MouseEvent.MOUSE_RELEASED, at + 3, 203);
                moves[Math.max(0, i)] = move;
                ends[Math.max(0, i)] = end;
            }
            System.out.printf(
                    Locale.ROOT,
                    "%s: stroke shown %.1f ms, lesion measured and listed %.1f ms%n",
                    ball ? "ball" : "disc",
                    median(moves),
                    median(ends));
        }
        System.exit(0);
    }

    private static CorrectionOnScreenBenchmark open() {
        Volume volume = Volume.allocate(GRID);
        float value = 0;
        for (var voxel : volume.voxels()) {
            value = value > 1 ? 0 : value + 0.013f;
            voxel.set(value);
        }
        Correction correction = new Correction(LabelMap.allocate(GRID), Map.of(), 1);
        Stroke.begin(correction, Brush.ball(20), Ink.paint(1)).to(256, 256, 150);
        Optional<ProbabilityMap> probability = Optional.of(new ProbabilityMap(volume.voxels(), GRID));
        ImagePlus image = FijiVolumes.image("large", volume, Optional.empty());
        image.show();
        CorrectedImage shown =
                new CorrectedImage(image, StackGrid.of(image), correction, volume, probability, List.of(), false);
        List<Lesion> first = correction.measure(correction.numbers(), probability, Optional.of(volume));
        LesionsOnScreen lesions = new LesionsOnScreen(
                shown, first, numbers -> correction.measure(numbers, probability, Optional.of(volume)));
        CorrectionTools tools = new CorrectionTools(new ToolValues(), said -> {});
        new ToolsPanel(tools, new ToolKeys(new JFrame().getRootPane(), tools));
        tools.begin(lesions);
        tools.hold(Tool.PAINT);
        return new CorrectionOnScreenBenchmark(tools, lesions);
    }

    /** Until all is painted that it asks for, in ms. */
    private double mouse(int kind, int x, int y) throws Exception {
        var canvas = lesions.shown().image().getCanvas();
        long begin = System.nanoTime();
        EventQueue.invokeAndWait(() -> {
            canvas.dispatchEvent(new MouseEvent(
                    canvas,
                    kind,
                    System.currentTimeMillis(),
                    InputEvent.BUTTON1_DOWN_MASK,
                    canvas.screenX(x),
                    canvas.screenY(y),
                    1,
                    false,
                    MouseEvent.BUTTON1));
            canvas.paint(canvas.getGraphics());
        });
        EventQueue.invokeAndWait(() -> {}); // what was asked to be painted meanwhile
        canvas.getToolkit().sync();
        return (System.nanoTime() - begin) / 1e6;
    }

    private static double median(double... values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return (sorted[sorted.length / 2] + sorted[(sorted.length - 1) / 2]) / 2;
    }

    private static <T> T onEventThread(java.util.function.Supplier<T> what) throws Exception {
        java.util.concurrent.FutureTask<T> task = new java.util.concurrent.FutureTask<>(what::get);
        EventQueue.invokeAndWait(task);
        return task.get();
    }
}
