package org.lesionlens.inference;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.lesionlens.inference.graph.ExactTiles;
import org.lesionlens.volume.Progress;

/**
 * The time of passes over tiles that are exact over that of one pass over the same tiles that is not, and over that of the
 * whole image at once, measured in turn: {@code mvn -q -Pbenchmark test-compile exec:exec
 * -Dbench.main=org.lesionlens.inference.PassesAgainstOne}.
 */
final class PassesAgainstOne {
    private static final int WARM_UP = 1;
    private static final int TURNS = 5;
    private static final long SIDE = 96;
    private static final List<Long> WINDOW = List.of(48L, 48L, 48L);

    private PassesAgainstOne() {}

    public static void main(String[] arguments) throws OrtException {
        report("P = 1", body(new ContextNetwork(3, 16).conv(1).excitation()));
        report(
                "P = 2",
                body(new ContextNetwork(3, 16).conv(1).instanceNorm().conv(1).excitation()));
        report(
                "P = 3",
                body(new ContextNetwork(3, 16)
                        .conv(1)
                        .instanceNorm()
                        .conv(1)
                        .instanceNorm()
                        .conv(1)
                        .excitation()));
    }

    /** A level below, and back: margins of a small network. */
    private static byte[] body(ContextNetwork network) {
        return network.conv(2).conv(1).enlarge().conv(1).file();
    }

    private static void report(String name, byte[] onnx) throws OrtException {
        ExactTiles.Plan plan = GlobalContextTilesTest.plan(onnx);
        Tensor image = new Tensor(new float[(int) (SIDE * SIDE * SIDE)], new long[] {1, 1, SIDE, SIDE, SIDE});
        GlobalContextTiles.Pixels pixels = GlobalContextTilesTest.pixels(image);
        double[] exact = new double[TURNS];
        double[] one = new double[TURNS];
        double[] whole = new double[TURNS];
        try (GlobalContextTiles tiles = new GlobalContextTiles(plan, Path.of("network.onnx"), Device.CPU, 1);
                SessionOptions options = new SessionOptions()) {
            options.setIntraOpNumThreads(1);
            try (OrtSession session = OnnxModel.ENVIRONMENT.createSession(onnx, options)) {
                for (int turn = -WARM_UP; turn < TURNS; turn++) {
                    int i = Math.max(0, turn);
                    exact[i] = seconds(() -> tiles.run(pixels, WINDOW, (output, from, part) -> {}, Progress.NONE));
                    one[i] = seconds(() -> onePass(session, plan, pixels));
                    whole[i] = seconds(() -> GlobalContextTilesTest.whole(session, image));
                }
            }
        }
        List<Long> sides = pixels.sides();
        double least = median(one);
        System.out.printf(
                Locale.ROOT,
                "%s: passes %.2f s, one pass over the same tiles %.2f s (ratio %.2f), whole at once %.2f s (ratio %.2f);"
                        + " pixels looked at %.2f times, margins %s%n",
                name,
                median(exact),
                least,
                median(exact) / least,
                median(whole),
                median(exact) / median(whole),
                GlobalContextTiles.looks(plan, sides, WINDOW),
                plan.passes().get(plan.chain()).margins().before());
    }

    private static void onePass(OrtSession session, ExactTiles.Plan plan, GlobalContextTiles.Pixels pixels) {
        var margins = plan.passes().get(plan.chain()).margins();
        for (CoreGrid.Tile tile : new CoreGrid(pixels.sides(), WINDOW, plan.stride(), margins).tiles()) {
            long[] from = tile.from().stream().mapToLong(side -> side).toArray();
            long[] size = WINDOW.stream().mapToLong(side -> side).toArray();
            float[] values = new float[(int) (size[0] * size[1] * size[2])];
            pixels.read(from, size, values);
            GlobalContextTilesTest.whole(session, new Tensor(values, new long[] {1, 1, size[0], size[1], size[2]}));
        }
    }

    private static double seconds(Runnable work) {
        long start = System.nanoTime();
        work.run();
        return (System.nanoTime() - start) / 1e9;
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
